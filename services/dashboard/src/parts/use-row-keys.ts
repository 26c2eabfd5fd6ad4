import { useEffect, type RefObject } from 'react';

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

/** j and k walk through the rows' links, so that Enter follows the one with the focus. */
export function useRowKeys(box: RefObject<HTMLElement | null>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const walk = (event: KeyboardEvent) => {
      const step = { j: 1, k: -1 }[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const links = [...(box.current?.querySelectorAll<HTMLElement>('tbody th a') ?? [])];
      const at = links.findIndex(link => link === document.activeElement);
      const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
      if (!next) return;
      event.preventDefault();
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: 'nearest' });
    };
    document.addEventListener('keydown', walk);
    return () => document.removeEventListener('keydown', walk);
  }, [box, isOn]);
}
