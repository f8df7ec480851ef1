//! Work on many items at once, results in the items' order, in bounded memory.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Set from outside (Ctrl-C): no further item is taken, those in hand are finished.
pub static STOP: AtomicBool = AtomicBool::new(false);

/// Deep parse trees of hostile text need more than the usual 2 MiB; the pages are only used if touched.
const STACK: usize = 64 << 20;

/// How far the workers may run ahead of what has been written.
const AHEAD_ITEMS: usize = 256;
const AHEAD_BYTES: usize = 64 << 20;

/// What the results are handed to.
pub trait Sink<O> {
    fn put(&mut self, result: O) -> io::Result<()>;
    /// Called when nothing more is at hand, before waiting for the next result.
    fn idle(&mut self) -> io::Result<()>;
}

/// Calls `work` on every item in `threads` threads and puts the results into `sink` in the items'
/// order. `weigh` gives an item's size in bytes. Ends early if the sink fails, with its error.
pub fn map<I: Send, O: Send>(
    items: impl Iterator<Item = I> + Send,
    threads: usize,
    weigh: impl Fn(&I) -> usize + Sync,
    work: impl Fn(I) -> O + Sync,
    sink: &mut impl Sink<O>,
) -> io::Result<()> {
    let window = Window::default();
    let items = Mutex::new(items.enumerate());
    let (send, receive) = channel();
    thread::scope(|scope| {
        for _ in 0..threads {
            let send = send.clone();
            let worker = || {
                let send = send;
                while let Some((number, weight, item)) = take(&items, &window, &weigh) {
                    if send.send((number, weight, work(item))).is_err() {
                        return;
                    }
                }
            };
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, worker)?;
        }
        drop(send);
        let done = drain(receive, &window, sink);
        window.close();
        done
    })
}

fn take<I>(items: &Mutex<impl Iterator<Item = (usize, I)>>, window: &Window, weigh: &impl Fn(&I) -> usize) -> Option<(usize, usize, I)> {
    let mut items = locked(items);
    if !window.wait() || STOP.load(Ordering::Relaxed) {
        return None;
    }
    let (number, item) = items.next()?;
    let weight = weigh(&item);
    window.enter(weight);
    Some((number, weight, item))
}

fn drain<O>(results: Receiver<(usize, usize, O)>, window: &Window, sink: &mut impl Sink<O>) -> io::Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    loop {
        let received = match results.try_recv() {
            Err(TryRecvError::Empty) => {
                sink.idle()?;
                results.recv().ok()
            }
            received => received.ok(),
        };
        let Some((number, weight, result)) = received else { return sink.idle() };
        early.insert(number, (weight, result));
        while let Some((weight, result)) = early.remove(&next) {
            sink.put(result)?;
            window.leave(weight);
            next += 1;
        }
    }
}

/// What has been taken and not yet written.
#[derive(Default)]
struct Window {
    held: Mutex<Held>,
    changed: Condvar,
}

#[derive(Default)]
struct Held {
    items: usize,
    bytes: usize,
    closed: bool,
}

impl Window {
    /// Waits until there is room for one more; false once closed.
    fn wait(&self) -> bool {
        let full = |h: &mut Held| !h.closed && (h.items >= AHEAD_ITEMS || h.bytes >= AHEAD_BYTES);
        !self.changed.wait_while(locked(&self.held), full).unwrap_or_else(PoisonError::into_inner).closed
    }

    fn enter(&self, weight: usize) {
        let mut held = locked(&self.held);
        held.items += 1;
        held.bytes += weight;
    }

    fn leave(&self, weight: usize) {
        let mut held = locked(&self.held);
        held.items -= 1;
        held.bytes -= weight;
        self.changed.notify_all();
    }

    fn close(&self) {
        locked(&self.held).closed = true;
        self.changed.notify_all();
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::time::Duration;

    struct Collect {
        got: Vec<usize>,
        fail_after: usize,
    }

    impl Sink<usize> for Collect {
        fn put(&mut self, n: usize) -> io::Result<()> {
            if self.got.len() == self.fail_after {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            self.got.push(n);
            Ok(())
        }

        fn idle(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn results_keep_the_items_order() {
        for threads in [1, 2, 7] {
            let mut sink = Collect { got: Vec::new(), fail_after: usize::MAX };
            let work = |n: usize| {
                thread::sleep(Duration::from_micros((n * 7919 % 13) as u64 * 50));
                n * 2
            };
            map(0..500, threads, |_| 1, work, &mut sink).expect("the sink takes all");
            assert!(sink.got.iter().copied().eq((0..500).map(|n| n * 2)));
        }
    }

    #[test]
    fn workers_wait_for_the_slowest() {
        let (taken, ahead) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut sink = Collect { got: Vec::new(), fail_after: usize::MAX };
        let work = |n: usize| {
            if n == 0 {
                thread::sleep(Duration::from_millis(100));
                ahead.store(taken.load(Ordering::SeqCst), Ordering::SeqCst);
            }
            n
        };
        let items = (0..20).inspect(|_| {
            taken.fetch_add(1, Ordering::SeqCst);
        });
        map(items, 2, |_| AHEAD_BYTES / 4, work, &mut sink).expect("the sink takes all");
        assert_eq!(sink.got.len(), 20);
        assert!(ahead.load(Ordering::SeqCst) <= 4, "{ahead:?} items were held at once");
    }

    #[test]
    fn a_failing_sink_ends_the_work() {
        let mut sink = Collect { got: Vec::new(), fail_after: 3 };
        let done = map(0.., 3, |_| 1, |n: usize| n, &mut sink);
        assert_eq!(done.map_err(|e| e.kind()), Err(io::ErrorKind::BrokenPipe));
        assert_eq!(sink.got, [0, 1, 2]);
    }
}
