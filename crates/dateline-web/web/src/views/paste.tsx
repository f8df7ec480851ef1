import { useRef, useState } from "preact/hooks";
import { ApiError, post } from "../api";
import { Empty, T, Title } from "../components/basic";
import type { About, Article } from "../types";
import { clean, day, many } from "../words";
import { Reading } from "./article";

interface Coded { name: string; articles: Article[]; error?: ApiError }
type Sheet = { name: string; text: string; date: string | null; title: string | null };

/** Paste an article or drop files: coded here and now, and kept nowhere. */
export function Paste({ about }: { about: About }) {
  const [coded, set] = useState<Coded[]>([]);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [date, setDate] = useState("");
  const form = useRef<HTMLFormElement>(null);

  const code = async (sheets: Sheet[]) => {
    setBusy(true);
    const out: Coded[] = [];
    for (const sheet of sheets) {
      try {
        out.push({ name: sheet.name, articles: await post<Article[]>("/api/code", sheet) });
      } catch (e) {
        if (e instanceof ApiError) out.push({ name: sheet.name, articles: [], error: e });
      }
    }
    set(out);
    setBusy(false);
  };
  const files = async (list: FileList | null | undefined) => {
    const sheets: Sheet[] = [], refused: Coded[] = [];
    for (const file of [...(list ?? [])].slice(0, 20)) {
      if (file.size > about.max_paste) refused.push({ name: file.name, articles: [], error: new ApiError(413, "the file is too big for this page", "add it to the store with `dateline add`") });
      else sheets.push({ name: file.name, text: await file.text(), date: date || null, title: null });
    }
    await code(sheets);
    if (refused.length > 0) set((done) => [...done, ...refused]);
  };
  const submit = (e: SubmitEvent) => {
    e.preventDefault();
    const f = new FormData(form.current!);
    void code([{ name: "pasted", text: String(f.get("text")), date: date || null, title: String(f.get("title")) || null }]);
  };
  return (
    <>
      <Title>Paste</Title>
      <h1>See an article coded</h1>
      <p class="in-words">Paste a text or drop files (text or JSON Lines). Nothing is kept, nothing leaves this machine.</p>
      <form ref={form} class={over ? "paste over" : "paste"} onSubmit={submit} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        onDrop={(e) => { e.preventDefault(); setOver(false); void files(e.dataTransfer?.files); }}>
        <div class="filters">
          <label>Published on<input type="date" value={date} onInput={(e) => setDate(e.currentTarget.value)} /></label>
          <label class="grow">Title<input name="title" maxLength={500} /></label>
          <label>Files<input type="file" multiple accept=".txt,.md,.jsonl,.ndjson,text/plain" onChange={(e) => void files(e.currentTarget.files)} /></label>
        </div>
        <label>Text<textarea name="text" rows={9} required maxLength={about.max_paste} placeholder={"GENEVA, June 13, 2022 — The two foreign ministers met on Friday…"} /></label>
        <button type="submit" disabled={busy || !about.coder}>{busy ? "Reading…" : "Code it"}</button>
        {about.coder ? null : <span class="dim"> The language model is missing: run <code>make model</code>, then start the server again.</span>}
      </form>
      <div aria-live="polite">
        {coded.map((c) => (
          <section key={c.name} class="pasted" aria-label={clean(c.name)}>
            {c.error ? <Empty what={`${clean(c.name)}: ${c.error.message}`} todo={c.error.hint} /> : null}
            {c.articles.length > 1 ? <p class="dim">{clean(c.name)}: {many(c.articles.length, "article")}</p> : null}
            {c.articles.map((a) => (
              <div key={a.id}>
                <h2><T>{a.title ?? a.name}</T> <span class="dim">{day(a.date)}</span></h2>
                <Reading text={a.text} record={a.record} rules={a.rules} links={{}} />
              </div>
            ))}
          </section>
        ))}
      </div>
    </>
  );
}
