//! What all requests share: readers of the store, answers given before, the engine, the verdicts.

use crate::error::ApiError;
use axum::body::Bytes;
use dateline::Engine;
use dateline_store::web::Reviews;
use dateline_store::{Error, Reader, Writer};
use serde::Serialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::{OnceCell, OwnedSemaphorePermit, Semaphore};

/// Loads the engine; the error says what is missing and how to get it.
pub type LoadEngine = Box<dyn Fn() -> Result<Engine, String> + Send + Sync>;

/// Queries at the same time; as many again and more may wait.
const READERS: usize = 4;
const WAITING: usize = 512;
/// How long a query may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// Texts read at the same time, and how long one may wait for its turn.
const CODERS: usize = 2;
const QUEUE: Duration = Duration::from_secs(60);
/// Deep parse trees of hostile text need more than the usual 2 MiB.
const STACK: usize = 64 << 20;
/// Answers kept, in bytes; none above a quarter of it.
const KEPT: usize = 64 << 20;
/// How often the store is looked at for changes by another program.
const FRESH: Duration = Duration::from_secs(1);

/// A store being served.
pub struct App {
    pub store: PathBuf,
    /// Names of states by ISO 3166 code.
    pub states: HashMap<String, String>,
    readers: Mutex<Vec<Reader>>,
    permits: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    answers: Mutex<Answers>,
    watch: Mutex<(Reader, i64, Instant)>,
    load: LoadEngine,
    engine: OnceLock<Result<Engine, String>>,
    coders: Arc<Semaphore>,
    changing: Arc<Semaphore>,
    reviews: Option<Mutex<Reviews>>,
}

impl App {
    /// Opens a store for reading, and the file of verdicts if `review` is set.
    ///
    /// # Errors
    /// A store or a file of verdicts that can't be read.
    pub fn open(store: &Path, review: bool, load: LoadEngine) -> Result<App, Error> {
        let readers = (0..READERS).map(|_| Reader::open(store)).collect::<Result<Vec<_>, _>>()?;
        let watcher = Reader::open(store)?;
        let change = watcher.change()?;
        let reviews = if review { Some(Mutex::new(Reviews::open(&Reviews::beside(store))?)) } else { None };
        Ok(App {
            store: store.to_owned(),
            states: states(),
            readers: Mutex::new(readers),
            permits: Arc::new(Semaphore::new(READERS)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            answers: Mutex::default(),
            watch: Mutex::new((watcher, change, Instant::now())),
            load,
            engine: OnceLock::new(),
            coders: Arc::new(Semaphore::new(CODERS)),
            changing: Arc::new(Semaphore::new(1)),
            reviews,
        })
    }

    /// Loads the engine beside the first requests.
    pub fn load_in_background(app: &Arc<App>) {
        let app = app.clone();
        thread::spawn(move || drop(app.engine()));
    }

    fn engine(&self) -> Result<&Engine, ApiError> {
        let loaded = self.engine.get_or_init(|| (self.load)());
        loaded.as_ref().map_err(|e| ApiError::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, "texts can't be coded", e))
    }

    /// Whether texts can be coded, as far as is known.
    pub fn can_code(&self) -> bool {
        self.engine.get().is_none_or(Result::is_ok)
    }

    pub fn reviewing(&self) -> bool {
        self.reviews.is_some()
    }

    /// The verdicts; an error without `--review`.
    pub fn reviews(&self) -> Result<MutexGuard<'_, Reviews>, ApiError> {
        self.reviews.as_ref().map(locked).ok_or_else(ApiError::read_only)
    }

    /// Asks the store, on a thread for waiting, within the limits of time and number.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<App>,
        question: impl FnOnce(&App, &Reader) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let _place = self.waiting.clone().try_acquire_owned().map_err(|_| ApiError::busy())?;
        let permit = tokio::time::timeout(PATIENCE, self.permits.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| ApiError::busy())?.map_err(ApiError::inside)?;
        let reader = locked(&self.readers).pop().ok_or_else(ApiError::busy)?;
        let stop = reader.stopper();
        let app = self.clone();
        let mut task = tokio::task::spawn_blocking(move || app.with(reader, permit, question));
        let Ok(done) = tokio::time::timeout(PATIENCE, &mut task).await else {
            stop();
            return Err(ApiError::slow());
        };
        done.map_err(ApiError::inside)?
    }

    /// Runs a question and puts the reader back, also where the question panics.
    fn with<T>(
        &self,
        reader: Reader,
        permit: OwnedSemaphorePermit,
        question: impl FnOnce(&App, &Reader) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        struct Back<'a>(&'a App, Option<Reader>, Option<OwnedSemaphorePermit>);
        impl Drop for Back<'_> {
            fn drop(&mut self) {
                locked(&self.0.readers).extend(self.1.take());
                self.2.take();
            }
        }
        let back = Back(self, Some(reader), Some(permit));
        back.1.as_ref().map_or_else(|| Err(ApiError::busy()), |reader| question(self, reader))
    }

    /// The same, for an answer that is kept until the store changes; many who ask at once wait for one query.
    pub async fn answer<T: Serialize + Send + 'static>(
        self: &Arc<App>,
        key: String,
        question: impl FnOnce(&App, &Reader) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<Bytes, ApiError> {
        self.look_for_changes();
        let cell = locked(&self.answers).cell(&key);
        let make = || self.ask(move |app, reader| serde_json::to_vec(&question(app, reader)?).map_err(ApiError::inside));
        let bytes = cell.get_or_try_init(|| async { make().await.map(Bytes::from) }).await;
        let kept = bytes.as_ref().map_or(0, |b| b.len());
        locked(&self.answers).weigh(&key, kept);
        bytes.cloned()
    }

    fn look_for_changes(&self) {
        let Ok(mut watch) = self.watch.try_lock() else { return };
        if watch.2.elapsed() < FRESH {
            return;
        }
        watch.2 = Instant::now();
        let now = watch.0.change().unwrap_or(watch.1 + 1);
        if now != watch.1 {
            watch.1 = now;
            self.forget();
        }
    }

    /// Changes the store on a thread for waiting; one change at a time, for as long as it takes: it is never cut in half.
    pub async fn change(self: &Arc<App>, work: impl FnOnce(&mut Writer) -> Result<(), Error> + Send + 'static) -> Result<(), ApiError> {
        let permit = self.changing.clone().try_acquire_owned().map_err(|_| ApiError::busy())?;
        let app = self.clone();
        let change = move || {
            let _permit = permit;
            let done = Writer::open(&app.store).and_then(|mut writer| work(&mut writer));
            app.forget();
            done
        };
        tokio::task::spawn_blocking(change).await.map_err(ApiError::inside)?.map_err(crate::api::fault)
    }

    /// Forgets all answers: the store was changed.
    pub fn forget(&self) {
        *locked(&self.answers) = Answers::default();
    }

    /// Uses the engine on a thread of its own with a deep stack; a fault of ours is told, not passed on.
    pub async fn code<T: Send + 'static>(self: &Arc<App>, work: impl FnOnce(&Engine) -> T + Send + 'static) -> Result<T, ApiError> {
        let permit = tokio::time::timeout(QUEUE, self.coders.clone().acquire_owned()).await;
        let permit = permit.map_err(|_| ApiError::busy())?.map_err(ApiError::inside)?;
        let (send, receive) = tokio::sync::oneshot::channel();
        let app = self.clone();
        let run = move || {
            let _permit = permit;
            let done = app.engine().map(|engine| std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(engine))));
            drop(send.send(done));
        };
        thread::Builder::new().stack_size(STACK).spawn(run).map_err(ApiError::inside)?;
        let fault = || ApiError::inside("a fault in Dateline: this text can't be coded; please report it");
        receive.await.map_err(|_| fault())??.map_err(|_| fault())
    }
}

/// Answers by the address that asked, the least used of them dropped when there are too many.
#[derive(Default)]
struct Answers {
    cells: HashMap<String, Kept>,
    bytes: usize,
    clock: u64,
}

struct Kept {
    cell: Arc<OnceCell<Bytes>>,
    used: u64,
    bytes: usize,
}

impl Answers {
    fn cell(&mut self, key: &str) -> Arc<OnceCell<Bytes>> {
        self.clock += 1;
        let kept = self.cells.entry(key.to_owned()).or_insert_with(|| Kept { cell: Arc::default(), used: 0, bytes: 0 });
        kept.used = self.clock;
        kept.cell.clone()
    }

    /// Takes note of an answer's size (0: there is none), and makes room.
    fn weigh(&mut self, key: &str, bytes: usize) {
        if bytes == 0 || bytes > KEPT / 4 {
            self.drop(key);
            return;
        }
        let Some(kept) = self.cells.get_mut(key) else { return };
        self.bytes = self.bytes - kept.bytes + bytes + key.len();
        kept.bytes = bytes + key.len();
        while self.bytes > KEPT {
            let Some(oldest) = self.cells.iter().filter(|(_, k)| k.bytes > 0).min_by_key(|(_, k)| k.used).map(|(key, _)| key.clone())
            else {
                return;
            };
            self.drop(&oldest);
        }
    }

    fn drop(&mut self, key: &str) {
        self.bytes -= self.cells.remove(key).map_or(0, |k| k.bytes);
    }
}

/// The states of the knowledge by their codes.
fn states() -> HashMap<String, String> {
    let files = dateline::knowledge::Files::embedded();
    let lines = files.get("actors/states.tsv").unwrap_or("").lines().filter(|l| !l.starts_with('#')).skip(1);
    lines
        .filter_map(|l| l.split_once('\t'))
        .filter_map(|(code, rest)| Some((code.to_owned(), rest.split('\t').next()?.to_owned())))
        .collect()
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
