//! Shows the way from words to records: `explain MODEL_FOLDER "SENTENCE" [DATE]`.

use dateline::{Document, Engine, Knowledge, explain::explain};
use dateline_lang::Pipeline;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, model, text, rest @ ..] = args.as_slice() else { return Err("usage: explain MODEL_FOLDER SENTENCE [DATE]".into()) };
    let engine = Engine { pipeline: Pipeline::load(model.as_ref())?, knowledge: Knowledge::embedded()?, gazetteer: None };
    let date = rest.first().map(|d| d.parse()).transpose()?;
    println!("{}", explain(&engine, &Document { id: "1".into(), date, text: text.clone(), ..Document::default() }));
    Ok(())
}
