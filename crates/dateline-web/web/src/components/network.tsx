// The strongest dyads as a network: lines as thick as their events are many, coloured by which side outweighs.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationLinkDatum, type SimulationNodeDatum } from "d3-force";
import { useMemo, useRef, useState } from "preact/hooks";
import { go, path } from "../router";
import type { Dyad, Side } from "../types";
import { clean, many } from "../words";
import { useWidth } from "./width";

interface Node extends SimulationNodeDatum { side: Side; weight: number }
interface Link extends SimulationLinkDatum<Node> { dyad: Dyad; weight: number }

const weight = (d: Dyad) => d.quads.reduce((a, b) => a + b, 0);
/** From −1 (all conflict) to 1 (all cooperation). */
const leaning = (d: Dyad) => (d.quads[0] + d.quads[1] - d.quads[2] - d.quads[3]) / Math.max(1, weight(d));
const tone = (d: Dyad) => (leaning(d) > 0.2 ? "together" : leaning(d) < -0.2 ? "against" : "mixed");

function layout(dyads: Dyad[], width: number, height: number): { nodes: Node[]; links: Link[] } {
  const nodes = new Map<string, Node>();
  const node = (side: Side) => nodes.get(side.code) ?? (nodes.set(side.code, { side, weight: 0 }), nodes.get(side.code)!);
  const links = dyads.filter((d) => d.a.code !== d.b.code).map((dyad): Link => {
    const source = node(dyad.a), target = node(dyad.b);
    source.weight += weight(dyad);
    target.weight += weight(dyad);
    return { source, target, dyad, weight: weight(dyad) };
  });
  const top = Math.max(1, ...links.map((l) => l.weight));
  const run = forceSimulation([...nodes.values()])
    .force("link", forceLink(links).distance((l) => 130 - 60 * Math.sqrt(l.weight / top)).strength((l) => 0.15 + 0.5 * Math.sqrt(l.weight / top)))
    .force("apart", forceManyBody().strength(-260)).force("room", forceCollide<Node>((n) => 22 + radius(n, top)))
    .force("x", forceX(width / 2).strength(0.06)).force("y", forceY(height / 2).strength(0.09)).stop();
  run.tick(260);
  fit([...nodes.values()], width, height);
  return { nodes: [...nodes.values()], links };
}

/** Stretches the layout over the box, with room for names at its edges. */
function fit(nodes: Node[], width: number, height: number): void {
  const spread = (values: number[], low: number, high: number) => {
    const least = Math.min(...values), most = Math.max(...values);
    return (v: number) => (most > least ? low + ((v - least) / (most - least)) * (high - low) : (low + high) / 2);
  };
  const side = Math.min(60, width * 0.13);
  const x = spread(nodes.map((n) => n.x ?? 0), side, width - side), y = spread(nodes.map((n) => n.y ?? 0), 24, height - 34);
  for (const n of nodes) { n.x = x(n.x ?? 0); n.y = y(n.y ?? 0); }
}

const radius = (n: Node, top: number) => 5 + 13 * Math.sqrt(n.weight / (top * 3));

export function Network({ dyads, query }: { dyads: Dyad[]; query: string }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 800), height = Math.max(460, Math.min(640, width * 0.66));
  const [over, setOver] = useState<string | null>(null);
  const { nodes, links } = useMemo(() => layout(dyads, width, height), [dyads, width, height]);
  const top = Math.max(1, ...links.map((l) => l.weight));
  const near = (l: Link) => over === null || l.dyad.a.code === over || l.dyad.b.code === over;
  return (
    <div class="network" ref={box}>
      <svg width={width} height={height} role="group" aria-label="Network of actors; the table beside it has the same numbers">
        {links.map((l) => {
          const a = l.source as Node, b = l.target as Node;
          const to = path("dyad", l.dyad.a.code, l.dyad.b.code) + query;
          return (
            <line key={to} class={`tie ${tone(l.dyad)}${near(l) ? "" : " faint"}`} x1={a.x} y1={a.y} x2={b.x} y2={b.y} stroke-width={1 + 9 * Math.sqrt(l.weight / top)} onClick={() => go(to)}>
              <title>{clean(`${l.dyad.a.name} – ${l.dyad.b.name}: ${many(l.weight, "event")}`)}</title>
            </line>
          );
        })}
        {nodes.map((n) => (
          <a key={n.side.code} href={path("actor", n.side.code) + query} onMouseEnter={() => setOver(n.side.code)} onMouseLeave={() => setOver(null)} onFocus={() => setOver(n.side.code)} onBlur={() => setOver(null)}>
            <circle class="node" cx={n.x} cy={n.y} r={radius(n, top)} />
            <text class="name" x={n.x} y={(n.y ?? 0) + radius(n, top) + 13} text-anchor="middle">{clean(n.side.name || n.side.code).slice(0, width < 500 ? 14 : 26)}</text>
          </a>
        ))}
      </svg>
      <ul class="legend"><li><i class="swatch tie-against" />mostly conflict</li><li><i class="swatch tie-mixed" />mixed</li><li><i class="swatch tie-together" />mostly cooperation</li></ul>
    </div>
  );
}
