import { Component, type ReactNode } from 'react';

type Held = { readonly error: Error | undefined };

/** A fault of the page itself stays where it is and says what to do; the frame goes on. */
export class Boundary extends Component<{ readonly children: ReactNode }, Held> {
  override state: Held = { error: undefined };

  static getDerivedStateFromError(error: Error): Held {
    return { error };
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return (
      <div className="problem" role="alert">
        <h1>This page could not be drawn.</h1>
        <p>Reload it. If it stays, tell whoever runs Strata what stands here: {this.state.error.message}</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Reload
        </button>
      </div>
    );
  }
}
