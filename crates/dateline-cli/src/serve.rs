//! `dateline serve`: the page over a store.

use crate::args::ServeArgs;
use crate::locate;
use anyhow::Result;
use dateline_web::Options;
use std::net::SocketAddr;
use std::process::ExitCode;

/// Serves until Ctrl-C.
pub fn run(args: ServeArgs) -> Result<ExitCode> {
    let options = Options {
        store: args.store,
        address: SocketAddr::new(args.host, args.port),
        host_names: args.host_name,
        review: args.review,
        token: args.token,
    };
    let engine = args.engine;
    dateline_web::serve(options, Box::new(move || locate::engine(&engine).map_err(|e| format!("{e:#}"))))?;
    Ok(ExitCode::SUCCESS)
}
