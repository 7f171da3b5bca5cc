//! Work that a second thread does while this one goes on.
//!
//! The second thread is a convenience: where the machine gives none, for want of memory or
//! because a limit is met, the work is done here, once it is asked for. The standard library
//! would panic instead.

use std::panic::resume_unwind;
use std::sync::mpsc::{SendError, channel};
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// Work that is being done, or still to do.
pub enum Pending<'scope, T, W> {
    Begun(ScopedJoinHandle<'scope, T>),
    ToDo(W),
}

/// Begins `work` in a second thread, if there is one to be had.
pub fn begin<'scope, T, W>(scope: &'scope Scope<'scope, '_>, work: W) -> Pending<'scope, T, W>
where
    T: Send + 'scope,
    W: FnOnce() -> T + Send + 'scope,
{
    begin_in(Builder::new(), scope, work)
}

impl<T, W: FnOnce() -> T> Pending<'_, T, W> {
    /// What came of the work; a panic in it goes on here.
    pub fn done(self) -> T {
        match self {
            Pending::Begun(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Pending::ToDo(work) => work(),
        }
    }
}

/// A thread that cannot be had keeps what it was to do; so it is handed over once it is there.
fn begin_in<'scope, T, W>(
    builder: Builder,
    scope: &'scope Scope<'scope, '_>,
    work: W,
) -> Pending<'scope, T, W>
where
    T: Send + 'scope,
    W: FnOnce() -> T + Send + 'scope,
{
    let (hand_over, handed) = channel::<W>();
    let begun = builder.spawn_scoped(scope, move || match handed.recv() {
        Ok(work) => work(),
        Err(nothing) => resume_unwind(Box::new(nothing)),
    });
    match begun {
        Err(_) => Pending::ToDo(work),
        Ok(thread) => match hand_over.send(work) {
            Ok(()) => Pending::Begun(thread),
            Err(SendError(work)) => Pending::ToDo(work),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn work_is_done_with_a_thread_and_without_one() {
        let words = vec!["one".to_owned(), "two".to_owned()];
        for (stack, is_begun) in [(1 << 20, true), (1 << 47, false)] {
            let words = words.clone();
            thread::scope(|scope| {
                let builder = Builder::new().stack_size(stack);
                let pending = begin_in(builder, scope, move || words.concat());
                assert_eq!(matches!(pending, Pending::Begun(_)), is_begun);
                assert_eq!(pending.done(), "onetwo");
            });
        }
    }
}
