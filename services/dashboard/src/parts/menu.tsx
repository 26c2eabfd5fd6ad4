import { useId, useRef, type ReactNode, type ToggleEvent } from 'react';

type Content = {
  readonly label: string;
  readonly className?: string;
  readonly face: ReactNode;
  readonly children: ReactNode;
};

const MARGIN = 8;

/** A button and what it opens: the browser closes it on Escape and on a click outside. */
export function Popover({
  label,
  className,
  face,
  children,
  ...rest
}: Content & { readonly 'data-state'?: string; readonly panelClass?: string }): ReactNode {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const { panelClass, ...attributes } = rest;
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    if (event.newState !== 'open' || !button.current) return;
    const anchor = button.current.getBoundingClientRect();
    const panel = event.currentTarget;
    const left = Math.min(anchor.left, document.documentElement.clientWidth - panel.offsetWidth - MARGIN);
    panel.style.left = `${Math.max(MARGIN, left)}px`;
    panel.style.top = `${anchor.bottom + MARGIN / 2}px`;
    panel.style.maxHeight = `${document.documentElement.clientHeight - anchor.bottom - 2 * MARGIN}px`;
  };
  const close = (event: { target: EventTarget; currentTarget: HTMLDivElement }) => {
    if (event.target instanceof Element && event.target.closest('a')) event.currentTarget.hidePopover();
  };
  return (
    <>
      <button ref={button} type="button" className={className} popoverTarget={id} aria-label={label} {...attributes}>
        {face}
      </button>
      <div id={id} popover="auto" className={`menu ${panelClass ?? ''}`} onToggle={place} onClick={close}>
        {children}
      </div>
    </>
  );
}
