import { useEffect, useState } from "preact/hooks";
import { ApiError, post, useGet } from "../api";
import { Act, Got, Panel, Title } from "../components/basic";
import type { About, CodebookType } from "../types";
import { clean, QUADS, typeName } from "../words";

/** A sentence of one's own, coded and explained. */
function Try({ coder }: { coder: boolean }) {
  const [said, say] = useState<{ text: string } | ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = (e: SubmitEvent) => {
    e.preventDefault();
    const form = new FormData(e.currentTarget as HTMLFormElement);
    setBusy(true);
    post<{ text: string }>("/api/explain", { text: form.get("text"), on: form.get("on") || null })
      .then(say, (fault: unknown) => { if (fault instanceof ApiError) say(fault); }).finally(() => setBusy(false));
  };
  return (
    <Panel title="Try a sentence" wide>
      <form class="try" onSubmit={ask}>
        <label>Sentence<input name="text" required maxLength={2000} defaultValue="The Turkish foreign minister met his Greek counterpart in Athens on Friday." /></label>
        <label>Published on<input name="on" type="date" defaultValue="2024-06-12" /></label>
        <button type="submit" disabled={busy || !coder}>{busy ? "Reading…" : "Explain"}</button>
      </form>
      {coder ? null : <p class="dim">The language model is missing: run <code>make model</code>, then start the server again.</p>}
      {said instanceof ApiError ? <p role="alert">{said.message}: {said.hint}</p> : said ? <pre class="t explain" aria-live="polite" tabIndex={0}>{clean(said.text)}</pre> : null}
    </Panel>
  );
}

const Examples = ({ rule }: { rule: CodebookType["rules"][number] }) => (
  <ul class="examples">
    {rule.yes.map((y) => { const [words, gives] = y.split(" => "); return <li key={y} class="yes"><span class="hidden">Yes: </span>{words} <code>{gives}</code></li>; })}
    {rule.no.map((n) => <li key={n} class="no"><span class="hidden">No: </span>{n}</li>)}
  </ul>
);

const Patterns = ({ name, of }: { name: string; of: string[] }) => of.length === 0 ? null : <p class="patterns"><span class="dim">{name}</span> {of.map((p) => <code key={p}>{p}</code>)}</p>;

function TypeCard({ type: t }: { type: CodebookType }) {
  return (
    <article class="type" id={t.name}>
      <h2><Act type={t.name} quad={t.quad} /></h2>
      <p class="definition">{t.definition}</p>
      <p class="dim">{QUADS[t.quad - 1]?.name}, intensity {t.score}{t.cameo ? `, CAMEO ${t.cameo}` : ""}</p>
      <div class="columns even">
        <div><h3>Counts</h3><ul>{t.include.map((x) => <li key={x}>{x}</li>)}</ul></div>
        <div><h3>Does not count</h3><ul>{t.exclude.map((x) => <li key={x}>{x}</li>)}</ul></div>
      </div>
      {t.modes.length > 0 ? <table><thead><tr><th scope="col">Mode</th><th scope="col">Means</th><th scope="col" class="num">Intensity</th><th scope="col">CAMEO</th></tr></thead>
        <tbody>{t.modes.map((m) => <tr key={m.name}><th scope="row">{m.name}</th><td>{m.definition}</td><td class="num">{m.score ?? t.score}</td><td>{m.cameo ?? ""}</td></tr>)}</tbody></table> : null}
      <details class="rules"><summary>{t.rules.length} rules with their examples</summary>
        {t.rules.map((r) => (
          <section key={r.name} id={r.name} class="rule">
            <h3>{r.name}{r.mode ? <span class="tag">{r.mode}</span> : null} <span class="dim">{r.file}:{r.line}</span></h3>
            <p>{r.why}</p>
            <Patterns name="verbs" of={r.verbs} /><Patterns name="nouns" of={r.nouns} />
            <Examples rule={r} />
          </section>
        ))}
      </details>
    </article>
  );
}

/** Opens what the address points at: a type, or a rule inside a type's closed list. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  target?.closest("details")?.setAttribute("open", "");
  target?.scrollIntoView();
}

export function Codebook({ about }: { about: About }) {
  const book = useGet<CodebookType[]>("/api/codebook");
  useEffect(() => { if (book.data && location.hash) reveal(); }, [book.data]);
  return (
    <>
      <Title>Codebook</Title>
      <h1>Codebook</h1>
      <p class="in-words">Sixteen types of what actors do to each other (PLOVER 2), read from the same files that code the text.</p>
      <Try coder={about.coder} />
      <Got asked={book}>{(types) => (
        <>
          <nav class="toc" aria-label="Types">{QUADS.map((q, i) => <div key={q.key}><h2>{q.name}</h2><ul>{types.filter((t) => t.quad === i + 1).map((t) => <li key={t.name}><a href={`#${t.name}`}>{typeName(t.name)}</a></li>)}</ul></div>)}</nav>
          {types.map((t) => <TypeCard key={t.name} type={t} />)}
        </>
      )}</Got>
    </>
  );
}
