use dateline::{Document, Engine, Knowledge};
use dateline_lang::Pipeline;
fn main() {
    let gold = std::fs::read_to_string("../shared/data/events_gold.jsonl").unwrap();
    let engine = Engine {
        pipeline: Pipeline::load("models/en_core_web_sm".as_ref()).unwrap(),
        knowledge: Knowledge::embedded().unwrap(),
        gazetteer: None,
    };
    let (mut hit, mut n, mut any, mut given) = (0, 0, 0, 0);
    for line in gold.lines() {
        let r: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = r["text"].as_str().unwrap();
        let chars: Vec<char> = text.chars().collect();
        let drafts = dateline::explain::triggers(
            &engine,
            &Document { id: "1".into(), date: r["date"].as_str().map(|d| d.parse().unwrap()), text: text.into(), ..Document::default() },
        );
        given += drafts.len();
        for g in r["must"].as_array().unwrap() {
            n += 1;
            let types: Vec<&str> = g["type"].as_array().map(|a| a.iter().map(|x| x.as_str().unwrap()).collect()).unwrap_or_default();
            let near: Vec<&(u32, u32, String)> = drafts
                .iter()
                .filter(|(s, e, _)| {
                    g["evidence"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .any(|v| (*s as u64) < v[1].as_u64().unwrap() && (*e as u64) > v[0].as_u64().unwrap())
                })
                .collect();
            if near.iter().any(|d| types.contains(&d.2.split('/').next().unwrap())) {
                hit += 1;
                continue;
            }
            any += usize::from(!near.is_empty());
            let ev: Vec<String> = g["evidence"]
                .as_array()
                .unwrap()
                .iter()
                .map(|v| chars[v[0].as_u64().unwrap() as usize..v[1].as_u64().unwrap() as usize].iter().collect())
                .collect();
            println!(
                "{types:?} {ev:?} {} > {} near {:?}",
                g["source"][0]["name"],
                g["target"][0]["name"],
                near.iter().map(|d| d.2.clone()).collect::<Vec<_>>()
            );
        }
    }
    println!("hit {hit} of {n}, near {any}, given {given}");
}
