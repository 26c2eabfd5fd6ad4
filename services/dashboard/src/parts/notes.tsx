import type { ReactNode } from 'react';
import { Problem } from '../api.ts';

/** An error where it happened, with what to do. */
export function ProblemNote({ error, again }: { readonly error: Error; readonly again?: () => void }): ReactNode {
  const problem = error instanceof Problem ? error : undefined;
  return (
    <div className="problem" role="alert">
      <p>
        <strong>{problem?.title ?? 'Something went wrong'}.</strong> {error.message}
      </p>
      {problem?.faults.map(({ pointer, detail }) => (
        <p key={pointer}>
          {pointer.slice(1).replaceAll('/', ' › ') || 'The whole'}: {detail}
        </p>
      ))}
      {again && (
        <button type="button" className="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** What would fill this place, and how. */
export function Empty({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p>{children}</p>
    </div>
  );
}

/** Holds the room of what is on its way, so that nothing moves when it comes. `height` in rem. */
export function Skeleton({
  height,
  label = 'Loading',
}: {
  readonly height: number;
  readonly label?: string;
}): ReactNode {
  return (
    <div className="skeleton" role="img" aria-label={label} style={{ height: `${height}rem`, margin: 'var(--s6) 0' }} />
  );
}
