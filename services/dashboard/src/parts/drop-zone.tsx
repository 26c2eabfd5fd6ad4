import { useRef, useState, type DragEvent, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { Problem, upload } from '../api.ts';
import { bytes } from '../numbers.ts';
import { withQuery } from '../place.ts';
import { ProblemNote } from './notes.tsx';

const notZip = (name: string) =>
  new Problem({
    status: 0,
    code: 'NOT_A_ZIP',
    title: 'Not a ZIP file',
    detail: `“${name}” is not a ZIP file. A roster comes as one ZIP of OneRoster CSV files with a manifest.csv in it.`,
  });

/** Takes a roster by drop or by button, and leads to its import. */
export function DropZone({ low = false }: { readonly low?: boolean }): ReactNode {
  const [, navigate] = useLocation();
  const [isOver, hover] = useState(false);
  const [sending, setSending] = useState<{ readonly name: string; readonly part: number }>();
  const [error, fail] = useState<Error>();
  const take = async (file: File | undefined) => {
    hover(false);
    if (!file) return;
    fail(undefined);
    if (!/\.zip$/i.test(file.name)) return fail(notZip(file.name));
    setSending({ name: `${file.name}, ${bytes(file.size)}`, part: 0 });
    try {
      const path = withQuery('/v1/imports', { fileName: file.name });
      const { importId } = await upload<{ importId: string }>(path, file, part =>
        setSending(before => before && { ...before, part }),
      );
      navigate(`/data/imports/${encodeURIComponent(importId)}`);
    } catch (refused) {
      fail(refused as Error);
    }
    setSending(undefined);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  const over = (event: DragEvent) => {
    event.preventDefault();
    hover(true);
  };
  return (
    <>
      <div
        className={low ? 'drop low' : 'drop'}
        data-over={isOver ? '' : undefined}
        onDragOver={over}
        onDragLeave={() => hover(false)}
        onDrop={drop}
      >
        {sending ? <Sending {...sending} /> : <Invitation low={low} onFile={file => void take(file)} />}
      </div>
      {error && <ProblemNote error={error} />}
    </>
  );
}

function Sending({ name, part }: { readonly name: string; readonly part: number }): ReactNode {
  return (
    <>
      <strong>Sending {name}</strong>
      <progress aria-label={`Sending ${name}`} value={part} max={1} />
    </>
  );
}

function Invitation({
  low,
  onFile,
}: {
  readonly low: boolean;
  readonly onFile: (file: File | undefined) => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <strong>Drop a OneRoster ZIP here</strong>
      {!low && (
        <p>
          Version 1.1 or 1.2, CSV. Everything is checked before anything is written; errors name file, row and field.
        </p>
      )}
      <button type="button" className={low ? 'button' : 'button primary'} onClick={() => input.current?.click()}>
        Choose a file
      </button>
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        hidden
        aria-label="Roster as a ZIP file"
        onChange={({ target }) => onFile(target.files?.[0])}
      />
    </>
  );
}
