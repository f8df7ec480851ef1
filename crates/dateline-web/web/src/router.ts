// The address is the state: every view and filter is in it, so that each can be bookmarked.
import { useEffect, useState } from "preact/hooks";

export interface Place { path: string; query: URLSearchParams }
const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });
const listeners = new Set<() => void>();
const tell = () => listeners.forEach((l) => l());
window.addEventListener("popstate", tell);

/** Goes to an address of the page without loading it anew. */
export function go(to: string, replace = false): void {
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  tell();
}

/** The present address; the component is drawn again when it changes. */
export function usePlace(): Place {
  const [place, set] = useState(here);
  useEffect(() => {
    const listen = () => set(here());
    listeners.add(listen);
    return () => void listeners.delete(listen);
  }, []);
  return place;
}

/** Plain clicks on our own links stay in the page. */
export function onClick(e: MouseEvent): void {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const link = (e.target as Element | null)?.closest("a");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  if (link.pathname.startsWith("/api/")) return;
  if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
  e.preventDefault();
  go(link.pathname + link.search);
  scrollTo(0, 0);
}

/** A path from parts that may hold anything: each is encoded. */
export const path = (...parts: string[]): string => "/" + parts.map(encodeURIComponent).join("/");
