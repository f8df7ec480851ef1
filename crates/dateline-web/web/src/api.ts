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

/** A question that was put before the part that shows its answer stood. */
interface Question { answer: Promise<unknown>; data?: unknown }

/** Each answer is given out once. */
const early = new Map<string, Question>();

/** Asks ahead, so that the server works while the page is still being put up. */
export function askAhead(paths: readonly string[]): void {
  for (const path of paths) {
    const question: Question = { answer: get(path) };
    question.answer.then((data) => { question.data = data; }, () => {}); // whoever takes the answer is told of the error
    early.set(path, question);
  }
}

/** Waits for what was asked ahead, so that all of it can be drawn at once, but no longer than this. */
export const answered = (milliseconds: number): Promise<unknown> =>
  Promise.race([Promise.allSettled([...early.values()].map((q) => q.answer)), new Promise((late) => setTimeout(late, milliseconds))]);

function taken<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = early.get(path)?.answer as Promise<T> | undefined;
  early.delete(path);
  return answer ?? get<T>(path, signal);
}

interface State<T> { path: string | null; round: number; data: T | null; error: ApiError | null }

/** What a view begins with: an answer that is here already, else nothing. */
function begin<T>(path: string | null): State<T> {
  const data = path === null ? undefined : (early.get(path)?.data as T | undefined);
  if (path === null || data === undefined) return { path: null, round: 0, data: null, error: null };
  early.delete(path);
  return { path, round: 0, data, error: null };
}

export interface Asked<T> { data: T | null; error: ApiError | null; loading: boolean; again: () => void }

/** Data of a path, asked anew when the path changes; the old data stays until the new are here. */
export function useGet<T>(path: string | null): Asked<T> {
  const [state, set] = useState<State<T>>(() => begin(path));
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null || (state.path === path && state.round === round)) return;
    const stop = new AbortController();
    taken<T>(path, stop.signal).then(
      (data) => { if (!stop.signal.aborted) set({ path, round, data, error: null }); },
      (error: unknown) => { if (error instanceof ApiError && !stop.signal.aborted) set({ path, round, data: null, error }); },
    );
    return () => stop.abort();
  }, [path, round]);
  return { data: state.data, error: state.error, loading: path !== null && (state.path !== path || state.round !== round), again: () => setRound((n) => n + 1) };
}
