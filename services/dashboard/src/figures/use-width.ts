import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** What is hidden has no width; a figure is drawn at least this wide. */
const NARROWEST = 200;

/** The width of an element in CSS pixels, followed as it changes; `first` until it is known. */
export function useWidth<Shape extends HTMLElement>(
  first = 720,
): { readonly ref: RefObject<Shape | null>; readonly width: number } {
  const ref = useRef<Shape>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth(Math.max(NARROWEST, Math.floor(element.getBoundingClientRect().width)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
