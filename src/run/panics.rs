//! Waiting for a panic's report: the thread that panicked is still writing it when another
//! one finds that the terminal has been given back, and would end the program under it.

use std::panic;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Reports that are being written.
static REPORTS: Reports = Reports::none();

/// Counts the reports of panics while they are written. Call it once, after whatever else
/// the hook does has been set up.
pub(super) fn count_reports() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let _writing = REPORTS.begin();
        report(panic);
    }));
}

/// Waits until every report that was begun is written; not for ever, since a report can
/// hang as well.
pub(super) fn wait_for_reports() {
    REPORTS.wait(Duration::from_secs(5));
}

struct Reports {
    begun: Mutex<usize>,
    written: Condvar,
}

/// One report, written once this is dropped.
struct Writing<'r>(&'r Reports);

impl Reports {
    const fn none() -> Reports {
        Reports {
            begun: Mutex::new(0),
            written: Condvar::new(),
        }
    }

    fn begin(&self) -> Writing<'_> {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        Writing(self)
    }

    fn wait(&self, limit: Duration) {
        let begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self
            .written
            .wait_timeout_while(begun, limit, |begun| *begun > 0);
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut begun = self.0.begun.lock().unwrap_or_else(PoisonError::into_inner);
        *begun -= 1;
        self.0.written.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn whoever_waits_goes_on_once_the_report_is_written() {
        let reports = Reports::none();
        reports.wait(Duration::MAX);
        let is_written = AtomicBool::new(false);
        thread::scope(|scope| {
            let (begun, is_begun) = channel();
            let (reports, is_written) = (&reports, &is_written);
            scope.spawn(move || {
                let _writing = reports.begin();
                begun.send(()).unwrap();
                for _ in 0..1_000 {
                    thread::yield_now();
                }
                is_written.store(true, Ordering::SeqCst);
            });
            is_begun.recv().unwrap();
            reports.wait(Duration::from_secs(60));
            assert!(is_written.load(Ordering::SeqCst));
        });
    }

    #[test]
    fn a_report_that_hangs_keeps_nobody_for_ever() {
        let reports = Reports::none();
        let _hangs = reports.begin();
        reports.wait(Duration::from_millis(1));
    }
}
