import { useState } from "preact/hooks";
import { ApiError, post, useGet } from "../api";
import { Act, Actors, Empty, Got, Panel, Status, T, Title } from "../components/basic";
import { EventList, Quoted } from "../components/events";
import { go, path } from "../router";
import type { About, EventPage, Report } from "../types";
import { clean, day, many, names, span, titled, typeName } from "../words";

/** What changes the store, only with --review: its outcome is told, and the view asks anew. */
function useAct(event: string, done: () => void): { said: string; busy: boolean; act: (url: string, body: unknown) => void } {
  const [said, say] = useState(kept.event === event ? kept.said : "");
  const [busy, setBusy] = useState(false);
  const act = (url: string, body: unknown) => {
    setBusy(true);
    say("Linking the reports anew…");
    post<{ said: string; event: string }>(url, body)
      .then((r) => { kept = r; say(r.said); done(); go(path("event", r.event), true); }, (e: unknown) => say(e instanceof ApiError ? `${e.message}: ${e.hint}` : String(e)))
      .finally(() => setBusy(false));
  };
  return { said, busy, act };
}

/** What was said last, and of which event: its page may be another one than where the change began. */
let kept = { said: "", event: "" };

/** Reports grouped by their origin: one wire story in many outlets is one origin. */
function origins(reports: Report[]): Report[][] {
  const groups = new Map<number, Report[]>();
  for (const r of reports) groups.set(r.origin, [...(groups.get(r.origin) ?? []), r]);
  return [...groups.values()];
}

export function EventView({ id, about }: { id: string; about: About }) {
  const asked = useGet<EventPage>(`/api/events/${encodeURIComponent(id)}`);
  const [picked, pick] = useState<ReadonlySet<string>>(new Set());
  const { said, busy, act } = useAct(id, () => { pick(new Set()); asked.again(); });
  const toggle = (record: string) => { const next = new Set(picked); if (!next.delete(record)) next.add(record); pick(next); };
  return (
    <Got asked={asked}>{({ event: e, reports, disagreements, merges, similar }) => (
      <>
        <Title>{`${typeName(e.type)}: ${names(e.source)} → ${names(e.target)}`}</Title>
        <header class="head">
          <p class="dim">{span(e.from, e.to)}{e.place ? <> · <T>{e.place.name}</T></> : null}</p>
          <h1><Act type={e.type} mode={e.mode} quad={e.quad} /> <Actors sides={e.source} /> <span class="arrow" aria-label="to">→</span> <Actors sides={e.target} /></h1>
          <p class="in-words">{many(e.reports, "report")} from {many(e.origins, "independent origin")} <Status status={e.status} /></p>
        </header>
        {said ? <p role="status" class="notice">{clean(said)}</p> : null}
        {disagreements.length > 0 ? (
          <Panel title="Where the reports disagree" wide>
            <table class="disagree"><tbody>
              {disagreements.map((d) => (
                <tr key={d.field}><th scope="row">{d.field}</th>{d.values.map((v, i) => <td key={i}><T>{v.value || "—"}</T> <span class="dim">{many(v.records.length, "report")}</span></td>)}</tr>
              ))}
            </tbody></table>
          </Panel>
        ) : null}
        <Panel title="Reports" wide aside={about.review && reports.length > 1 ? <button type="button" disabled={busy || picked.size === 0 || picked.size === reports.length} onClick={() => act(`/api/events/${encodeURIComponent(id)}/split`, { records: [...picked] })}>Split off the marked</button> : null}>
          {origins(reports).map((group, i) => (
            <div key={i} class="origin">
              <h3>Origin {i + 1}{group.length > 1 ? <span class="dim"> · carried {group.length} times</span> : null}</h3>
              <ol class="reports">
                {group.map((r) => (
                  <li key={r.record}>
                    {about.review ? <label class="pick"><input type="checkbox" checked={picked.has(r.record)} onChange={() => toggle(r.record)} /><span class="hidden">Mark this report</span></label> : null}
                    <p class="said"><Quoted words={r.words} quad={e.quad} /></p>
                    <p class="from dim"><a href={path("article", r.document)}><T>{r.publisher ?? titled(r)}</T></a>{r.publisher || r.title ? ` · ${day(r.date)}` : ""} · event: {span(r.from, r.to)}{r.place ? <> · <T>{r.place}</T></> : null} · <T>{names(r.source)}</T> → <T>{names(r.target)}</T> · <T>{r.rule}</T> · {Math.round(r.confidence * 100)} % sure</p>
                  </li>
                ))}
              </ol>
            </div>
          ))}
        </Panel>
        {merges.length > 0 ? (
          <Panel title="How the reports were joined" wide>
            <ol class="merges">{merges.map((m) => <li key={m.id}><T>{m.action}</T>: <T>{m.reason}</T>{m.pinned ? <span class="tag">pinned</span> : null}</li>)}</ol>
          </Panel>
        ) : null}
        <Panel title="Alike" wide aside={<span class="dim">same sides, within a month</span>}>
          {similar.length === 0 ? <Empty what="No other event looks like this one." todo="Events of the same actors show on the actor's page." /> : <EventList events={similar} />}
          {about.review && similar.length > 0 ? (
            <p class="merge-into">{similar.map((s) => <button key={s.id} type="button" disabled={busy} onClick={() => act(`/api/events/${encodeURIComponent(id)}/merge`, { with: s.id })}>Merge with {typeName(s.type)}, {span(s.from, s.to)}</button>)}</p>
          ) : null}
        </Panel>
      </>
    )}</Got>
  );
}
