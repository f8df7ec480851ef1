//! Writes a pipeline's flat file, with which it loads in a few milliseconds:
//!
//! ```text
//! cargo run --release -p dateline-lang --example convert -- MODEL
//! ```

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = std::env::args().nth(1).ok_or("usage: convert MODEL")?;
    println!("{}", dateline_lang::Pipeline::convert(Path::new(&model))?.display());
    Ok(())
}
