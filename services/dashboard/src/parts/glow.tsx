import { useRef, type ReactNode } from 'react';

/** A figure that lights up once when it changes under the reader's eyes, and not when it first appears. */
export function Glow({ children }: { readonly children: string | number }): ReactNode {
  const seen = useRef({ value: children, changes: 0 });
  if (seen.current.value !== children) seen.current = { value: children, changes: seen.current.changes + 1 };
  const { changes } = seen.current;
  return (
    <span key={changes} className={changes > 0 ? 'glow' : undefined}>
      {children}
    </span>
  );
}

const FIGURES = /(\d[\d,.]*\d|\d)/;

/** A sentence whose figures glow when they change. */
export function GlowingText({ children }: { readonly children: string }): ReactNode {
  return children.split(FIGURES).map((part, index) => (index % 2 === 1 ? <Glow key={index}>{part}</Glow> : part));
}
