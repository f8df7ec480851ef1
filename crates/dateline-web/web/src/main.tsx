import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { askAhead, useGet } from "./api";
import { Empty, Got, Title } from "./components/basic";
import { parse } from "./filters";
import { onClick, type Place, usePlace } from "./router";
import "./style.css";
import type { About } from "./types";
import { ActorView, Actors, DyadView, NetworkView } from "./views/actor";
import { Articles, ArticleView } from "./views/article";
import { Codebook } from "./views/codebook";
import { Commitments } from "./views/commitments";
import { EventView } from "./views/event";
import { Events, Overview, questions } from "./views/overview";
import { Paste } from "./views/paste";
import { Review } from "./views/review";

const VIEWS = [["/", "Overview"], ["/events", "Events"], ["/articles", "Articles"], ["/actors", "Actors"], ["/commitments", "Commitments"], ["/codebook", "Codebook"], ["/review", "Review"], ["/paste", "Paste"]] as const;

function decode(part: string): string {
  try { return decodeURIComponent(part); } catch { return part; }
}

function View({ about, place }: { about: About; place: Place }) {
  const [, view, a, b] = place.path.split("/").map(decode);
  if (!view) return <Overview about={about} />;
  if (view === "article" && a) return <ArticleView key={a} id={a} />;
  if (view === "event" && a) return <EventView key={a} id={a} about={about} />;
  if (view === "actor" && a) return <ActorView key={a} code={a} about={about} />;
  if (view === "dyad" && a && b) return <DyadView key={`${a} ${b}`} a={a} b={b} about={about} />;
  if (view === "events") return <Events about={about} place={place.query} />;
  if (view === "articles") return <Articles place={place.query} />;
  if (view === "actors") return <Actors place={place.query} />;
  if (view === "network") return <NetworkView about={about} />;
  if (view === "commitments") return <Commitments place={place.query} />;
  if (view === "codebook") return <Codebook about={about} />;
  if (view === "review") return <Review about={about} place={place.query} />;
  if (view === "paste") return <Paste about={about} />;
  return <><Title>Not found</Title><h1>Not found</h1><Empty what="There is no such view." todo={<a href="/">Go to the overview</a>} /></>;
}

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

function ThemeSwitch() {
  const [theme, set] = useState<Theme>((localStorage.getItem("dateline-theme") as Theme | null) ?? "auto");
  useEffect(() => {
    localStorage.setItem("dateline-theme", theme);
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  return <button type="button" class="theme" onClick={() => set(next)} aria-label={`Colours: ${theme}. Change to ${next}`}>{theme === "dark" ? "☾" : theme === "light" ? "☀" : "◐"}</button>;
}

function App() {
  const place = usePlace();
  const about = useGet<About>("/api/about");
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // A new view takes the focus, so that keyboard and screen reader go on from there.
  useEffect(() => { if (first.current) first.current = false; else main.current?.focus({ preventScroll: true }); }, [place.path]);
  const root = "/" + (place.path.split("/")[1] ?? "");
  const current = ({ "/event": "/events", "/article": "/articles", "/actor": "/actors", "/dyad": "/actors", "/network": "/actors" } as Record<string, string>)[root] ?? root;
  return (
    <div onClick={onClick}>
      <a class="skip" href="#main">Skip to the content</a>
      <header class="top">
        <a class="brand" href="/"><img src="/assets/icon.svg" alt="" width="22" height="22" /> Dateline</a>
        <nav aria-label="Views">{VIEWS.map(([to, name]) => <a key={to} href={to} aria-current={to === current ? "page" : undefined}>{name}</a>)}</nav>
        <ThemeSwitch />
      </header>
      <main id="main" ref={main} tabIndex={-1}><Got asked={about}>{(a) => <View about={a} place={place} />}</Got></main>
      <footer class="dim">{about.data ? <>{about.data.store} · Dateline {about.data.version} · knowledge <code>{about.data.knowledge}</code> · <a href="/api/openapi.json">API</a> · land: Natural Earth</> : null}</footer>
    </div>
  );
}

askAhead(["/api/about", ...(location.pathname === "/" ? Object.values(questions(parse(new URLSearchParams(location.search)))) : [])]);
render(<App />, document.getElementById("app")!);
