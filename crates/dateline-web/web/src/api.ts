// Asking the server, and keeping what the last requests brought.
import { useEffect, useState } from "preact/hooks";

/** What the server says went wrong, and what to do. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly hint: string) { super(message); }
}

async function read<T>(answer: Response): Promise<T> {
  if (answer.ok) return (await answer.json()) as T;
  const body = (await answer.json().catch(() => ({}))) as { error?: string; hint?: string };
  throw new ApiError(answer.status, body.error ?? `the server answered ${answer.status}`, body.hint ?? "try again in a moment");
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  try {
    return await read<T>(await fetch(path, init));
  } catch (e) {
    if (e instanceof ApiError || (e instanceof DOMException && e.name === "AbortError")) throw e;
    throw new ApiError(0, "the server can't be reached", "is `dateline serve` still running? Start it again and reload.");
  }
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => ask<T>(path, { signal: signal ?? null });
export const post = <T>(path: string, body: unknown): Promise<T> =>
  ask<T>(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

/** Questions that were put before the part that shows their answers stood; each answer is given out once. */
const early = new Map<string, Promise<unknown>>();

/** Asks ahead, so that the server works while the page is still being put up. */
export function askAhead(paths: readonly string[]): void {
  for (const path of paths) {
    const answer = get(path);
    answer.catch(() => {}); // whoever takes the answer is told of the error
    early.set(path, answer);
  }
}

function taken<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = early.get(path) as Promise<T> | undefined;
  early.delete(path);
  return answer ?? get<T>(path, signal);
}

export interface Asked<T> { data: T | null; error: ApiError | null; loading: boolean; again: () => void }

/** Data of a path, asked anew when the path changes; the old data stays until the new are here. */
export function useGet<T>(path: string | null): Asked<T> {
  const [state, set] = useState<{ path: string | null; round: number; data: T | null; error: ApiError | null }>({ path: null, round: 0, data: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    taken<T>(path, stop.signal).then(
      (data) => { if (!stop.signal.aborted) set({ path, round, data, error: null }); },
      (error: unknown) => { if (error instanceof ApiError && !stop.signal.aborted) set({ path, round, data: null, error }); },
    );
    return () => stop.abort();
  }, [path, round]);
  return { data: state.data, error: state.error, loading: path !== null && (state.path !== path || state.round !== round), again: () => setRound((n) => n + 1) };
}
