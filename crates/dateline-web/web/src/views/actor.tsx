import { useGet } from "../api";
import { Act, Actor, Downloads, Empty, Got, Legend, Panel, T, Title } from "../components/basic";
import { DyadTable, EventList } from "../components/events";
import { FilterBar, InWords, useFilters } from "../components/filterbar";
import { Network } from "../components/network";
import { TimeChart } from "../components/timechart";
import { query } from "../filters";
import { go, path } from "../router";
import type { About, ActorPage, ActorRow, Dyad, DyadPage, EventRow, Page, Quad } from "../types";
import { clean, count, day, many } from "../words";
import { CommitmentList } from "./commitments";

/** How often each type was done, on both sides. */
function Types({ rows, left, right }: { rows: { type: string; quad: Quad; left: number; right: number }[]; left: string; right: string }) {
  const top = Math.max(1, ...rows.flatMap((r) => [r.left, r.right]));
  const bar = (n: number, quad: Quad) => <td class="bar"><span><meter min={0} max={top} value={n} class={`q${quad}`} aria-hidden="true" /><span class="num">{count(n)}</span></span></td>;
  return (
    <table class="types">
      <thead><tr><th scope="col">Type</th><th scope="col"><T>{left}</T></th><th scope="col"><T>{right}</T></th></tr></thead>
      <tbody>{rows.map((r) => <tr key={r.type}><th scope="row"><Act type={r.type} quad={r.quad} /></th>{bar(r.left, r.quad)}{bar(r.right, r.quad)}</tr>)}</tbody>
    </table>
  );
}

/** The latest events with their words: what stands behind the numbers. */
function Behind({ what }: { what: string }) {
  const events = useGet<Page<EventRow>>(`/api/events${what}`);
  return <Got asked={events}>{(p) => (p.items.length === 0 ? <Empty what="No event fits." todo="Widen the filters." /> : <EventList events={p.items} />)}</Got>;
}

export function ActorView({ code, about }: { code: string; about: About }) {
  const [filters, set] = useFilters();
  const asked = useGet<ActorPage>(`/api/actors/${encodeURIComponent(code)}${query(filters)}`);
  return (
    <>
      <Got asked={asked}>{(a) => (
        <>
          <Title>{a.name}</Title>
          <header class="head">
            <h1><T>{a.name}</T></h1>
            <p class="dim">{a.code.startsWith('"') ? "under this name" : <code>{a.code}</code>}{a.country && a.country !== a.code ? <> · <a href={path("actor", a.country)}>{a.country}</a></> : null}{a.sector ? ` · ${a.sector}` : ""}{a.wikidata ? ` · Wikidata ${a.wikidata}` : ""} · <a href={`/${query({ ...filters, actor: a.code })}`}>on the map</a></p>
          </header>
          <FilterBar about={about} />
          <InWords what={many(a.events, "event")} />
          <Panel title="By month" aside={<><Legend /><Downloads view="series" query={query({ ...filters, actor: code })} /></>} wide><TimeChart months={a.months} reach={about} from={filters.from} to={filters.to} onSpan={(from, to) => set({ ...filters, from, to })} label={`Events of ${clean(a.name)} by month`} /></Panel>
          <div class="columns">
            <Panel title="With whom">{a.partners.length > 0 ? <DyadTable dyads={a.partners} link={(d) => path("dyad", d.a.code, d.b.code)} /> : <Empty what="No event with another actor." todo="Widen the filters." />}</Panel>
            <Panel title="What">{a.types.length > 0 ? <Types left="Did" right="Was done to" rows={a.types.map((t) => ({ type: t.type, quad: t.quad, left: t.as_source, right: t.as_target }))} /> : <p class="dim">Nothing.</p>}</Panel>
          </div>
          <Panel title="Names over time" wide>
            <table><thead><tr><th scope="col">Name in the records</th><th scope="col">First</th><th scope="col">Last</th><th scope="col" class="num">Times</th></tr></thead>
              <tbody>{a.names.map((n) => <tr key={n.name}><th scope="row"><T>{n.name}</T></th><td>{day(n.first)}</td><td>{day(n.last)}</td><td class="num">{count(n.mentions)}</td></tr>)}</tbody></table>
          </Panel>
          <Panel title="Commitments" wide><CommitmentList items={a.commitments} /></Panel>
        </>
      )}</Got>
      <Panel title="Latest" wide><Behind what={query({ ...filters, actor: code }, { limit: 15 })} /></Panel>
    </>
  );
}

export function DyadView({ a, b, about }: { a: string; b: string; about: About }) {
  const [filters, set] = useFilters();
  const asked = useGet<DyadPage>(`/api/dyads/${encodeURIComponent(a)}/${encodeURIComponent(b)}${query(filters)}`);
  const span = (from: string, to: string) => set({ ...filters, from, to });
  return (
    <>
      <Got asked={asked}>{(d) => (
        <>
          <Title>{`${d.a.name} and ${d.b.name}`}</Title>
          <header class="head"><h1><Actor side={d.a} /> and <Actor side={d.b} /></h1></header>
          <FilterBar about={about} />
          <InWords what={many(total(d), "event")} />
          <div class="columns even">
            <Panel title={`What ${d.a.name} did`} id="forth"><TimeChart months={d.forth} reach={about} scale={highest(d)} height={170} from={filters.from} to={filters.to} onSpan={span} label={`What ${clean(d.a.name)} did, by month`} /></Panel>
            <Panel title={`What ${d.b.name} did`} id="back"><TimeChart months={d.back} reach={about} scale={highest(d)} height={170} from={filters.from} to={filters.to} onSpan={span} label={`What ${clean(d.b.name)} did, by month`} /></Panel>
          </div>
          <Panel title="What" aside={<Legend />} wide><Types left={`${d.a.name} to ${d.b.name}`} right={`${d.b.name} to ${d.a.name}`} rows={d.types.map((t) => ({ type: t.type, quad: t.quad, left: t.forth, right: t.back }))} /></Panel>
          <Panel title="Commitments" wide><CommitmentList items={d.commitments} /></Panel>
        </>
      )}</Got>
      <Panel title="Latest" wide aside={<Downloads view="events" query={query({ ...filters, source: a, target: b })} />}><Behind what={query({ ...filters, actor: `${a},${b}` }, { limit: 15 })} /></Panel>
    </>
  );
}

/** The most events of a month that either did, of cooperation and of conflict: both charts have one scale. */
const highest = (d: DyadPage): [number, number] => {
  const all = [...d.forth, ...d.back];
  return [Math.max(1, ...all.map((m) => m.quads[0] + m.quads[1])), Math.max(1, ...all.map((m) => m.quads[2] + m.quads[3]))];
};

const total = (d: DyadPage) => d.types.reduce((n, t) => n + t.forth + t.back, 0);

export function Actors({ place }: { place: URLSearchParams }) {
  const q = place.get("q") ?? "";
  const list = useGet<Page<ActorRow>>(`/api/actors${query({ q }, { limit: 200 })}`);
  return (
    <>
      <Title>Actors</Title>
      <h1>Actors</h1>
      <search>
        <form class="filters" onSubmit={(e) => { e.preventDefault(); go(`/actors${query({ q: new FormData(e.currentTarget).get("q") as string })}`); }}>
          <label>Name or code<input name="q" defaultValue={q} key={q} maxLength={200} placeholder="foreign minister, RUS" /></label>
          <button type="submit">Search</button>
        </form>
      </search>
      <p><a href="/network">The strongest dyads as a network</a></p>
      <Got asked={list}>{(page) => (page.items.length === 0 ? <Empty what="No actor has this name or code." todo="Codes are a country and a sector, such as RUSGOV." /> : (
        <table><thead><tr><th scope="col">Actor</th><th scope="col">State</th><th scope="col">Sector</th><th scope="col" class="num">Events</th></tr></thead>
          <tbody>{page.items.map((a, i) => <tr key={i}><th scope="row"><Actor side={a} /></th><td>{a.country ? <a href={path("actor", a.country)}><code>{a.country}</code></a> : null}</td><td>{a.sector ?? ""}</td><td class="num">{count(a.events)}</td></tr>)}</tbody></table>
      ))}</Got>
    </>
  );
}

export function NetworkView({ about }: { about: About }) {
  const [filters] = useFilters();
  const q = query(filters);
  const dyads = useGet<Dyad[]>(`/api/dyads${query(filters, { limit: innerWidth < 700 ? 30 : 60 })}`);
  return (
    <>
      <Title>Network</Title>
      <h1>The strongest dyads</h1>
      <FilterBar about={about} />
      <InWords what="Who deals with whom" />
      <Got asked={dyads}>{(d) => (d.length === 0 ? <Empty what="No two actors have an event under these filters." todo="Take a filter away." /> : (
        <div class="columns">
          <Panel title="Network" aside={<Downloads view="dyads" query={q} />}><Network dyads={d} query={q} /></Panel>
          <Panel title="Dyads"><DyadTable dyads={d} link={(x) => path("dyad", x.a.code, x.b.code)} /></Panel>
        </div>
      ))}</Got>
    </>
  );
}

