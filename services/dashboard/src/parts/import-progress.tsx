import type { ImportReport } from '@strata/contracts';
import type { ReactNode } from 'react';
import { count } from '../numbers.ts';

const PHASES = [
  { phase: 'waiting', words: 'Waiting' },
  { phase: 'checking', words: 'Checking every row' },
  { phase: 'comparing', words: 'Comparing with what is known' },
  { phase: 'writing', words: 'Writing what changed' },
] as const;

/** How far an import is, by phase and by file. */
export function ImportProgress({ progress }: Pick<ImportReport, 'progress'>): ReactNode {
  const at = PHASES.findIndex(({ phase }) => phase === progress?.phase);
  const words = PHASES[at]?.words ?? 'Starting';
  return (
    <section className="listing" aria-label="Progress">
      <h2>
        {words}{' '}
        <span className="quiet">
          step {Math.max(0, at) + 1} of {PHASES.length}
          {progress && progress.total > 0 && `, ${count(progress.done)} of ${count(progress.total)} records`}
        </span>
      </h2>
      {progress && progress.total > 0 ? (
        <progress aria-label={words} value={progress.done} max={progress.total} />
      ) : (
        <progress aria-label={words} />
      )}
      <ul className="file-progress">
        {progress?.files.map(({ file, rows }) => (
          <li key={file}>
            {file} <span className="quiet">{count(rows)} rows read</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
