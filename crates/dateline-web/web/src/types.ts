// What the API answers; docs/web.md and /api/openapi.json tell each field.

export type Quad = 1 | 2 | 3 | 4;
export interface Side { code: string; name: string; country: string | null }
export interface Place { name: string; kind: "city" | "admin" | "country" | "area"; country: string | null; lat: number | null; lon: number | null }

/** One distinct event, as lists show it. */
export interface EventRow {
  id: string; type: string; mode: string | null; quad: Quad; score: number; status: string;
  from: string | null; to: string | null; precision: string | null;
  source: Side[]; target: Side[]; place: Place | null;
  confidence: number; reports: number; origins: number; disputed: boolean;
  /** The sentence of the first report, and where in it the act stands (code points). */
  words: Words | null;
}
export interface Words { document: string; text: string; start: number; end: number; title: string | null; publisher: string | null; date: string | null }
export interface Page<T> { total: number; items: T[]; next: string | null }

export interface About {
  store: string; documents: number; records: number; events: number; commitments: number; actors: number;
  first: string | null; last: string | null; knowledge: string; version: string;
  review: boolean; coder: boolean; max_paste: number; unlinked: number;
  types: { name: string; quad: Quad; modes: string[] }[];
}
export interface Month { period: string; quads: [number, number, number, number]; score: number }
export interface MapPoint { lat: number | null; lon: number | null; name: string; country: string | null; kind: Place["kind"]; quads: [number, number, number, number] }
export interface Dyad { a: Side; b: Side; quads: [number, number, number, number]; score: number }

export interface ActorRow { code: string; name: string; country: string | null; sector: string | null; events: number }
export interface ActorPage {
  code: string; name: string; country: string | null; sector: string | null; wikidata: string | null; events: number;
  names: { name: string; first: string | null; last: string | null; mentions: number }[];
  months: Month[]; partners: Dyad[]; types: { type: string; quad: Quad; as_source: number; as_target: number }[];
  commitments: CommitmentRow[]; 
}
export interface DyadPage { a: Side; b: Side; forth: Month[]; back: Month[]; types: { type: string; quad: Quad; forth: number; back: number }[]; commitments: CommitmentRow[] }

export interface Report {
  record: string; document: string; title: string | null; publisher: string | null; date: string | null; origin: number;
  type: string; mode: string | null; status: string; from: string | null; to: string | null; place: string | null;
  source: Side[]; target: Side[]; confidence: number; rule: string; words: Words;
}
export interface EventPage { event: EventRow; reports: Report[]; disagreements: { field: string; values: { value: string; records: string[] }[] }[]; merges: MergeStep[]; similar: EventRow[] }
export interface MergeStep { id: string; action: string; reason: string; pinned: boolean; made: string | null }

export interface CommitmentRow {
  id: string; document: string; by: Side[]; to: Side[]; will: boolean; act: string; type: string | null; made: string | null;
  due_from: string | null; due_to: string | null; condition: string | null; state: "open" | "due" | "kept" | "broken" | "withdrawn" | "overdue";
  words: Words; evidence: { document: string; text: string; date: string | null; state: string; confidence: number }[];
}

// The record of a document: docs/records.md.
export interface Span { start: number; end: number }
export interface ActorRef extends Span { chain: number; name: string; code: string; country: string | null; sector: string | null }
export interface RecordPlace extends Span { name: string; kind: string; country: string | null; lat: number | null; lon: number | null }
export interface RecordTime extends Span { type: string; value: string; from: string | null; to: string | null }
export interface RecordQuote extends Span { kind: string; speaker: { name: string; start?: number; end?: number } | null }
export interface RecordEvent {
  id: string; type: string; mode: string | null; quad: Quad; score: number; status: string; cameo: string | null; contexts: string[];
  source: ActorRef[]; target: ActorRef[]; trigger: Span; also: Span[]; sentence: number;
  when: { from: string | null; to: string | null; precision: string; basis: string; start?: number; end?: number } | null;
  where: RecordPlace | null; claimed_by: { name: string; start: number; end: number }[]; reason?: Span; rule: string; confidence: number;
}
export interface RecordCommitment { id: string; by: ActorRef[]; to: ActorRef[]; will: boolean; act: Span & { type?: string }; due: { from: string | null; to: string | null } | null; event?: string }
export interface DocRecord {
  id: string; date: string | null; language: string; knowledge: string;
  diagnostics: { code: string; message: string; start?: number }[]; sentences: [number, number][];
  times: RecordTime[]; places: RecordPlace[]; actors: ActorRef[]; quotes: RecordQuote[]; events: RecordEvent[]; commitments: RecordCommitment[];
}
export interface Article {
  id: string; title: string | null; name: string; date: string | null; publisher: string | null; url: string | null; text: string; truncated: boolean;
  record: DocRecord; rules: Record<string, Rule>; events: Record<string, string>;
}
export interface Rule { name: string; why: string; file: string; line: number; patterns: string[] }
export interface ArticleRow { id: string; title: string | null; name: string; date: string | null; publisher: string | null; snippet: string; events: number }

export interface CodebookType {
  name: string; definition: string; include: string[]; exclude: string[]; quad: Quad; score: number; cameo: string | null;
  modes: { name: string; definition: string; score: number | null; cameo: string | null }[];
  rules: { name: string; mode: string | null; why: string; file: string; line: number; verbs: string[]; nouns: string[]; yes: string[]; no: string[] }[];
}

export interface Sample { record: string; document: string; title: string | null; publisher: string | null; date: string | null; sentence: string; offset: number; before: string; after: string; event: RecordEvent; actors: ActorRef[]; left: number }
export interface ReviewSummary {
  types: { type: string; quad: Quad; machine: number; judged: number; right: number; precision: number | null; low: number | null; high: number | null; corrected: number | null }[];
  reviewers: { name: string; judged: number }[];
  agreement: { both: number; same: number; share: number | null; kappa: number | null };
}
