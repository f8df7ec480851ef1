import { useLayoutEffect, useRef, useState } from "preact/hooks";

/**
 * The width of an element in CSS pixels, kept up to date. It is measured before anything is shown: what is costly to draw
 * begins with an empty element at the width 0, so that it isn't drawn twice.
 */
export function useWidth(box: { readonly current: HTMLElement | null }, start = 0): number {
  const [width, set] = useState(start);
  const watched = useRef<{ element: HTMLElement | null; watch: ResizeObserver | null }>({ element: null, watch: null });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === watched.current.element) return;
    watched.current.watch?.disconnect();
    watched.current = { element, watch: null };
    if (!element) return;
    const measure = (wide: number) => { const w = Math.floor(wide); if (w > 0) set(w); };
    measure(element.clientWidth);
    watched.current.watch = new ResizeObserver(([entry]) => measure(entry?.contentRect.width ?? 0));
    watched.current.watch.observe(element);
  });
  useLayoutEffect(() => () => watched.current.watch?.disconnect(), []);
  return width;
}
