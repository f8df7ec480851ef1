// Small parts that all views use.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Asked } from "../api";
import { path } from "../router";
import type { Side } from "../types";
import { clean, quadKey, QUADS, typeName } from "../words";

/** Text from outside: on its own for the direction of writing, harmful marks made visible. */
export const T = ({ children }: { children: string }) => <bdi class="t">{clean(children)}</bdi>;

export function Title({ children }: { children: string }) {
  useEffect(() => { document.title = `${clean(children).slice(0, 120)} · Dateline`; }, [children]);
  return null;
}

export const Act = ({ type, mode, quad }: { type: string; mode?: string | null; quad: number }) => (
  <span class={`act ${quadKey(quad)}`} title={QUADS[quad - 1]?.name}>
    {typeName(type)}{mode ? <span class="mode"> · {mode}</span> : null}
  </span>
);

export const Actor = ({ side }: { side: Side }) => (
  <a class="actor" href={path("actor", side.code)} title={side.code}><T>{side.name || side.code}</T></a>
);

export const Actors = ({ sides }: { sides: Side[] }) =>
  sides.length === 0 ? <span class="dim">—</span> : <>{sides.slice(0, 4).map((s, i) => <span key={i}>{i > 0 ? ", " : ""}<Actor side={s} /></span>)}{sides.length > 4 ? ` and ${sides.length - 4} more` : ""}</>;

export const Status = ({ status }: { status: string }) => (status === "actual" ? null : <span class="tag">{status}</span>);

/** A section with its heading; `aside` stands at the right of it. */
export function Panel({ title, aside, children, wide, id }: { title: string; aside?: ComponentChildren; children: ComponentChildren; wide?: boolean; id?: string }) {
  const name = id ?? title.toLowerCase().replace(/\W+/g, "-");
  return (
    <section class={wide ? "panel wide" : "panel"} aria-labelledby={`h-${name}`}>
      <header><h2 id={`h-${name}`}>{title}</h2>{aside}</header>
      {children}
    </section>
  );
}

export const Empty = ({ what, todo }: { what: string; todo: ComponentChildren }) => (
  <div class="empty"><p>{what}</p><p class="dim">{todo}</p></div>
);

/** What was asked for, or that it is on its way, or what is wrong and what to do. */
export function Got<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ComponentChildren }) {
  if (asked.error) {
    return (
      <div class="empty" role="alert">
        <p>{clean(asked.error.message)}</p>
        <p class="dim">{clean(asked.error.hint)}</p>
        <button type="button" onClick={asked.again}>Try again</button>
      </div>
    );
  }
  if (!asked.data) return <div class="loading" role="status"><span class="hidden">Loading</span></div>;
  return <div class={asked.loading ? "stale" : undefined} aria-busy={asked.loading}>{children(asked.data)}</div>;
}

export const Legend = () => (
  <ul class="legend" aria-label="Colours">
    {QUADS.map((q) => <li key={q.key}><i class={`swatch ${q.key}`} />{q.name}</li>)}
  </ul>
);

/** Links to one view's data in the formats it has. */
export const Downloads = ({ view, query, formats = ["csv", "jsonl", "parquet"] }: { view: string; query: string; formats?: string[] }) => (
  <span class="downloads">
    <span class="hidden">Download {view} as </span>
    {formats.map((f) => <a key={f} href={`/api/export/${view}.${f}${query}`} download={`${view}.${f}`}>{f === "geojson" ? "GeoJSON" : f === "parquet" ? "Parquet" : f.toUpperCase()}</a>)}
  </span>
);
