// The map: land from Natural Earth, drawn on a canvas without tiles. A city is a point, a region or an area a dashed ring,
// and what is known by its country alone tints the country, so that no point claims more precision than the words give.
import { type GeoProjection, geoEqualEarth } from "d3-geo";
import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { useEffect, useRef, useState } from "preact/hooks";
import type { MapPoint } from "../types";
import { clean, count, many, quadKey, QUADS } from "../words";
import { useWidth } from "./width";

/** Countries as paths, drawn when the page was built: by the Equal Earth projection so turned and so scaled, around 0, 0 (`scripts/world.mjs`). */
interface World { rotate: [number, number]; scale: number; countries: { code: string; path: string }[] }
let world: Promise<World> | null = null;
const load = () => (world ??= fetch("/assets/world.json").then((r) => r.json() as Promise<World>));

const total = (p: MapPoint) => p.quads.reduce((a, b) => a + b, 0);
const strongest = (p: MapPoint) => p.quads.indexOf(Math.max(...p.quads)) + 1;

/** Points laid out once: where they are on the unzoomed map, how big, in which colour; the big ones first. */
interface Laid { x: Float32Array; y: Float32Array; r: Float32Array; quad: Uint8Array; points: MapPoint[]; kind: Uint8Array }

function lay(points: MapPoint[], projection: GeoProjection): Laid {
  const found = points.filter((p) => p.kind !== "country" && p.lat !== null && p.lon !== null);
  // Those of one size are kept together by colour, since a change of colour costs more than a point.
  found.sort((a, b) => total(b) - total(a) || strongest(a) - strongest(b));
  const top = Math.max(1, found.length > 0 ? total(found[0]!) : 1);
  const laid: Laid = { x: new Float32Array(found.length), y: new Float32Array(found.length), r: new Float32Array(found.length), quad: new Uint8Array(found.length), kind: new Uint8Array(found.length), points: found };
  found.forEach((p, i) => {
    const [x, y] = projection([p.lon!, p.lat!]) ?? [-999, -999];
    laid.x[i] = x;
    laid.y[i] = y;
    laid.r[i] = 2 + 12 * Math.sqrt(total(p) / Math.max(top, 30));
    laid.quad[i] = strongest(p);
    laid.kind[i] = p.kind === "city" ? 0 : p.kind === "admin" ? 1 : 2;
  });
  return laid;
}

/** The shapes are in their own units: `k` pixels each, from `x`, `y` on. */
interface Scene { shapes: { path: Path2D; code: string }[]; k: number; x: number; y: number; laid: Laid; byCountry: Map<string, MapPoint>; top: number }

/** The land without Antarctica. */
const SETTLED = { type: "MultiPoint" as const, coordinates: [[-166, 0], [189, 0], [11, -57], [11, 83]] };

function scene(world: World, points: MapPoint[], width: number, height: number): Scene {
  const projection = geoEqualEarth().rotate(world.rotate).fitExtent([[6, 8], [width - 6, height - 8]], SETTLED);
  const shapes = world.countries.map(({ code, path }) => ({ code, path: new Path2D(path) }));
  const byCountry = new Map(points.filter((p) => p.kind === "country" && p.country).map((p) => [p.country!, p]));
  const [x, y] = projection.translate();
  return { shapes, k: projection.scale() / world.scale, x, y, laid: lay(points, projection), byCountry, top: Math.max(1, ...[...byCountry.values()].map(total)) };
}

function colours(element: Element): Record<string, string> {
  const style = getComputedStyle(element);
  return Object.fromEntries(["land", "border", "sea", "vc", "mc", "vx", "mx", "ring"].map((n) => [n, style.getPropertyValue(`--${n}`).trim()]));
}

function drawLand(c: CanvasRenderingContext2D, s: Scene, t: ZoomTransform, ink: Record<string, string>) {
  c.lineWidth = 0.6 / (t.k * s.k);
  for (const shape of s.shapes) {
    c.globalAlpha = 1;
    c.fillStyle = ink.land!;
    c.fill(shape.path);
    const told = s.byCountry.get(shape.code);
    if (told) {
      c.globalAlpha = 0.12 + 0.5 * Math.sqrt(total(told) / s.top);
      c.fillStyle = ink[quadKey(strongest(told))]!;
      c.fill(shape.path);
      c.globalAlpha = 1;
    }
    c.strokeStyle = ink.border!;
    c.stroke(shape.path);
  }
}

/** Pixels within which only the biggest of several points is drawn: the others could not be told from it. */
const APART = 3;

/** Which points are drawn, the biggest first. */
function seen({ x, y, r }: Laid, t: ZoomTransform, width: number, height: number, grow: number): number[] {
  const across = Math.ceil(width / APART), down = Math.ceil(height / APART);
  const taken = new Uint8Array(across * down);
  const drawn: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const px = x[i]! * t.k + t.x, py = y[i]! * t.k + t.y, pr = r[i]! * grow;
    if (px < -pr || py < -pr || px > width + pr || py > height + pr) continue;
    const inside = px >= 0 && py >= 0 && px < width && py < height;
    const cell = ((px / APART) | 0) + ((py / APART) | 0) * across;
    if (inside && taken[cell]) continue;
    if (inside) taken[cell] = 1;
    drawn.push(i);
  }
  return drawn;
}

/** Draws the points that can be seen, the biggest last; how many they are. */
function drawPoints(c: CanvasRenderingContext2D, laid: Laid, t: ZoomTransform, width: number, height: number, ink: Record<string, string>): number {
  const { x, y, r, quad, kind } = laid;
  const grow = Math.min(Math.sqrt(t.k), 2.2);
  const drawn = seen(laid, t, width, height, grow);
  let colour = 0;
  for (const i of drawn.toReversed()) {
    const px = x[i]! * t.k + t.x, py = y[i]! * t.k + t.y, pr = r[i]! * grow;
    if (colour !== quad[i]) c.fillStyle = c.strokeStyle = ink[quadKey((colour = quad[i]!))]!;
    c.globalAlpha = kind[i] === 0 ? 0.72 : 0.9;
    if (kind[i] === 0 && pr < 2.4) {
      c.fillRect(px - pr * 0.85, py - pr * 0.85, pr * 1.7, pr * 1.7);
    } else if (kind[i] === 0) {
      c.beginPath();
      c.arc(px, py, pr, 0, 6.2832);
      c.fill();
    } else {
      c.beginPath();
      c.arc(px, py, kind[i] === 1 ? pr + 2 : Math.max(pr + 4, 9 * grow), 0, 6.2832);
      c.setLineDash([2.5, 2.5]);
      c.lineWidth = 1.4;
      c.stroke();
      c.setLineDash([]);
    }
  }
  c.globalAlpha = 1;
  return drawn.length;
}

function nearest({ x, y, r, points }: Laid, t: ZoomTransform, px: number, py: number): MapPoint | null {
  const grow = Math.min(Math.sqrt(t.k), 2.2);
  let best = -1, least = Infinity;
  for (let i = 0; i < x.length; i++) {
    const d = Math.hypot(x[i]! * t.k + t.x - px, y[i]! * t.k + t.y - py) - r[i]! * grow;
    if (d < 5 && d < least) { least = d; best = i; }
  }
  return points[best] ?? null;
}

const KIND = { city: "a place", admin: "somewhere in the region", country: "somewhere in the country", area: "somewhere in the area" };

/** `events` is how many there are in all: what has no place is told below the map. */
export function WorldMap({ points, events, onPick, label }: { points: MapPoint[]; events: number | null; onPick: (p: MapPoint) => void; label: string }) {
  const box = useRef<HTMLDivElement>(null), canvas = useRef<HTMLCanvasElement | null>(null);
  const width = useWidth(box, 640), height = Math.round(Math.min(Math.max(width * 0.5, 190), 520));
  const [tip, setTip] = useState<{ p: MapPoint; x: number; y: number } | null>(null);
  const steer = useRef<{ by: (k: number) => void; home: () => void; move: (x: number, y: number) => void; at: (e: PointerEvent) => MapPoint | null } | null>(null);
  const [failed, setFailed] = useState(false), [listed, setListed] = useState(false);
  const placed = points.reduce((n, p) => n + total(p), 0);

  useEffect(() => {
    const c = canvas.current?.getContext("2d");
    const element = canvas.current;
    if (!c || !element) return;
    let gone = false, ready: Scene | null = null, frame = 0, t: ZoomTransform = zoomIdentity, ink = colours(element);
    const ratio = Math.min(devicePixelRatio || 1, 2);
    element.width = width * ratio;
    element.height = height * ratio;
    const draw = () => {
      frame = 0;
      if (!ready) return;
      const start = performance.now();
      c.setTransform(ratio, 0, 0, ratio, 0, 0);
      c.fillStyle = ink.sea!;
      c.fillRect(0, 0, width, height);
      const k = ratio * t.k * ready.k;
      c.setTransform(k, 0, 0, k, ratio * (t.x + t.k * ready.x), ratio * (t.y + t.k * ready.y));
      drawLand(c, ready, t, ink);
      c.setTransform(ratio, 0, 0, ratio, 0, 0);
      element.dataset.drawn = String(drawPoints(c, ready.laid, t, width, height, ink));
      element.dataset.ms = (performance.now() - start).toFixed(1);
      element.dataset.frames = String(Number(element.dataset.frames ?? 0) + 1);
    };
    const soon = () => { frame ||= requestAnimationFrame(draw); };
    const behaviour = zoom<HTMLCanvasElement, unknown>().scaleExtent([1, 40]).translateExtent([[0, 0], [width, height]])
      .filter((e: WheelEvent | MouseEvent) => e.type !== "wheel" || e.ctrlKey || t.k > 1 || document.activeElement === element)
      .on("zoom", (e: D3ZoomEvent<HTMLCanvasElement, unknown>) => { t = e.transform; setTip(null); soon(); });
    const chosen = select(element);
    chosen.call(behaviour).on("dblclick.zoom", null);
    steer.current = {
      by: (k) => behaviour.scaleBy(chosen, k),
      home: () => behaviour.transform(chosen, zoomIdentity),
      move: (dx, dy) => behaviour.translateBy(chosen, dx / t.k, dy / t.k),
      at: (e) => {
        const edge = element.getBoundingClientRect();
        const px = e.clientX - edge.left, py = e.clientY - edge.top;
        if (!ready) return null;
        const point = nearest(ready.laid, t, px, py);
        if (point) return point;
        c.setTransform(1, 0, 0, 1, 0, 0);
        const { k, x, y, shapes } = ready;
        const shape = shapes.find((s) => c.isPointInPath(s.path, ((px - t.x) / t.k - x) / k, ((py - t.y) / t.k - y) / k));
        return (shape && ready.byCountry.get(shape.code)) ?? null;
      },
    };
    const recolour = () => { ink = colours(element); soon(); };
    const media = matchMedia("(prefers-color-scheme: dark)");
    media.addEventListener("change", recolour);
    const watch = new MutationObserver(recolour);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    load().then((w) => { if (!gone) { ready = scene(w, points, width, height); soon(); } }, () => setFailed(true));
    return () => { gone = true; cancelAnimationFrame(frame); media.removeEventListener("change", recolour); watch.disconnect(); chosen.on(".zoom", null); };
  }, [points, width, height]);

  const keys = (e: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      "+": () => steer.current?.by(1.5), "=": () => steer.current?.by(1.5), "-": () => steer.current?.by(1 / 1.5), "0": () => steer.current?.home(),
      ArrowLeft: () => steer.current?.move(60, 0), ArrowRight: () => steer.current?.move(-60, 0), ArrowUp: () => steer.current?.move(0, 60), ArrowDown: () => steer.current?.move(0, -60),
    };
    const move = moves[e.key];
    if (move) { e.preventDefault(); move(); }
  };
  return (
    <div class="map" ref={box}>
      <canvas ref={(el) => { canvas.current = el; if (el) { el.style.width = `${width}px`; el.style.height = `${height}px`; } }} tabIndex={0} role="img" aria-label={`${label}. Arrow keys move, plus and minus zoom; the same as a list is below the map.`} onKeyDown={keys}
        onPointerMove={(e) => { const p = steer.current?.at(e) ?? null; const edge = e.currentTarget.getBoundingClientRect(); setTip(p && { p, x: e.clientX - edge.left, y: e.clientY - edge.top }); }}
        onPointerLeave={() => setTip(null)} onClick={(e) => { const p = steer.current?.at(e as unknown as PointerEvent); if (p) onPick(p); }} />
      <div class="zoom">
        <button type="button" aria-label="Zoom in" onClick={() => steer.current?.by(1.7)}>+</button>
        <button type="button" aria-label="Zoom out" onClick={() => steer.current?.by(1 / 1.7)}>−</button>
        <button type="button" aria-label="Whole world" onClick={() => steer.current?.home()}>⌂</button>
      </div>
      {failed ? <p class="dim pad" role="alert">The land shapes can't be loaded: reload the page.</p> : null}
      {tip ? (
        <div class="tip" ref={(el) => { if (el) { el.style.left = `${Math.min(Math.max(tip.x, 80), width - 90)}px`; el.style.top = `${tip.y + 14}px`; } }} aria-hidden="true">
          <strong><bdi>{clean(tip.p.name)}</bdi></strong> <span class="dim">{KIND[tip.p.kind]}</span>
          {QUADS.map((q, i) => (tip.p.quads[i] ? <span key={q.key}><i class={`swatch ${q.key}`} />{count(tip.p.quads[i]!)}</span> : null))}
        </div>
      ) : null}
      <ul class="legend symbols">
        <li><i class="symbol point" />a place</li><li><i class="symbol ring" />somewhere in a region or area</li><li><i class="symbol tint" />known by the country alone</li>
        <li>coloured by what is most frequent</li>
      </ul>
      {events !== null && events > placed ? <p class="dim note">{many(placed, "event")} with a place; the words of {count(events - placed)} tell none, and these are not on the map.</p> : null}
      <details class="as-list" onToggle={(e) => setListed(e.currentTarget.open)}>
        <summary>As a list ({many(points.length, "place")})</summary>
        {listed ? <ol>{[...points].sort((a, b) => total(b) - total(a)).slice(0, 100).map((p, i) => <li key={i}><button type="button" class="link" onClick={() => onPick(p)}><bdi>{clean(p.name)}</bdi></button> <span class="dim">{many(total(p), "event")}, {KIND[p.kind]}</span></li>)}</ol> : null}
      </details>
    </div>
  );
}
