import type { ImportReport } from '@strata/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link, useParams } from 'wouter';
import { send } from '../api.ts';
import { moment } from '../dates.ts';
import { bytes, count, counted } from '../numbers.ts';
import { codeColumn, numberColumn, wordColumn } from '../parts/columns.tsx';
import { DataTable, type Column } from '../parts/data-table.tsx';
import { Finding } from '../parts/finding.tsx';
import { ImportProgress } from '../parts/import-progress.tsx';
import { ProblemNote, Skeleton } from '../parts/notes.tsx';
import { useImport } from '../queries.ts';
import { importSentence } from '../sentences.ts';
import { codeWords } from '../words.ts';

/** One roster on its way in: how far, what it changed, what was wrong with it. */
export function ImportPage(): ReactNode {
  const { id } = useParams<{ id: string }>();
  const { data, error, refetch } = useImport(id);
  return (
    <>
      <Finding
        title="Import"
        about={id}
        sentence={data && importSentence(data)}
        eyebrow={
          <>
            <Link href="/data">Data</Link>
            {data &&
              ` · ${data.fileName || 'roster'}, ${bytes(data.bytes)} · ${moment(data.startedAt)} · ${data.mode}${data.version && ` · OneRoster ${data.version}`}`}
          </>
        }
      />
      {error && <ProblemNote error={error} again={() => void refetch()} />}
      {!data && !error && <Skeleton height={40} label="Loading the import" />}
      {data && <Content report={data} />}
    </>
  );
}

function Content({ report }: { readonly report: ImportReport }): ReactNode {
  const { status, progress, errors, errorCount, warnings, warningCount, files } = report;
  return (
    <>
      {status === 'running' && <ImportProgress progress={progress} />}
      {status === 'completed' && (
        <p>
          <Link href="/" className="button">
            Look at the district
          </Link>
        </p>
      )}
      {status === 'held' && <Held report={report} />}
      {(status === 'rejected' || errors.length > 0) && (
        <DataTable
          main
          title="Errors"
          columns={ISSUES}
          rows={errors}
          keyOf={keyOfIssue}
          note={noteOf(errors.length, errorCount)}
          empty="No error is listed."
        />
      )}
      {files.length > 0 && (
        <DataTable
          title="Files"
          sortName="files"
          main={errors.length === 0}
          columns={FILES}
          rows={files}
          keyOf={({ file }) => file}
          empty="No file was read."
        />
      )}
      {status !== 'running' && (
        <DataTable
          title="Warnings"
          sortName="warnings"
          columns={ISSUES}
          rows={warnings}
          keyOf={keyOfIssue}
          note={noteOf(warnings.length, warningCount)}
          empty="Nothing to warn of."
        />
      )}
    </>
  );
}

type Issue = ImportReport['errors'][number];
const keyOfIssue = ({ file, row, field, code }: Issue): string => `${file}/${row}/${field}/${code}`;
const noteOf = (listed: number, all: number): string =>
  all > listed ? `${count(listed)} kinds of ${count(all)} findings; the first of each kind is listed` : count(all);

const ISSUES: readonly Column<Issue>[] = [
  wordColumn({ id: 'file', head: 'File' }, ({ file }) => file),
  numberColumn({ id: 'row', head: 'Row' }, ({ row }) => row),
  codeColumn({ id: 'field', head: 'Field' }, ({ field }) => field),
  wordColumn({ id: 'code', head: 'What' }, ({ code }) => codeWords(code)),
  wordColumn({ id: 'message', head: 'In words', kind: 'wrap' }, ({ message }) => message),
  numberColumn({ id: 'count', head: 'Times' }, issue => issue.count ?? 1),
];

type File = ImportReport['files'][number];
const FILES: readonly Column<File>[] = [
  wordColumn({ id: 'file', head: 'File' }, ({ file }) => file),
  wordColumn({ id: 'mode', head: 'Mode', kind: 'quiet' }, ({ mode }) => mode),
  numberColumn({ id: 'rows', head: 'Rows' }, ({ rows }) => rows),
  numberColumn({ id: 'created', head: 'Created' }, ({ created }) => created),
  numberColumn({ id: 'changed', head: 'Changed' }, ({ changed }) => changed),
  numberColumn({ id: 'ended', head: 'Ended' }, ({ ended }) => ended),
  numberColumn({ id: 'unresolved', head: 'Unresolved' }, ({ unresolved }) => unresolved),
];

/** Nothing of it is written until somebody who can tell says so. */
function Held({ report: { importId, held, files } }: { readonly report: ImportReport }): ReactNode {
  const queries = useQueryClient();
  const [error, fail] = useState<Error>();
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await send('POST', `/v1/imports/${encodeURIComponent(importId)}/confirm`).catch((refused: Error) => fail(refused));
    await queries.invalidateQueries({ queryKey: ['import', importId] });
    setBusy(false);
  };
  const ending = files.filter(({ ended }) => ended > 0);
  return (
    <section className="problem" aria-labelledby="held">
      <h2 id="held">
        This roster would end{' '}
        {held
          ? `${counted(held.endingEnrollments, 'enrollment')} of ${count(held.activeEnrollments)}`
          : 'many enrollments'}
      </h2>
      <p>
        {held && `That is ${held.percentEnding.toFixed(1)} %; more than ${held.limitPercent} % waits for a person. `}
        {held?.reason} Nothing of it is written yet.
      </p>
      {ending.length > 0 && (
        <p>It would end {ending.map(({ file, ended }) => `${count(ended)} in ${file}`).join(', ')}.</p>
      )}
      <p>
        If the file is only a part of the roster, leave it and import the whole. If these enrollments have really ended,
        let it through.
      </p>
      <button type="button" className="button" onClick={() => void confirm()} disabled={isBusy}>
        End {held ? counted(held.endingEnrollments, 'enrollment') : 'them'} and import
      </button>
      {error && <ProblemNote error={error} />}
    </section>
  );
}
