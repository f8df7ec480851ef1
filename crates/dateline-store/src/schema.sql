CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE versions (
  version INTEGER PRIMARY KEY,
  engine TEXT NOT NULL,
  knowledge TEXT NOT NULL,
  model TEXT NOT NULL,
  UNIQUE (engine, knowledge, model)
);

CREATE TABLE documents (
  doc INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  date TEXT,
  title TEXT,
  publisher TEXT,
  url TEXT,
  text TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  head INTEGER NOT NULL,
  version INTEGER NOT NULL REFERENCES versions,
  signature BLOB NOT NULL,
  origin TEXT
);
CREATE INDEX documents_by_name ON documents (name);
CREATE INDEX documents_by_date ON documents (date);
CREATE INDEX documents_by_publisher ON documents (publisher, doc) WHERE publisher IS NOT NULL;
CREATE INDEX documents_by_text ON documents (text_hash);

CREATE TABLE sentences (
  doc INTEGER NOT NULL REFERENCES documents,
  n INTEGER NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (doc, n)
) WITHOUT ROWID;

CREATE TABLE records (
  doc INTEGER PRIMARY KEY REFERENCES documents,
  json TEXT NOT NULL
);

CREATE TABLE actors (
  actor INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  code TEXT NOT NULL,
  country TEXT,
  sector TEXT,
  sectors TEXT NOT NULL,
  wikidata TEXT,
  identity TEXT NOT NULL UNIQUE
);
CREATE INDEX actors_by_country ON actors (country);
CREATE INDEX actors_by_code ON actors (code);

CREATE TABLE mentions (
  doc INTEGER NOT NULL REFERENCES documents,
  n INTEGER NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  chain INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (doc, n)
) WITHOUT ROWID;

CREATE TABLE quotes (
  doc INTEGER NOT NULL REFERENCES documents,
  n INTEGER NOT NULL,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  kind TEXT NOT NULL,
  speaker TEXT,
  country TEXT,
  sector TEXT,
  PRIMARY KEY (doc, n)
) WITHOUT ROWID;

CREATE TABLE reports (
  report INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  doc INTEGER NOT NULL REFERENCES documents,
  local TEXT NOT NULL,
  sentence INTEGER NOT NULL,
  "type" TEXT NOT NULL,
  mode TEXT,
  contexts TEXT NOT NULL,
  quad INTEGER NOT NULL,
  score REAL NOT NULL,
  cameo TEXT,
  status TEXT NOT NULL,
  trigger_start INTEGER NOT NULL,
  trigger_end INTEGER NOT NULL,
  act TEXT NOT NULL,
  date_from TEXT,
  date_to TEXT,
  precision TEXT,
  basis TEXT,
  place TEXT,
  place_kind TEXT,
  country TEXT,
  lat REAL,
  lon REAL,
  geonames INTEGER,
  killed INTEGER,
  injured INTEGER,
  claimed_by TEXT NOT NULL,
  rule TEXT NOT NULL,
  confidence REAL NOT NULL,
  features BLOB NOT NULL,
  event INTEGER REFERENCES events,
  origin TEXT
);
CREATE INDEX reports_by_doc ON reports (doc);
CREATE INDEX reports_by_event ON reports (event);

CREATE TABLE report_actors (
  report INTEGER NOT NULL REFERENCES reports,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors,
  "start" INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  PRIMARY KEY (report, role, n)
) WITHOUT ROWID;

CREATE TABLE events (
  event INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  "type" TEXT NOT NULL,
  mode TEXT,
  contexts TEXT NOT NULL,
  quad INTEGER NOT NULL,
  score REAL NOT NULL,
  cameo TEXT,
  status TEXT NOT NULL,
  date_from TEXT,
  date_to TEXT,
  precision TEXT,
  month TEXT,
  source TEXT NOT NULL,
  source_codes TEXT NOT NULL,
  target TEXT NOT NULL,
  target_codes TEXT NOT NULL,
  place TEXT,
  place_kind TEXT,
  country TEXT,
  lat REAL,
  lon REAL,
  geonames INTEGER,
  killed INTEGER,
  injured INTEGER,
  reports INTEGER NOT NULL,
  documents INTEGER NOT NULL,
  origins INTEGER NOT NULL,
  disagreements INTEGER NOT NULL,
  first_published TEXT,
  last_published TEXT,
  confidence REAL NOT NULL
);
CREATE INDEX events_by_date ON events (date_from);
CREATE INDEX events_by_type ON events ("type", month);
CREATE INDEX events_by_country ON events (country, month);

CREATE TABLE event_actors (
  event INTEGER NOT NULL REFERENCES events,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (event, role, n)
) WITHOUT ROWID;
CREATE INDEX event_actors_by_actor ON event_actors (actor, role, event);

CREATE TABLE dyads (
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  event INTEGER NOT NULL REFERENCES events,
  PRIMARY KEY (source, target, event)
) WITHOUT ROWID;
CREATE INDEX dyads_by_target ON dyads (target, source, event);
CREATE INDEX dyads_by_event ON dyads (event);

CREATE TABLE disagreements (
  event INTEGER NOT NULL REFERENCES events,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  report INTEGER NOT NULL REFERENCES reports,
  PRIMARY KEY (event, field, value, report)
) WITHOUT ROWID;

CREATE TABLE merges (
  event INTEGER NOT NULL REFERENCES events,
  report TEXT NOT NULL,
  "with" TEXT NOT NULL,
  score REAL NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (report, "with")
) WITHOUT ROWID;
CREATE INDEX merges_by_event ON merges (event);

CREATE TABLE pins (
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('same', 'different')),
  note TEXT NOT NULL,
  PRIMARY KEY (a, b)
) WITHOUT ROWID;

CREATE TABLE commitments (
  commitment INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  doc INTEGER NOT NULL REFERENCES documents,
  local TEXT NOT NULL,
  will INTEGER NOT NULL,
  act_start INTEGER NOT NULL,
  act_end INTEGER NOT NULL,
  act TEXT NOT NULL,
  "type" TEXT,
  made TEXT,
  due_from TEXT,
  due_to TEXT,
  condition TEXT,
  reason TEXT,
  report TEXT,
  features BLOB NOT NULL,
  state TEXT NOT NULL,
  state_date TEXT,
  state_confidence REAL
);
CREATE INDEX commitments_by_doc ON commitments (doc);
CREATE INDEX commitments_by_state ON commitments (state);

CREATE TABLE commitment_actors (
  commitment INTEGER NOT NULL REFERENCES commitments,
  role TEXT NOT NULL,
  n INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (commitment, role, n)
) WITHOUT ROWID;
CREATE INDEX commitment_actors_by_actor ON commitment_actors (actor, role, commitment);

CREATE TABLE evidence (
  commitment INTEGER NOT NULL REFERENCES commitments,
  report TEXT NOT NULL,
  state TEXT NOT NULL,
  date TEXT,
  confidence REAL NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (commitment, report)
) WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5 (
  title, text,
  content = 'documents', content_rowid = 'doc',
  tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE VIEW event_reports AS
SELECT e.id AS event, r.id AS report, d.id AS document, d.name AS document_name, d.date AS published, d.publisher, d.url,
       r.origin, r.status, r.date_from, r.date_to, r.place, r.killed, r.injured, r.rule, r.confidence,
       substr(d.text, s."start" + 1, s."end" - s."start") AS sentence,
       substr(d.text, r.trigger_start + 1, r.trigger_end - r.trigger_start) AS "trigger"
FROM reports r
JOIN documents d ON d.doc = r.doc
JOIN events e ON e.event = r.event
LEFT JOIN sentences s ON s.doc = r.doc AND s.n = r.sentence;
