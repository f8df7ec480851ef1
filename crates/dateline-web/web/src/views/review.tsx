import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, post, useGet } from "../api";
import { Act, Empty, Got, Panel, T, Title } from "../components/basic";
import { query } from "../filters";
import { go, path } from "../router";
import type { About, ActorRef, ReviewSummary, Sample } from "../types";
import { clean, count, day, many, names, percent, quadKey, STATUSES, typeName, titled } from "../words";

type Verdict = "accept" | "correct" | "reject";
interface Correction { type: string; mode: string | null; status: string; source: [number, number]; target: [number, number] }

/** The sentence with the record's words marked, in its surroundings. */
function InContext({ sample: s }: { sample: Sample }) {
  const points = Array.from(s.sentence);
  const spans = [
    ...s.event.source.map((a) => ({ start: a.start, end: a.end, name: "source" })),
    ...s.event.target.map((a) => ({ start: a.start, end: a.end, name: "target" })),
    { ...s.event.trigger, name: `act ${quadKey(s.event.quad)}` },
  ].map((x) => ({ ...x, start: x.start - s.offset, end: x.end - s.offset })).filter((x) => x.start >= 0 && x.end <= points.length && x.end > x.start).sort((a, b) => a.start - b.start);
  const out = [];
  let at = 0;
  for (const x of spans) {
    if (x.start < at) continue;
    out.push(clean(points.slice(at, x.start).join("")), <mark key={x.start} class={x.name}>{clean(points.slice(x.start, x.end).join(""))}</mark>);
    at = x.end;
  }
  return <blockquote class="paper t"><span class="dim">{clean(s.before)} </span>{out}{clean(points.slice(at).join(""))}<span class="dim"> {clean(s.after)}</span></blockquote>;
}

const key = (a: { start: number; end: number }) => `${a.start}-${a.end}`;
const pair = (text: string): [number, number] => { const [a, b] = text.split("-").map(Number); return [a ?? 0, b ?? 0]; };

function CorrectForm({ sample: s, about, done, cancel }: { sample: Sample; about: About; done: (c: Correction) => void; cancel: () => void }) {
  const first = useRef<HTMLSelectElement>(null);
  const [type, setType] = useState(s.event.type);
  useEffect(() => first.current?.focus(), []);
  const modes = about.types.find((t) => t.name === type)?.modes ?? [];
  const points = Array.from(s.sentence);
  const said = (a: ActorRef) => `${points.slice(a.start - s.offset, a.end - s.offset).join("")} (${a.code || a.name})`;
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const f = new FormData(e.currentTarget as HTMLFormElement);
    done({ type, mode: String(f.get("mode")) || null, status: String(f.get("status")), source: pair(String(f.get("source"))), target: pair(String(f.get("target"))) });
  };
  const Side = ({ name, now }: { name: "source" | "target"; now: ActorRef[] }) => (
    <label>{name === "source" ? "Done by" : "Done to"}<select name={name} defaultValue={now[0] ? key(now[0]) : ""}>{s.actors.map((a) => <option key={key(a)} value={key(a)}>{clean(said(a))}</option>)}</select></label>
  );
  return (
    <form class="filters correct" onSubmit={submit} onKeyDown={(e) => { if (e.key === "Escape") cancel(); e.stopPropagation(); }}>
      <label>Type<select ref={first} value={type} onChange={(e) => setType(e.currentTarget.value)}>{about.types.map((t) => <option key={t.name} value={t.name}>{typeName(t.name)}</option>)}</select></label>
      <label>Mode<select name="mode" defaultValue={s.event.mode ?? ""} key={type}><option value="">none</option>{modes.map((m) => <option key={m}>{m}</option>)}</select></label>
      <label>Told as<select name="status" defaultValue={s.event.status}>{STATUSES.map((x) => <option key={x}>{x}</option>)}</select></label>
      <Side name="source" now={s.event.source} /><Side name="target" now={s.event.target} />
      <button type="submit">Save the correction</button><button type="button" class="link" onClick={cancel}>Cancel</button>
    </form>
  );
}

const remembered = () => localStorage.getItem("dateline-reviewer") ?? "";

function Desk({ about, reviewer, type, second, judged }: { about: About; reviewer: string; type: string; second: boolean; judged: () => void }) {
  const [after, pass] = useState("");
  const sample = useGet<{ sample: Sample | null }>(`/api/review/sample${query({ type }, { reviewer, second: second ? "1" : null, after })}`);
  const [correcting, correct] = useState(false);
  const [said, say] = useState("");
  const [last, setLast] = useState<string | null>(null);
  const s = sample.data?.sample ?? null;
  const sending = useRef(false);
  const judge = (verdict: Verdict, correction: Correction | null = null) => {
    if (!s || sample.loading || sending.current) return;
    sending.current = true;
    correct(false);
    post("/api/review", { record: s.record, reviewer, verdict, correction })
      .then(() => { setLast(s.record); say(`${typeName(s.event.type)}: ${verdict === "accept" ? "accepted" : verdict === "reject" ? "rejected" : "corrected"}`); sample.again(); judged(); }, (e: unknown) => say(e instanceof ApiError ? `${e.message}: ${e.hint}` : String(e)))
      .finally(() => { sending.current = false; });
  };
  const undo = () => { if (last) post("/api/review/undo", { record: last, reviewer }).then(() => { say("Taken back"); setLast(null); judged(); }, () => say("It can't be taken back")); };
  useEffect(() => {
    const listen = (e: KeyboardEvent) => {
      if (e.metaKey || e.ctrlKey || e.altKey || (e.target as Element).closest("input, select, textarea")) return;
      const act = { a: () => judge("accept"), r: () => judge("reject"), c: () => correct(true), s: () => pass(s?.record ?? ""), u: undo }[e.key];
      if (act) { e.preventDefault(); act(); }
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  });
  return (
    <Got asked={sample}>{() => s === null ? <Empty what="No record is left to judge here." todo="Choose another type, or add more articles." /> : (
      <div class="desk">
        <p class="dim"><a href={path("article", s.document)}><T>{titled(s)}</T></a>{s.title ? ` · ${day(s.date)}` : ""}{s.publisher ? <> · <T>{s.publisher}</T></> : null} · {many(s.left, "record")} left</p>
        <InContext sample={s} />
        <p class="verdict-on"><Act type={s.event.type} mode={s.event.mode} quad={s.event.quad} /> <T>{names(s.event.source)}</T> <span class="arrow" aria-label="to">→</span> <T>{names(s.event.target)}</T> <span class="tag">{s.event.status}</span> <span class="dim">{s.event.rule}, {percent(s.event.confidence)} sure</span></p>
        {correcting ? <CorrectForm key={s.record} sample={s} about={about} done={(c) => judge("correct", c)} cancel={() => correct(false)} /> : (
          <div class="verdicts">
            <button type="button" onClick={() => judge("accept")}><kbd>a</kbd> Accept</button>
            <button type="button" onClick={() => correct(true)}><kbd>c</kbd> Correct</button>
            <button type="button" onClick={() => judge("reject")}><kbd>r</kbd> Reject</button>
            <button type="button" class="link" onClick={() => pass(s?.record ?? "")}><kbd>s</kbd> Skip</button>
            <button type="button" class="link" disabled={!last} onClick={undo}><kbd>u</kbd> Undo</button>
          </div>
        )}
        <p role="status" class="dim">{clean(said)}</p>
      </div>
    )}</Got>
  );
}

const Summary = ({ of: s }: { of: ReviewSummary }) => (
  <>
    <div class="scroll" tabIndex={0} role="group" aria-label="Precision by type"><table>
      <thead><tr><th scope="col">Type</th><th scope="col" class="num">Records</th><th scope="col" class="num">Judged</th><th scope="col" class="num">Right</th><th scope="col">Precision (95 %)</th><th scope="col" class="num">Corrected count</th></tr></thead>
      <tbody>{s.types.map((t) => (
        <tr key={t.type}><th scope="row"><Act type={t.type} quad={t.quad} /></th><td class="num">{count(t.machine)}</td><td class="num">{count(t.judged)}</td><td class="num">{count(t.right)}</td>
          <td>{t.precision === null ? <span class="dim">not judged yet</span> : `${percent(t.precision)} (${percent(t.low ?? 0)} – ${percent(t.high ?? 1)})`}</td><td class="num">{t.corrected === null ? "—" : count(Math.round(t.corrected))}</td></tr>
      ))}</tbody>
    </table></div>
    <p>{s.reviewers.map((r) => `${clean(r.name)}: ${many(r.judged, "record")}`).join(" · ")}</p>
    <p>{s.agreement.both === 0 ? "No record has been judged by two reviewers yet: tick “records judged by another” to measure agreement." : `Two reviewers judged ${many(s.agreement.both, "record")} and agree on ${percent(s.agreement.share ?? 0)}${s.agreement.kappa === null ? "" : ` (Cohen’s κ ${s.agreement.kappa.toFixed(2)})`}.`}</p>
  </>
);

export function Review({ about, place }: { about: About; place: URLSearchParams }) {
  const [reviewer, setReviewer] = useState(remembered);
  const summary = useGet<ReviewSummary>(about.review ? "/api/review/summary" : null);
  const type = place.get("type") ?? "", second = place.get("second") === "1";
  const move = (next: { type?: string; second?: boolean }) => go(`/review${query({ type: next.type ?? type }, { second: (next.second ?? second) ? "1" : null })}`, true);
  if (!about.review) {
    return <><Title>Review</Title><h1>Review</h1><Empty what="This page is read-only." todo={<>To accept, correct or reject records, start it with <code>dateline serve {about.store} --review</code>.</>} /></>;
  }
  return (
    <>
      <Title>Review</Title>
      <h1>Review</h1>
      <div class="filters below">
        <label>Your name<input defaultValue={reviewer} maxLength={60} placeholder="initials" onChange={(e) => { const name = e.currentTarget.value.trim(); localStorage.setItem("dateline-reviewer", name); setReviewer(name); }} /></label>
        <label>Type<select value={type} onChange={(e) => move({ type: e.currentTarget.value })}><option value="">all, evenly</option>{about.types.map((t) => <option key={t.name} value={t.name}>{typeName(t.name)}</option>)}</select></label>
        <label class="check"><input type="checkbox" checked={second} onChange={(e) => move({ second: e.currentTarget.checked })} /> records judged by another</label>
      </div>
      <Panel title="Record" wide>{reviewer ? <Desk about={about} reviewer={reviewer} type={type} second={second} judged={summary.again} /> : <Empty what="Who is judging?" todo="Give your name or initials above: two reviewers' verdicts are compared by them." />}</Panel>
      <Panel title="Precision by type" wide aside={<span class="downloads"><a href="/api/review/gold.tsv" download="gold.tsv">Gold (TSV)</a><a href="/api/review/verdicts.jsonl" download="verdicts.jsonl">Verdicts (JSONL)</a></span>}>
        <Got asked={summary}>{(s) => <Summary of={s} />}</Got>
      </Panel>
    </>
  );
}
