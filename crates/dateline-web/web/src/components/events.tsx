// Events as rows: when, what, who to whom, in which words.
import { path } from "../router";
import type { Dyad, EventRow, Words } from "../types";
import { clean, count, many, names, quadKey, QUADS, span, titled } from "../words";
import { Act, Actors, Status, T } from "./basic";

/** A sentence with the words of the act marked. */
export function Quoted({ words, quad }: { words: Words; quad?: number }) {
  const points = Array.from(words.text);
  const cut = (from: number, to?: number) => clean(points.slice(from, to).join(""));
  const marked = words.end > words.start;
  return (
    <q class="t">
      {marked ? <>{cut(0, words.start)}<mark class={quad ? quadKey(quad) : undefined}>{cut(words.start, words.end)}</mark>{cut(words.end)}</> : clean(words.text)}
    </q>
  );
}

export const EventItem = ({ event: e }: { event: EventRow }) => (
  <li class={`event ${quadKey(e.quad)}`}>
    <div class="line">
      <time>{span(e.from, e.to)}</time>
      <a class="what" href={path("event", e.id)}><Act type={e.type} mode={e.mode} quad={e.quad} /></a>
      <span class="who"><Actors sides={e.source} /> <span class="arrow" aria-label="to">→</span> <Actors sides={e.target} /></span>
      <Status status={e.status} />
      {e.place ? <span class="where dim"><T>{e.place.name}</T></span> : null}
    </div>
    {e.words ? (
      <p class="said"><Quoted words={e.words} quad={e.quad} /></p>
    ) : null}
    <p class="from dim">
      {e.words ? <a href={`${path("article", e.words.document)}`}><T>{e.words.publisher ?? titled(e.words)}</T></a> : null}
      {e.reports > 1 ? <> · <a href={path("event", e.id)}>{many(e.reports, "report")}, {many(e.origins, "origin")}</a></> : null}
      {e.disputed ? " · reports disagree" : ""}
      {` · ${Math.round(e.confidence * 100)} % sure`}
    </p>
  </li>
);

export const EventList = ({ events }: { events: EventRow[] }) => <ol class="events">{events.map((e) => <EventItem key={e.id} event={e} />)}</ol>;

/** Cooperation to the right, conflict to the left of the middle; `top` is the longest side of all. */
export function Balance({ quads, top }: { quads: readonly number[]; top: number }) {
  const said = QUADS.map((q, i) => `${q.name.toLowerCase()} ${count(quads[i] ?? 0)}`).join(", ");
  const part = (i: number) => {
    const share = (100 * (quads[i] ?? 0)) / Math.max(top, 1);
    return <i key={i} class={`fill ${QUADS[i]!.key}`} ref={(el) => { if (el) el.style.width = `${share}%`; }} />;
  };
  return <div class="balance" role="img" aria-label={said} title={said}><div class="against">{part(3)}{part(2)}</div><div class="together">{part(0)}{part(1)}</div></div>;
}

export function DyadTable({ dyads, link }: { dyads: Dyad[]; link: (d: Dyad) => string }) {
  const top = Math.max(1, ...dyads.flatMap((d) => [d.quads[0] + d.quads[1], d.quads[2] + d.quads[3]]));
  return (
    <table class="dyads">
      <thead><tr><th scope="col">Between</th><th scope="col" class="num">Events</th><th scope="col"><span class="ends"><span>Conflict</span><span>Cooperation</span></span></th></tr></thead>
      <tbody>
        {dyads.map((d) => (
          <tr key={`${d.a.code} ${d.b.code}`}>
            <th scope="row"><a href={link(d)}><T>{names([d.a])}</T> – <T>{names([d.b])}</T></a></th>
            <td class="num">{count(d.quads.reduce((x, y) => x + y, 0))}</td>
            <td><Balance quads={d.quads} top={top} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
