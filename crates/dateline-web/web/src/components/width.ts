import { useEffect, useState } from "preact/hooks";

/** The width of an element in CSS pixels, kept up to date. */
export function useWidth(box: { readonly current: HTMLElement | null }, start: number): number {
  const [width, set] = useState(start);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => { const w = Math.floor(entry?.contentRect.width ?? 0); if (w > 0) set(w); });
    watch.observe(element);
    return () => watch.disconnect();
  });
  return width;
}
