// Words and numbers as people read them.

export const QUADS = [
  { name: "Verbal cooperation", short: "Words of cooperation", key: "vc" },
  { name: "Material cooperation", short: "Deeds of cooperation", key: "mc" },
  { name: "Verbal conflict", short: "Words of conflict", key: "vx" },
  { name: "Material conflict", short: "Deeds of conflict", key: "mx" },
] as const;
export const quadKey = (quad: number): string => QUADS[quad - 1]?.key ?? "vc";
export const STATUSES = ["actual", "historical", "future", "hypothetical", "negated"] as const;

export const typeName = (type: string): string => type.charAt(0) + type.slice(1).toLowerCase();
export const count = (n: number): string => n.toLocaleString("en-GB");
export const many = (n: number, one: string, more = one + "s"): string => `${count(n)} ${n === 1 ? one : more}`;
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** "2024-05-02" as "2 May 2024"; what is no date stays as it is. */
export function day(iso: string | null): string {
  const time = iso && /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(iso) : NaN;
  return Number.isNaN(time) ? (iso ?? "undated") : DAY.format(time);
}

export const month = (period: string): string => (/^\d{4}-\d{2}$/.test(period) ? MONTH.format(Date.parse(`${period}-01`)) : period);

/** An interval in its own precision: a day, a month, a year, or from–to. */
export function span(from: string | null, to: string | null): string {
  if (!from && !to) return "undated";
  if (from === to || !to) return day(from);
  if (!from) return `until ${day(to)}`;
  const [y1, m1, d1] = from.split("-"), [y2, m2, d2] = to.split("-");
  if (y1 === y2 && m1 === "01" && d1 === "01" && m2 === "12" && d2 === "31") return y1!;
  const last = new Date(Date.UTC(Number(y2), Number(m2), 0)).getUTCDate();
  if (y1 === y2 && m1 === m2 && d1 === "01" && Number(d2) === last) return month(`${y1}-${m1}`);
  return `${day(from)} – ${day(to)}`;
}

/** Control characters and marks that turn the direction of text, shown as a box: one for one, so offsets hold. */
export const clean = (text: string): string => text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g, "▯");

export const names = (sides: { name: string; code: string }[]): string => sides.map((s) => clean(s.name || s.code)).join(", ") || "—";

/** What an article is called: its title, or that it has none and of which day it is. */
export const titled = (a: { title: string | null; date: string | null }): string => a.title ?? (a.date ? `Article of ${day(a.date)}` : "Undated article");
