// Events over time: cooperation above the line, conflict below it. Drag over it, or use the arrow keys, to choose a span.
import { scaleLinear } from "d3-scale";
import { useRef, useState } from "preact/hooks";
import type { Month } from "../types";
import { count, many, month, QUADS } from "../words";
import { useWidth } from "./width";

interface Props {
  months: Month[];
  /** The first and last day of publication: what is dated outside of them is shown on demand. */
  reach?: { first: string | null; last: string | null };
  /** The most events of a month, of cooperation and of conflict; else those of the months. */
  scale?: [number, number];
  height?: number; from?: string | undefined; to?: string | undefined; onSpan?: ((from: string, to: string) => void) | undefined; label: string;
}

const LEFT = 44, RIGHT = 10, BOTTOM = 22, TOP = 8;
const index = (period: string) => Number(period.slice(0, 4)) * 12 + Number(period.slice(5, 7)) - 1;
const period = (i: number) => `${String(Math.floor(i / 12)).padStart(4, "0")}-${String((i % 12) + 1).padStart(2, "0")}`;
const lastDay = (p: string) => new Date(Date.UTC(Number(p.slice(0, 4)), Number(p.slice(5, 7)), 0)).getUTCDate();

/** Years that get a label: as many as have room. */
function years(first: number, last: number, width: number): number[] {
  const all = Math.floor(last / 12) - Math.ceil(first / 12) + 1;
  const step = [1, 2, 5, 10, 20, 50, 100].find((s) => (all / s) * 54 < width) ?? 100;
  const out: number[] = [];
  for (let y = Math.ceil(first / 12 / step) * step; y * 12 <= last; y += step) out.push(y);
  return out;
}

/** One path a class: the bars of all months, stacked from the line outwards. */
function bars(months: Month[], quad: number, x: (i: number) => number, y: (n: number) => number, wide: number): string {
  const under = quad % 2 === 0 ? [] : [quad === 1 ? 1 : 3];
  const sign = quad <= 2 ? 1 : -1;
  return months.map((m) => {
    const n = m.quads[quad - 1] ?? 0;
    if (n === 0) return "";
    const base = under.reduce((sum, u) => sum + (m.quads[u] ?? 0), 0);
    const top = y(sign * (base + n)), bottom = y(sign * base);
    return `M${x(index(m.period)).toFixed(1)},${bottom.toFixed(1)}h${wide.toFixed(2)}V${top.toFixed(1)}h${(-wide).toFixed(2)}Z`;
  }).join("");
}

export function TimeChart({ months, reach, scale, height = 190, from, to, onSpan, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const [whole, setWhole] = useState(false);
  const every = months.filter((m) => /^\d{4}-\d{2}$/.test(m.period));
  const told = (m: Month) => !reach?.first || !reach.last || (m.period >= reach.first.slice(0, 7) && m.period <= reach.last.slice(0, 7));
  const inside = every.filter(told), outside = every.length - inside.length;
  const dated = whole || inside.length === 0 || (from && from < inside[0]!.period) ? every : inside;
  if (dated.length === 0) return <p class="dim pad">No dated events.</p>;
  if (width === 0) return <div class="timechart" ref={box} />;
  const first = Math.min(...dated.map((m) => index(m.period))), last = Math.max(...dated.map((m) => index(m.period)));
  const spread = Math.max(last - first + 1, 12);
  const x = scaleLinear([first, first + spread], [LEFT, width - RIGHT]);
  const [up, down] = scale ?? [Math.max(1, ...dated.map((m) => m.quads[0] + m.quads[1])), Math.max(1, ...dated.map((m) => m.quads[2] + m.quads[3]))];
  const off = every.filter((m) => !told(m)).reduce((n, m) => n + m.quads.reduce((a, b) => a + b, 0), 0);
  const y = scaleLinear([-down, up], [height - BOTTOM, TOP]);
  const wide = Math.max((width - LEFT - RIGHT) / spread - (spread < 200 ? 1 : 0.2), 0.6);
  const monthAt = (e: PointerEvent) => {
    const left = box.current?.getBoundingClientRect().left ?? 0;
    return Math.max(first, Math.min(last, Math.floor(x.invert(e.clientX - left))));
  };
  const chosen: [number, number] | null = drag ?? (from || to ? [from ? index(from) : first, to ? index(to) : last] : null);
  const choose = (a: number, b: number) => {
    const [low, high] = [period(Math.min(a, b)), period(Math.max(a, b))];
    onSpan?.(`${low}-01`, `${high}-${lastDay(high)}`);
  };
  const keys = (e: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 }[e.key];
    if (step !== undefined) {
      e.preventDefault();
      const [a, b] = chosen ?? [first, last];
      const clamp = (i: number) => Math.max(first, Math.min(last, i));
      if (e.shiftKey) choose(a, clamp(b + step)); else choose(clamp(a + step), clamp(b + step));
    } else if (e.key === "Escape") onSpan?.("", "");
  };
  const shown = at === null ? null : dated.find((m) => index(m.period) === at);
  const handlers = onSpan ? {
    tabindex: 0,
    role: "slider" as const,
    "aria-valuemin": first, "aria-valuemax": last, "aria-valuenow": chosen?.[0] ?? first,
    "aria-valuetext": chosen ? `${month(period(chosen[0]))} to ${month(period(chosen[1]))}` : "all of the time",
    onKeyDown: keys,
    onPointerDown: (e: PointerEvent) => { (e.currentTarget as Element).setPointerCapture(e.pointerId); const m = monthAt(e); setDrag([m, m]); },
    onPointerUp: () => { if (drag) { if (drag[0] === drag[1] && chosen && from) onSpan("", ""); else choose(drag[0], drag[1]); setDrag(null); } },
  } : { role: "img" as const };
  return (
    <div class="timechart" ref={box}>
      <svg width={width} height={height} {...handlers} aria-label={onSpan ? `${label}. Arrow keys move the chosen months, with Shift its end; Escape takes it away.` : label}
        onPointerMove={(e: PointerEvent) => { const m = monthAt(e); setAt(m); if (drag) setDrag([drag[0], m]); }} onPointerLeave={() => setAt(null)}>
        {y.ticks(height < 180 ? 3 : 4).map((t) => <g key={t}><line class="grid" x1={LEFT} x2={width - RIGHT} y1={y(t)} y2={y(t)} /><text class="tick" x={LEFT - 6} y={y(t) + 4} text-anchor="end">{count(Math.abs(t))}</text></g>)}
        {years(first, first + spread, width).map((v) => <text key={v} class="tick" x={x(v * 12)} y={height - 6} text-anchor="middle">{v}</text>)}
        {chosen ? <rect class="brush" x={x(Math.min(...chosen))} width={Math.max(x(Math.max(...chosen) + 1) - x(Math.min(...chosen)), 2)} y={TOP} height={height - TOP - BOTTOM} /> : null}
        {QUADS.map((q, i) => <path key={q.key} class={`fill ${q.key}`} d={bars(dated, i + 1, x, y, wide)} />)}
        <line class="axis" x1={LEFT} x2={width - RIGHT} y1={y(0)} y2={y(0)} />
      </svg>
      {shown ? (
        <div class="tip" ref={(el) => { if (el) el.style.left = `${Math.min(Math.max(x(at!), 80), width - 90)}px`; }} aria-hidden="true">
          <strong>{month(shown.period)}</strong>
          {QUADS.map((q, i) => <span key={q.key}><i class={`swatch ${q.key}`} />{count(shown.quads[i] ?? 0)}</span>)}
        </div>
      ) : null}
      {outside > 0 ? <p class="dim note">{dated.length < every.length ? `${many(off, "event")} ${off === 1 ? "is" : "are"} dated before or after the articles. ` : ""}<button type="button" class="link" onClick={() => setWhole(!whole)}>{dated.length < every.length ? "Show all of the time" : whole ? "Only the time of the articles" : ""}</button></p> : null}
    </div>
  );
}
