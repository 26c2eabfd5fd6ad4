import { useState, type ReactNode } from 'react';
import { announce } from './announcer.tsx';

/** Text to take along, with a button that copies it. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }): ReactNode {
  const [isCopied, copied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    copied(true);
    announce('Copied.');
  };
  return (
    <div className="code">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <button type="button" className="button" onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy'}
        <span className="unseen"> {label}</span>
      </button>
    </div>
  );
}
