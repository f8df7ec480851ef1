// An article's text with what was found in it. Marks may lie over each other, so the text is cut where any of them
// begins or ends, and each piece carries all the marks that cover it. Offsets count code points.
import { useMemo } from "preact/hooks";
import type { DocRecord, Span } from "../types";
import { clean, quadKey } from "../words";

export const LAYERS = ["acts", "actors", "times", "places", "quotes"] as const;
export type Layer = (typeof LAYERS)[number];
export interface Mark extends Span { layer: Layer; note: string; quad?: number; key: string }

/** Everything in a record that points at words. */
export function marks(record: DocRecord): Mark[] {
  const out: Mark[] = [];
  for (const a of record.actors) out.push({ ...span(a), layer: "actors", note: `${a.name} (${a.code})`, key: `c${a.chain}` });
  for (const t of record.times) out.push({ ...span(t), layer: "times", note: t.value, key: `t${t.start}` });
  for (const p of record.places) out.push({ ...span(p), layer: "places", note: [p.name, p.country, p.kind].filter(Boolean).join(", "), key: `p${p.start}` });
  for (const q of record.quotes) out.push({ ...span(q), layer: "quotes", note: `${q.kind === "indirect" ? "reported speech" : q.kind} of ${q.speaker?.name ?? "an unnamed speaker"}`, key: `q${q.start}` });
  for (const e of record.events) {
    const note = [e.type, e.mode, e.status].filter(Boolean).join(", ").toLowerCase();
    for (const s of [e.trigger, ...e.also]) out.push({ ...span(s), layer: "acts", note, quad: e.quad, key: `e${e.id}` });
  }
  return out.filter((m) => m.end > m.start);
}

const span = ({ start, end }: Span): Span => ({ start, end });

interface Piece { start: number; end: number; marks: Mark[] }

/** The text cut at all beginnings and ends: one sweep over sorted edges. */
export function pieces(length: number, all: Mark[]): Piece[] {
  const marks = all.filter((m) => m.start < length);
  const cuts = [...new Set([0, length, ...marks.flatMap((m) => [m.start, Math.min(m.end, length)])])].sort((a, b) => a - b);
  const waiting = [...marks].sort((a, b) => a.start - b.start);
  const out: Piece[] = [];
  let open: Mark[] = [], next = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const start = cuts[i]!, end = cuts[i + 1]!;
    open = open.filter((m) => m.end > start);
    while (next < waiting.length && waiting[next]!.start <= start) open.push(waiting[next++]!);
    out.push({ start, end, marks: open });
  }
  return out;
}

interface Props { text: string; record: DocRecord; layers: ReadonlySet<Layer>; lit: ReadonlySet<string>; spans?: Span[]; onOver: (keys: string[]) => void; onPick?: (keys: string[]) => void }

/** The text with its marks; `lit` keys and `spans` stand out. */
export function Paper({ text, record, layers, lit, spans = [], onOver, onPick }: Props) {
  const points = useMemo(() => Array.from(text), [text]);
  const all = useMemo(() => marks(record), [record]);
  const extra: Mark[] = spans.map((s) => ({ ...s, layer: "acts", note: "", key: "lit" }));
  const cut = useMemo(() => pieces(points.length, [...all.filter((m) => layers.has(m.layer)), ...extra]), [points, all, layers, JSON.stringify(spans)]);
  return (
    <div class="paper t">
      {cut.map((p) => {
        const words = clean(points.slice(p.start, p.end).join(""));
        if (p.marks.length === 0) return words;
        const real = p.marks.filter((m) => m.key !== "lit");
        const keys = real.map((m) => m.key);
        const names = ["m", ...new Set(real.map((m) => m.layer))];
        const act = real.find((m) => m.quad);
        if (act?.quad) names.push(quadKey(act.quad));
        if (real.some((m) => lit.has(m.key))) names.push("lit");
        if (real.length < p.marks.length) names.push("on");
        return (
          <span key={`${p.start}-${p.end}`} class={names.join(" ")} data-start={p.start} data-end={p.end} title={clean(real.map((m) => m.note).join("; "))}
            onMouseEnter={() => onOver(keys)} onMouseLeave={() => onOver([])} onClick={() => onPick?.(keys)}>{words}</span>
        );
      })}
    </div>
  );
}

const SAID: Record<Layer, string> = { acts: "Acts", actors: "Actors", times: "Times", places: "Places", quotes: "Quotes" };

export const LayerSwitches = ({ layers, set }: { layers: ReadonlySet<Layer>; set: (next: Set<Layer>) => void }) => (
  <fieldset class="layers">
    <legend class="hidden">Marks in the text</legend>
    {LAYERS.map((layer) => (
      <label key={layer}>
        <input type="checkbox" checked={layers.has(layer)} onChange={() => { const next = new Set(layers); if (!next.delete(layer)) next.add(layer); set(next); }} />
        <span class={`m ${layer}${layer === "acts" ? " mc" : ""}`}>{SAID[layer]}</span>
      </label>
    ))}
  </fieldset>
);
