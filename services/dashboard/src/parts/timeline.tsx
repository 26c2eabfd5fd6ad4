import type { TimelineEntry } from '@strata/contracts';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { csvFileName, csvOf, downloadCsv } from '../csv.ts';
import { localDate } from '../dates.ts';
import { dayOf, isDecision, lineOf } from '../figures/course-words.ts';
import { count } from '../numbers.ts';

const AT_ONCE = 30;

type Shown = {
  readonly entries: readonly TimelineEntry[];
  readonly more: { readonly load: () => void; readonly loading: boolean } | undefined;
};

/** Everything that happened to one student, newest first. */
export function Timeline({ entries, more }: Shown): ReactNode {
  const [shown, show] = useState(AT_ONCE);
  const isCut = entries.length > shown;
  const further = () => {
    show(shown + AT_ONCE);
    if (!isCut) more?.load();
  };
  const save = () =>
    downloadCsv(
      csvFileName('timeline', localDate(new Date())),
      csvOf(
        ['Day', 'What', 'In words'],
        entries.map(entry => [entry.on, entry.kind, lineOf(entry)]),
      ),
    );
  return (
    <section className="listing" aria-labelledby="timeline">
      <div className="bar-line">
        <h2 id="timeline">What happened</h2>
        <span className="note">newest first</span>
        <div className="actions">
          <button type="button" className="link-button" onClick={save}>
            CSV<span className="unseen"> of what happened</span>
          </button>
        </div>
      </div>
      {entries.length === 0 && (
        <p className="quiet">
          Nothing is recorded yet. Enrolments, screenings, decisions and sessions show here as they come.
        </p>
      )}
      <ol className="timeline">
        {entries.slice(0, shown).map(entry => (
          <li key={entry.id}>
            <time dateTime={entry.on}>{dayOf(entry)}</time>
            <span className={isDecision(entry) ? 'decision' : undefined}>{lineOf(entry)}</span>
          </li>
        ))}
      </ol>
      {(isCut || more) && (
        <p className="more-line">
          <button type="button" className="button" onClick={further} disabled={!isCut && more?.loading}>
            {isCut ? `Show more of ${count(entries.length)}` : more?.loading ? 'Loading …' : 'Show earlier'}
          </button>
        </p>
      )}
    </section>
  );
}
