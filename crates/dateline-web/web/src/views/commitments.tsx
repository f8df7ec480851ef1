import { useRef } from "preact/hooks";
import { useGet } from "../api";
import { Actors, Downloads, Empty, Got, Panel, T, Title } from "../components/basic";
import { Quoted } from "../components/events";
import { useWidth } from "../components/width";
import { query } from "../filters";
import { go, path } from "../router";
import type { CommitmentRow, Page } from "../types";
import { clean, count, day, many, names, span } from "../words";

const STATES = ["open", "due", "overdue", "kept", "broken", "withdrawn"] as const;
const SIGN: Record<string, string> = { open: "○", due: "◔", overdue: "◑", kept: "●", broken: "✕", withdrawn: "–" };

/** Reports of what became of a commitment that are shown at once. */
const SHOWN = 2;

const EvidenceList = ({ of }: { of: CommitmentRow["evidence"] }) => of.length === 0 ? null : (
  <ul class="evidence">{of.map((v, i) => <li key={i}><span class={`state ${v.state}`}>{v.state}</span> <q class="t">{clean(v.text)}</q> <a href={path("article", v.document)}>{day(v.date)}</a> <span class="dim">{Math.round(v.confidence * 100)} % sure</span></li>)}</ul>
);

export const CommitmentList = ({ items }: { items: CommitmentRow[] }) => items.length === 0 ? <p class="dim pad">None.</p> : (
  <ol class="commitments">
    {items.map((c) => (
      <li key={`${c.document} ${c.id}`} id={`c-${c.id}`}>
        <div class="line"><span class={`state ${c.state}`}><span aria-hidden="true">{SIGN[c.state]}</span> {c.state}</span> <span><Actors sides={c.by} /> {c.will ? "will" : "will not"} “<T>{c.act}</T>”{c.to.length > 0 ? <> <span class="dim">to</span> <Actors sides={c.to} /></> : null}</span> <span class="dim">{c.due_from || c.due_to ? `due ${span(c.due_from, c.due_to)}` : "no date given"}{c.condition ? <> · on condition: <T>{c.condition}</T></> : null}</span></div>
        <p class="said"><Quoted words={c.words} /></p>
        <p class="from dim"><a href={path("article", c.document)}>said {day(c.made)}</a></p>
        <EvidenceList of={c.evidence.slice(0, SHOWN)} />
        {c.evidence.length > SHOWN ? <details class="more"><summary>{many(c.evidence.length - SHOWN, "more report")}</summary><EvidenceList of={c.evidence.slice(SHOWN)} /></details> : null}
      </li>
    ))}
  </ol>
);

const short = (text: string, most: number) => { const p = Array.from(text); return p.length > most ? `${p.slice(0, most - 1).join("")}…` : text; };
const time = (iso: string | null) => (iso ? Date.parse(iso) : NaN);

/** From the day it was said to the day it is due, with the reports that settled it. */
function TimeLine({ items }: { items: CommitmentRow[] }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 720);
  const rows = items.filter((c) => !Number.isNaN(time(c.made))).slice(0, 40);
  const ends = rows.flatMap((c) => [time(c.made), time(c.due_to), ...c.evidence.map((e) => time(e.date))]).filter((t) => !Number.isNaN(t));
  if (ends.length === 0) return null;
  // A far due day ("by 2050") would press all others together: the line goes a year beyond the last word, and arrows point on.
  const said = rows.flatMap((c) => [Math.min(time(c.made), time(c.words.date ?? c.made)), ...c.evidence.map((e) => time(e.date))]).filter((t) => !Number.isNaN(t));
  const low = Math.min(...said), high = Math.max(Math.min(Math.max(...ends), Math.max(...said) + 366 * 864e5), low + 864e5);
  const left = Math.min(180, width * 0.3);
  const x = (t: number) => left + ((t - low) / (high - low)) * (width - left - 20);
  const height = rows.length * 20 + 26;
  const ticks = Array.from({ length: width < 500 ? 2 : 5 }, (_, i, all = width < 500 ? 1 : 4) => low + ((high - low) * i) / all);
  return (
    <div ref={box}>
      <svg class="gantt" width={width} height={height} role="group" aria-label="Commitments on a time line; the list below says the same">
        {ticks.map((t, i) => <g key={t}><line class="grid" x1={x(t)} x2={x(t)} y1={0} y2={height - 20} /><text class="tick" x={x(t)} y={height - 5} text-anchor={i === ticks.length - 1 ? "end" : i === 0 ? "start" : "middle"}>{day(new Date(t).toISOString().slice(0, 10))}</text></g>)}
        {rows.map((c, i) => {
          const y = i * 20 + 12, made = x(Math.min(time(c.made), high)), far = time(c.due_to) > high, due = Number.isNaN(time(c.due_to)) ? null : x(Math.max(low, Math.min(time(c.due_to), high)));
          return (
            <a key={`${c.document} ${c.id}`} href={`#c-${c.id}`}>
              <text class="tick" x={left - 10} y={y + 4} text-anchor="end">{short(clean(names(c.by)), Math.floor(left / 7))}</text>
              <line class={`stretch ${c.state}`} x1={made} x2={due ?? made + 14} y1={y} y2={y} stroke-dasharray={due === null ? "2 3" : undefined} />
              <circle class={`dot ${c.state}`} cx={made} cy={y} r={4} />
              {far ? <text class="tick" x={width - 18} y={y + 4}>→</text> : due !== null ? <line class={`stretch ${c.state}`} x1={due} x2={due} y1={y - 5} y2={y + 5} /> : null}
              {c.evidence.map((e, j) => (Number.isNaN(time(e.date)) ? null : <text key={j} class={`sign ${e.state}`} x={x(time(e.date))} y={y + 4} text-anchor="middle">{SIGN[e.state] ?? "●"}</text>))}
              <title>{clean(`${names(c.by)} ${c.will ? "will" : "will not"} “${c.act}” (${c.state})`)}</title>
            </a>
          );
        })}
      </svg>
    </div>
  );
}

export function Commitments({ place }: { place: URLSearchParams }) {
  const by = place.get("by") ?? "", state = place.get("state") ?? "", after = place.get("after");
  const q = query({}, { by, state });
  const asked = useGet<Page<CommitmentRow> & { states: Record<string, number> }>(`/api/commitments${query({}, { by, state, limit: 60, after })}`);
  return (
    <>
      <Title>Commitments</Title>
      <h1>Commitments</h1>
      <p class="in-words">What was promised or refused, by whom, due when, and what became of it.</p>
      <search>
        <form class="filters" onSubmit={(e) => { e.preventDefault(); const f = new FormData(e.currentTarget); go(`/commitments${query({}, { by: f.get("by") as string, state })}`); }}>
          <label>By<input name="by" defaultValue={by} key={by} placeholder="RUS" maxLength={200} /></label>
          <label>State<select value={state} onChange={(e) => go(`/commitments${query({}, { by, state: e.currentTarget.value })}`)}><option value="">any</option>{STATES.map((s) => <option key={s} value={s}>{s}</option>)}</select></label>
          <button type="submit">Show</button>
        </form>
      </search>
      <Got asked={asked}>{(page) => page.items.length === 0 ? <Empty what="No commitment fits." todo={by || state ? <a href="/commitments">Show all</a> : "Articles in which somebody promises, agrees or refuses give commitments."} /> : (
        <>
          <ul class="states">{STATES.map((s) => <li key={s}><a href={`/commitments${query({}, { by, state: s })}`} class={`state ${s}`}><span aria-hidden="true">{SIGN[s]}</span> {s} {count(page.states[s] ?? 0)}</a></li>)}</ul>
          <Panel title="Time line" aside={<Downloads view="commitments" query={q} />} wide><TimeLine items={page.items} /></Panel>
          <Panel title={many(page.total, "commitment")} id="list" wide><CommitmentList items={page.items} />{page.next ? <nav class="pager" aria-label="Pages"><button type="button" onClick={() => go(`/commitments${query({}, { by, state, after: page.next })}`)}>More</button></nav> : null}</Panel>
        </>
      )}</Got>
    </>
  );
}
