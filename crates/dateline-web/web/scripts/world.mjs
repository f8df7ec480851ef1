// Makes public/assets/world.json from Natural Earth's 1:50m countries (npm world-atlas): simplified, keyed by ISO alpha-3.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { presimplify, simplify, sphericalTriangleArea } from "topojson-simplify";
import { quantize } from "topojson-client";

const require = createRequire(import.meta.url);
const codes = require("i18n-iso-countries");
const world = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
// Steradians: islands and bends smaller than about 80 square kilometres go.
const simple = quantize(simplify(presimplify(world, sphericalTriangleArea), 2e-6), 2e4);
const keep = (g) => ({ ...g, id: g.id ? codes.numericToAlpha3(g.id) : g.properties.name === "Kosovo" ? "XKX" : undefined, properties: { name: g.properties.name } });
simple.objects = { countries: { ...simple.objects.countries, geometries: simple.objects.countries.geometries.filter((g) => g.type && g.id !== "010").map(keep) } };
writeFileSync(new URL("../public/assets/world.json", import.meta.url), JSON.stringify(simple));
