// Makes public/assets/world.json from Natural Earth's 1:50m countries (npm world-atlas): simplified, keyed by ISO alpha-3, and
// drawn as paths in the map's projection, so that the page has nothing to project: `components/worldmap.tsx` only scales them.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoEqualEarth, geoPath } from "d3-geo";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const codes = require("i18n-iso-countries");
const world = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
// Steradians: islands and bends smaller than about 80 square kilometres go.
const simple = simplify(presimplify(world, sphericalTriangleArea), 2e-6);
const code = (g) => (g.id ? codes.numericToAlpha3(g.id) : g.properties.name === "Kosovo" ? "XKX" : undefined);

// Whole numbers at this scale: two pixels at the deepest zoom of a map 1,000 pixels wide.
const scale = 4000, rotate = [-11, 0];
const draw = geoPath(geoEqualEarth().rotate(rotate).scale(scale).translate([0, 0])).digits(0);

/** The same in steps from point to point, which are shorter than places; what rounding made nothing of goes. */
function relative(path) {
  let out = "", begun = [0, 0]; // "z" goes back to where the last ring began
  for (const ring of path.split("M").slice(1)) {
    const points = ring.replace("Z", "").split("L").map((p) => p.split(",").map(Number));
    const steps = points.slice(1).map(([x, y], i) => [x - points[i][0], y - points[i][1]]).filter(([x, y]) => x !== 0 || y !== 0);
    if (steps.length < 2) continue;
    const [x, y] = points[0];
    out += `m${x - begun[0]} ${y - begun[1]}l${steps.flat().join(" ").replaceAll(" -", "-")}z`;
    begun = [x, y];
  }
  return out;
}

const shapes = feature(simple, simple.objects.countries).features.filter((f) => f.geometry && f.id !== "010");
const countries = shapes.map((f) => ({ code: code(f) ?? "", path: relative(draw(f) ?? "") }));
writeFileSync(new URL("../public/assets/world.json", import.meta.url), JSON.stringify({ rotate, scale, countries }));
