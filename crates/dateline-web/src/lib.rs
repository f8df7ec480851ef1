//! A local server and its page: look at a Dateline store, down to the sentence.
//!
//! ```no_run
//! use dateline_web::Options;
//! let options = Options { store: "news.db".into(), ..Options::default() };
//! dateline_web::serve(options, Box::new(|| Err("no language model".into())))?;
//! # Ok::<(), dateline_web::Error>(())
//! ```
//!
//! The store is opened read-only. With [`Options::review`], verdicts go to a file beside it
//! ([`dateline_store::web::Reviews`]), and merges and splits to its pins. `docs/web.md` tells of the
//! views, the API and the safety of both.

mod api;
mod ask;
mod error;
mod guard;
mod page;
mod state;

pub use error::ApiError;
pub use guard::{Guard, token};
pub use state::{App, LoadEngine};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tower::ServiceExt;

/// The longest text that the page codes, in bytes.
pub const MAX_PASTE: usize = 256 << 10;

/// What a server is started with.
#[derive(Debug, Clone)]
pub struct Options {
    pub store: PathBuf,
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// Further names by which it is reached.
    pub host_names: Vec<String>,
    /// Lets people judge records, and merge and split events.
    pub review: bool,
    /// Asked for beyond loopback; made if none is given.
    pub token: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8421);
        Options { store: PathBuf::new(), address, host_names: Vec::new(), review: false, token: None }
    }
}

/// Why a server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Store(#[from] dateline_store::Error),
    #[error("{0}: {1}\n  hint: another program has this port: give --port N, or 0 for any free one")]
    Taken(SocketAddr, std::io::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("no randomness for a token: {0}\n  hint: give --token")]
    Token(getrandom::Error),
}

/// Serves a store until Ctrl-C, and prints the address on standard output once it answers. `load` loads the engine for pasted texts.
///
/// # Errors
/// A store that can't be read, or an address that is taken.
pub fn serve(options: Options, load: LoadEngine) -> Result<(), Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let app = Arc::new(App::open(&options.store, options.review, load)?);
    let token = match options.token {
        None if !options.address.ip().is_loopback() => Some(token().map_err(Error::Token)?),
        given => given,
    };
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(options.address).await.map_err(|e| Error::Taken(options.address, e))?;
        let address = listener.local_addr()?;
        let guard = Guard::new(address, &options.host_names, token.clone());
        println!("{}", welcome(address, token.as_deref()));
        tokio::spawn(ready(app.clone()));
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        axum::serve(listener, router(app, guard)).with_graceful_shutdown(stop).await?;
        Ok::<(), Error>(())
    })?;
    // A query that still runs must not keep the program from its end.
    runtime.shutdown_background();
    Ok(())
}

/// Works out what the first view asks for while the browser opens, and only then loads the engine, which nobody waits for yet.
async fn ready(app: Arc<App>) {
    let routes = api::routes().with_state(app.clone());
    let asked = api::FIRST_VIEW.map(|address| {
        let request = Request::get(address).body(axum::body::Body::empty());
        tokio::spawn(routes.clone().oneshot(request.unwrap_or_default()))
    });
    for answer in asked {
        drop(answer.await);
    }
    App::load_in_background(&app);
}

fn welcome(address: SocketAddr, token: Option<&str>) -> String {
    let query = token.map(|t| format!("?token={t}")).unwrap_or_default();
    format!("open http://{address}/{query} in a browser (Ctrl-C ends)")
}

/// The whole server: guard, API and page.
pub fn router(app: Arc<App>, guard: Guard) -> Router {
    let page = |request: Request| async move { page::serve(request.uri().path(), request.headers()) };
    api::routes()
        .with_state(app)
        .fallback(page)
        .layer(DefaultBodyLimit::max(MAX_PASTE * 2 + 4096))
        .layer(middleware::from_fn_with_state(Arc::new(guard), guard::guard))
}
