import { useState } from "preact/hooks";
import { post, useGet } from "../api";
import { Act, Empty, Got, Status, T, Title } from "../components/basic";
import { type Layer, LAYERS, LayerSwitches, Paper } from "../components/paper";
import { query } from "../filters";
import { go, path } from "../router";
import type { Article, ArticleRow, DocRecord, Page, RecordEvent, Rule } from "../types";
import { clean, day, many, names, quadKey, span, titled } from "../words";

const slice = (points: string[], s: { start: number; end: number }) => clean(points.slice(s.start, s.end).join(""));

/** What made a record: the rule with its reason and place, and on demand the clauses of its sentence. */
function Why({ event, rule, sentence, date }: { event: RecordEvent; rule: Rule | undefined; sentence: string; date: string | null }) {
  const [told, tell] = useState<string | null>(null);
  const explain = () => {
    tell("…");
    post<{ text: string }>("/api/explain", { text: sentence, on: date }).then((r) => tell(r.text), (e: Error) => tell(e.message));
  };
  return (
    <details class="why">
      <summary>Why</summary>
      <dl>
        <dt>Rule</dt><dd>{rule ? <a href={`/codebook#${encodeURIComponent(rule.name)}`}>{event.rule}</a> : <T>{event.rule}</T>}{rule ? <> <span class="dim">{rule.file}:{rule.line}</span><br />{rule.why}</> : null}</dd>
        <dt>Confidence</dt><dd>{Math.round(event.confidence * 100)} %</dd>
        {event.claimed_by.length > 0 ? <><dt>According to</dt><dd><T>{event.claimed_by.map((c) => c.name).join(", ")}</T></dd></> : null}
        {event.when ? <><dt>Time from</dt><dd>{event.when.basis === "document" ? "the day of publication" : "the words"}, to the {event.when.precision}</dd></> : null}
        {event.cameo ? <><dt>CAMEO</dt><dd>{event.cameo}</dd></> : null}
      </dl>
      {told === null ? <button type="button" class="link" onClick={explain}>Show the clauses of the sentence</button> : <pre class="t">{clean(told)}</pre>}
    </details>
  );
}

interface Side { text: string; record: DocRecord; rules: Record<string, Rule>; links: Record<string, string> }

/** The text and its records side by side: pointing at one shows the other. Used for stored and for pasted articles. */
export function Reading({ text, record, rules, links }: Side) {
  const [layers, setLayers] = useState<ReadonlySet<Layer>>(new Set(LAYERS));
  const [lit, light] = useState<ReadonlySet<string>>(new Set());
  const [shown, show] = useState<RecordEvent | null>(null);
  const points = Array.from(text);
  const spans = shown ? [shown.trigger, ...shown.also, ...shown.source, ...shown.target, ...(shown.where ? [shown.where] : []), ...timeSpan(shown)].map(({ start, end }) => ({ start, end })).filter((s) => s.end > s.start) : [];
  return (
    <div class="reading">
      <div>
        <LayerSwitches layers={layers} set={setLayers} />
        <Paper text={text} record={record} layers={layers} lit={lit} spans={spans} onOver={(keys) => light(new Set(keys))}
          onPick={(keys) => { const key = keys.find((k) => k.startsWith("e")); if (key) document.getElementById(`record-${key}`)?.scrollIntoView({ block: "nearest", behavior: "smooth" }); }} />
      </div>
      <aside aria-label="Records">
        <h2>{many(record.events.length, "record")}</h2>
        {record.events.length === 0 ? <Empty what="Nothing coded in this text." todo="Dateline writes a record only if act and actors hang together in one clause. Try a sentence in the Codebook to see why." /> : null}
        <ol class="records">
          {record.events.map((e) => (
            <li key={e.id} id={`record-e${e.id}`} class={`record ${quadKey(e.quad)}${lit.has(`e${e.id}`) ? " lit" : ""}`} tabIndex={0}
              onMouseEnter={() => { show(e); light(new Set([`e${e.id}`])); }} onMouseLeave={() => { show(null); light(new Set()); }} onFocus={() => { show(e); light(new Set([`e${e.id}`])); }} onBlur={() => { show(null); light(new Set()); }}>
              <div><Act type={e.type} mode={e.mode} quad={e.quad} /> <Status status={e.status} /> <span class="dim">{span(e.when?.from ?? null, e.when?.to ?? null)}</span></div>
              <div><T>{names(e.source)}</T> <span aria-label="to">→</span> <T>{names(e.target)}</T></div>
              <div class="dim">“<T>{slice(points, e.trigger)}</T>”{e.where ? <> · <T>{e.where.name}</T></> : null} {links[e.id] ? <> · <a href={path("event", links[e.id]!)}>all reports</a></> : null}</div>
              <Why event={e} rule={rules[e.rule]} sentence={sentenceOf(points, record, e)} date={record.date} />
            </li>
          ))}
        </ol>
        {record.commitments.length > 0 ? (
          <>
            <h2>{many(record.commitments.length, "commitment")}</h2>
            <ul class="records">{record.commitments.map((c) => <li key={c.id} class="record"><T>{names(c.by)}</T> {c.will ? "will" : "will not"} “<T>{slice(points, c.act)}</T>” <span class="dim">{c.due ? `due ${span(c.due.from, c.due.to)}` : "no date"}</span></li>)}</ul>
          </>
        ) : null}
        <h2>Notes on the text</h2>
        {record.diagnostics.length === 0 ? <p class="dim">None: nothing was doubtful in reading it.</p> : <ul class="notes">{record.diagnostics.map((d, i) => <li key={i}><code>{d.code}</code> {clean(d.message)}{d.start === undefined ? "" : ` (at ${d.start})`}</li>)}</ul>}
      </aside>
    </div>
  );
}

const timeSpan = (e: RecordEvent) => (e.when?.start !== undefined && e.when.end !== undefined ? [{ start: e.when.start, end: e.when.end }] : []);
const sentenceOf = (points: string[], record: DocRecord, e: RecordEvent): string => {
  const s = record.sentences[e.sentence];
  return s ? points.slice(s[0], s[1]).join("") : "";
};

export function ArticleView({ id }: { id: string }) {
  const article = useGet<Article>(`/api/articles/${encodeURIComponent(id)}`);
  return (
    <Got asked={article}>{(a) => (
      <>
        <Title>{titled(a)}</Title>
        <header class="head">
          <h1><T>{titled(a)}</T></h1>
          <p class="dim">{a.title ? day(a.date) : <T>{a.name}</T>}{a.publisher ? <> · <a href={`/${query({ publisher: a.publisher })}`}><T>{a.publisher}</T></a></> : null}{a.url && /^https?:\/\//i.test(a.url) ? <> · <a href={a.url} rel="noreferrer noopener" target="_blank">original</a></> : null} · coded by knowledge <code>{a.record.knowledge}</code> · <a href={`/api/articles/${encodeURIComponent(a.id)}`} download="record.json">JSON</a></p>
          {a.truncated ? <p class="dim">Only the beginning is shown: the text is very long.</p> : null}
        </header>
        <Reading text={a.text} record={a.record} rules={a.rules} links={a.events} />
      </>
    )}</Got>
  );
}

/** A piece of a text with the words that were searched for marked; the server puts them between two private characters. */
function Found({ snippet }: { snippet: string }) {
  const parts = snippet.split(/[\uE000\uE001]/);
  return <p class="said t">{parts.map((p, i) => (i % 2 === 1 ? <mark key={i}>{clean(p)}</mark> : clean(p)))}</p>;
}

/** Articles found by their words. */
export function Articles({ place }: { place: URLSearchParams }) {
  const q = place.get("q") ?? "", publisher = place.get("publisher") ?? "", after = place.get("after");
  const list = useGet<Page<ArticleRow>>(`/api/articles${query({ q, publisher }, { limit: 30, after })}`);
  return (
    <>
      <Title>Articles</Title>
      <h1>Articles</h1>
      <search>
        <form class="filters" onSubmit={(e) => { e.preventDefault(); go(`/articles${query({ q: new FormData(e.currentTarget).get("q") as string })}`); }}>
          <label>Words<input name="q" defaultValue={q} key={q} maxLength={200} placeholder="gas pipeline" /></label>
          <button type="submit">Search</button>
        </form>
      </search>
      <Got asked={list}>{(page) => (page.items.length === 0 ? <Empty what="No article holds these words." todo="Try fewer words, or another form of them." /> : (
        <>
          <p class="in-words">{many(page.total, "article")}{q ? ", the best first" : ", the latest first"}</p>
          <ol class="articles">{page.items.map((a) => (
            <li key={a.id}>
              <a href={path("article", a.id)}><T>{titled(a)}</T></a> <span class="dim">{a.title ? `${day(a.date)} · ` : ""}{a.publisher ? <><T>{a.publisher}</T> · </> : null}{a.events === 0 ? "no record" : many(a.events, "record")}</span>
              <Found snippet={a.snippet} />
            </li>
          ))}</ol>
          <nav class="pager" aria-label="Pages">
            {after ? <button type="button" onClick={() => history.back()}>Back</button> : null}
            {page.next ? <button type="button" onClick={() => { go(`/articles${query({ q, publisher }, { after: page.next })}`); scrollTo(0, 0); }}>More</button> : null}
          </nav>
        </>
      ))}</Got>
    </>
  );
}
