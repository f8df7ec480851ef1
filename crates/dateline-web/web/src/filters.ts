// The filters: in the address, in the questions to the API (the same names), and in words.
import { day, QUADS, typeName } from "./words";

export const KEYS = ["q", "actor", "source", "target", "type", "quad", "status", "from", "to", "country", "place", "publisher", "min"] as const;
export type Key = (typeof KEYS)[number];
export type Filters = Partial<Record<Key, string>>;

const DAYS: ReadonlySet<string> = new Set(["from", "to"]);
const isDay = (text: string): boolean => /^\d{4}(-\d{2}){0,2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** What the address holds of them; days that are none are left out. */
export function parse(query: URLSearchParams): Filters {
  const found: Filters = {};
  for (const key of KEYS) {
    const value = query.get(key);
    if (value && !(DAYS.has(key) && !isDay(value))) found[key] = value;
  }
  return found;
}

/** The filters as a query, `?` included; "" if there is none. Further pairs come behind. */
export function query(filters: Filters, more: Record<string, string | number | null | undefined> = {}): string {
  const out = new URLSearchParams();
  for (const key of KEYS) if (filters[key]) out.set(key, filters[key]);
  for (const [key, value] of Object.entries(more)) if (value !== null && value !== undefined && value !== "") out.set(key, String(value));
  const text = out.toString();
  return text && `?${text}`;
}

export const without = (filters: Filters, key: Key): Filters => ({ ...filters, [key]: undefined });

/** Each filter in words, such as "since 3 May 2024". */
export function words(filters: Filters): { key: Key; text: string }[] {
  const said: Record<Key, (v: string) => string> = {
    q: (v) => `whose words hold “${v}”`,
    actor: (v) => `with ${v.replaceAll('"', "")} on either side`,
    source: (v) => `done by ${v.replaceAll('"', "")}`,
    target: (v) => `done to ${v.replaceAll('"', "")}`,
    type: (v) => `of type ${v.split(",").map(typeName).join(" or ")}`,
    quad: (v) => v.split(",").map((q) => QUADS[Number(q) - 1]?.name.toLowerCase() ?? q).join(" or "),
    status: (v) => `told as ${v.split(",").join(" or ")}`,
    from: (v) => `since ${day(v)}`,
    to: (v) => `until ${day(v)}`,
    country: (v) => `in ${v}`,
    place: (v) => `at ${v}`,
    publisher: (v) => `told by ${v}`,
    min: (v) => `at least ${Math.round(Number(v) * 100)} % sure`,
  };
  return KEYS.flatMap((key) => (filters[key] ? [{ key, text: said[key](filters[key]) }] : []));
}
