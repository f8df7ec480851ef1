// The filters as a form, and as a sentence whose parts can be taken away.
import { useEffect, useState } from "preact/hooks";
import { type Filters, type Key, parse, query, without, words } from "../filters";
import { go, usePlace } from "../router";
import type { About } from "../types";
import { clean, QUADS, STATUSES, typeName } from "../words";

/** The filters of the present address, and how to change them. */
export function useFilters(): [Filters, (next: Filters) => void] {
  const place = usePlace();
  return [parse(place.query), (next) => go(place.path + query(next))];
}

/** What the numbers below are about, in words. */
export function InWords({ what }: { what: string }) {
  const [filters, set] = useFilters();
  const said = words(filters);
  return (
    <p class="in-words" aria-live="polite">
      {what}
      {said.map(({ key, text }, i) => (
        <span key={key}>{i === 0 ? " " : ", "}<button type="button" class="chip" onClick={() => set(without(filters, key))} aria-label={`Remove: ${clean(text)}`}><bdi>{clean(text)}</bdi> <span aria-hidden="true">×</span></button></span>
      ))}
      {said.length > 1 ? <> <button type="button" class="link" onClick={() => set({})}>clear all</button></> : null}
    </p>
  );
}

interface Field { filters: Filters; set: (next: Filters) => void }

/** A field that takes effect on Enter or when it is left. */
function TextField({ filters, set, name, label, hint, list }: Field & { name: Key; label: string; hint?: string; list?: string }) {
  const value = filters[name] ?? "";
  const [draft, write] = useState(value);
  useEffect(() => write(value), [value]);
  const done = () => { if (draft.trim() !== value) set({ ...filters, [name]: draft.trim() }); };
  return (
    <label>{label}
      <input value={draft} placeholder={hint} list={list} maxLength={200} onInput={(e) => write(e.currentTarget.value)} onBlur={done} onKeyDown={(e) => { if (e.key === "Enter") done(); }} />
    </label>
  );
}

const Choice = ({ filters, set, name, label, options }: Field & { name: Key; label: string; options: [string, string][] }) => (
  <label>{label}
    <select value={filters[name] ?? ""} onChange={(e) => set({ ...filters, [name]: e.currentTarget.value })}>
      <option value="">any</option>
      {options.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
    </select>
  </label>
);

const DateField = ({ filters, set, name, label }: Field & { name: "from" | "to"; label: string }) => (
  <label>{label}<input type="date" value={filters[name] ?? ""} onChange={(e) => set({ ...filters, [name]: e.currentTarget.value })} /></label>
);

export function FilterBar({ about }: { about: About }) {
  const [filters, set] = useFilters();
  const f = { filters, set };
  const more = ["source", "target", "status", "country", "place", "publisher", "min"].some((k) => filters[k as Key]);
  return (
    <search>
      <form class="filters" onSubmit={(e) => e.preventDefault()}>
        <TextField {...f} name="q" label="Words" hint="ceasefire, “gas pipeline”" />
        <TextField {...f} name="actor" label="Actor" hint="RUS, ISRGOV" />
        <Choice {...f} name="quad" label="Class" options={QUADS.map((q, i) => [String(i + 1), q.name])} />
        <Choice {...f} name="type" label="Type" options={about.types.map((t) => [t.name, typeName(t.name)])} />
        <DateField {...f} name="from" label="From" />
        <DateField {...f} name="to" label="To" />
        <details open={more}>
          <summary>More</summary>
          <div class="filters">
            <TextField {...f} name="source" label="Done by" hint="USA" />
            <TextField {...f} name="target" label="Done to" hint="CHN" />
            <Choice {...f} name="status" label="Told as" options={STATUSES.map((s) => [s, s])} />
            <TextField {...f} name="country" label="Country" hint="UKR" />
            <TextField {...f} name="place" label="Place" hint="Geneva" />
            <TextField {...f} name="publisher" label="Publisher" />
            <Choice {...f} name="min" label="At least as sure as" options={[["0.5", "50 %"], ["0.7", "70 %"], ["0.8", "80 %"], ["0.9", "90 %"]]} />
          </div>
        </details>
      </form>
    </search>
  );
}
