import { type Asked, useGet } from "../api";
import { Downloads, Empty, Got, Legend, Panel, Title } from "../components/basic";
import { DyadTable, EventList } from "../components/events";
import { FilterBar, InWords, useFilters } from "../components/filterbar";
import { TimeChart } from "../components/timechart";
import { WorldMap } from "../components/worldmap";
import { type Filters, query } from "../filters";
import { go, path } from "../router";
import type { About, Dyad, EventRow, MapPoint, Month, Page } from "../types";
import { count, many } from "../words";

const Nothing = () => <Empty what="No event fits these filters." todo="Take one of them away: click it above." />;

/** What the overview asks the server. The server works out the answers without filters as it starts. */
export function questions(filters: Filters) {
  const { from: _f, to: _t, ...timeless } = filters;
  return {
    events: `/api/events${query(filters, { limit: 20 })}`,
    // The chart keeps the whole of the time in view while a part of it is chosen.
    months: `/api/series${query(timeless)}`,
    points: `/api/map${query(filters)}`,
    dyads: `/api/dyads${query(filters, { limit: 12 })}`,
  };
}

/** The whole store at one look, under the filters. */
export function Overview({ about }: { about: About }) {
  const [filters, set] = useFilters();
  const q = query(filters);
  const ask = questions(filters);
  const events = useGet<Page<EventRow>>(ask.events);
  const months = useGet<Month[]>(ask.months);
  const points = useGet<MapPoint[]>(ask.points);
  const dyads = useGet<Dyad[]>(ask.dyads);
  if (about.documents === 0) {
    return <Empty what="This store holds no articles yet." todo={<>Add some: <code>dateline add {about.store} FILES…</code>, or <a href="/paste">paste one</a> to see it coded.</>} />;
  }
  // One question that can't be read is told once, not by every part of the page.
  if (events.error?.status === 400) {
    return <><Title>Overview</Title><FilterBar about={about} /><InWords what={many(about.documents, "article")} /><Got asked={events}>{() => null}</Got></>;
  }
  return (
    <>
      <Title>Overview</Title>
      <h1 class="hidden">Overview</h1>
      <FilterBar about={about} />
      <InWords what={headline(events, about)} />
      {about.unlinked > 0 ? <p class="notice">{many(about.unlinked, "article")} not linked yet: <code>dateline add {about.store}</code> finishes it.</p> : null}
      <Panel title="Over time" aside={<><Legend /><Downloads view="series" query={q} /></>} wide>
        <Got asked={months}>{(m) => <TimeChart months={m} reach={about} from={filters.from} to={filters.to} onSpan={(from, to) => set({ ...filters, from, to })} label="Events by month" />}</Got>
      </Panel>
      <div class="columns">
        <Panel title="Where" aside={<Downloads view="map" query={q} formats={["csv", "geojson"]} />}>
          <Got asked={points}>{(p) => <WorldMap points={p} events={events.data?.total ?? null} label="Map of events" onPick={(at) => set(at.kind === "country" && at.country ? { ...filters, country: at.country } : { ...filters, place: at.name })} />}</Got>
        </Panel>
        <Panel title="Who with whom" aside={<><a href={`/network${q}`}>Network</a><Downloads view="dyads" query={q} /></>}>
          <Got asked={dyads}>{(d) => (d.length > 0 ? <DyadTable dyads={d} link={(x) => path("dyad", x.a.code, x.b.code)} /> : <Nothing />)}</Got>
        </Panel>
      </div>
      <Panel title="Latest" aside={<><a href={`/events${q}`}>All</a><Downloads view="events" query={q} formats={["csv", "jsonl", "parquet", "geojson"]} /></>} wide>
        <Got asked={events}>{(page) => (page.items.length > 0 ? <EventList events={page.items} /> : <Nothing />)}</Got>
      </Panel>
    </>
  );
}

function headline(events: Asked<Page<EventRow>>, about: About): string {
  if (!events.data) return many(about.documents, "article");
  const found = events.data.total, of = many(about.events, "distinct event");
  return found === about.events ? `${of} in ${many(about.documents, "article")}` : `${count(found)} of ${of}`;
}

/** All events under the filters, page by page. */
export function Events({ about, place }: { about: About; place: URLSearchParams }) {
  const [filters] = useFilters();
  const after = place.get("after");
  const events = useGet<Page<EventRow>>(`/api/events${query(filters, { limit: 50, after })}`);
  return (
    <>
      <Title>Events</Title>
      <h1>Events</h1>
      <FilterBar about={about} />
      <InWords what={headline(events, about)} />
      <Panel title="Events, the latest first" aside={<Downloads view="events" query={query(filters)} formats={["csv", "jsonl", "parquet", "geojson"]} />} wide>
        <Got asked={events}>{(page) => (
          <>
            {page.items.length > 0 ? <EventList events={page.items} /> : <Nothing />}
            <nav class="pager" aria-label="Pages">
              {after ? <button type="button" onClick={() => history.back()}>Back</button> : null}
              {page.next ? <button type="button" onClick={() => { go(`/events${query(filters, { after: page.next })}`); scrollTo(0, 0); }}>Older</button> : null}
            </nav>
          </>
        )}</Got>
      </Panel>
    </>
  );
}
