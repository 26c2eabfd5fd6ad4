import { useEffect, type ReactNode } from 'react';

/** The cookie is missing: only the link that the start printed lets in. */
export function LockedPage(): ReactNode {
  useEffect(() => {
    document.title = 'Strata';
  }, []);
  return (
    <main className="locked">
      <h1>Open the link that the start printed.</h1>
      <p>
        It carries the key to this page, and this browser does not have it. Look at the terminal in which Strata was
        started; the link begins with this address and has “enter” in it.
      </p>
      <p className="quiet">The key is also kept beside the data, in a file that only the owner can read.</p>
    </main>
  );
}
