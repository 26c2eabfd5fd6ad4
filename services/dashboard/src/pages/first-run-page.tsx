import type { Overview } from '@strata/contracts';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { CodeBlock } from '../parts/code-block.tsx';
import { DropZone } from '../parts/drop-zone.tsx';
import { Finding } from '../parts/finding.tsx';

/** Nothing is there yet: three doors. */
export function FirstRunPage({ overview: { lastImport, providers } }: { readonly overview: Overview }): ReactNode {
  return (
    <>
      <Finding
        title="Welcome"
        eyebrow="Empty installation"
        sentence={{
          lead: 'No student is here yet.',
          rest: 'Bring your roster, look around in a made-up district, or let a provider post first.',
        }}
      />
      {lastImport && (
        <p>
          The last import is {lastImport.status === 'held' ? 'held and waits for you' : lastImport.status}:{' '}
          <Link href={`/data/imports/${encodeURIComponent(lastImport.importId)}`}>see what it found</Link>.
        </p>
      )}
      <div className="doors">
        <section aria-labelledby="door-roster">
          <h2 id="door-roster">Bring your roster</h2>
          <DropZone />
        </section>
        <section aria-labelledby="door-demo">
          <h2 id="door-demo">Look around first</h2>
          <p>
            A made-up district of eight schools and 3,000 students, with a term of tiers and tutoring. It lives in a
            folder of its own, and every page says that it is a demo.
          </p>
          <CodeBlock text="npm start -- --data ./demo-data" label="the command for the demo" />
        </section>
        <section aria-labelledby="door-provider">
          <h2 id="door-provider">Let a provider post</h2>
          <p>
            {providers > 0 ? 'A provider is there already.' : 'Add a provider and make a key for it.'} It posts sessions
            as CloudEvents, or as a CSV file; each answer says which events were taken, and why not the others.
          </p>
          <p>
            <Link href="/providers" className="button">
              Providers and keys
            </Link>
          </p>
        </section>
      </div>
    </>
  );
}
