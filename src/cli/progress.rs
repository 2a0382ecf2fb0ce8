//! Progress of long work, on a terminal only: nothing is shown for work of less than a second.

use std::io::{IsTerminal, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// Phases of a run with their durations; shows the current one while it lasts.
pub struct Progress {
    state: Arc<(Mutex<State>, Condvar)>,
    started: Instant,
    phases: Vec<(&'static str, Duration)>,
    painter: Option<std::thread::JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    phase: &'static str,
    done: bool,
}

const QUIET: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(120);

impl Progress {
    /// Begins; shows something only if standard error is a terminal.
    pub fn start() -> Progress {
        let state = Arc::new((Mutex::new(State::default()), Condvar::new()));
        let painter = std::io::stderr().is_terminal().then(|| {
            let state = state.clone();
            std::thread::spawn(move || paint(&state))
        });
        Progress { state, started: Instant::now(), phases: Vec::new(), painter }
    }

    /// Runs a phase under a name.
    pub fn phase<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let result = self.showing(name, work);
        self.note(name, begin.elapsed());
        result
    }

    /// The same for a phase of which the parts are noted.
    pub fn showing<T>(&mut self, name: &'static str, work: impl FnOnce() -> T) -> T {
        if let Ok(mut state) = self.state.0.lock() {
            state.phase = name;
        }
        work()
    }

    /// Notes how long something took.
    pub fn note(&mut self, name: &'static str, took: Duration) {
        self.phases.push((name, took));
    }

    /// Ends and clears the line.
    pub fn finish(&mut self) {
        if let Ok(mut state) = self.state.0.lock() {
            state.done = true;
        }
        self.state.1.notify_all();
        if let Some(painter) = self.painter.take() {
            // A painter that panicked painted nothing that matters.
            let _ = painter.join();
        }
    }

    /// Where the time went, a line each.
    pub fn timing(&self) -> String {
        let mut out = String::new();
        for (name, took) in &self.phases {
            out.push_str(&format!("{name:<24} {:>9.1} ms\n", took.as_secs_f64() * 1000.0));
        }
        out.push_str(&format!("{:<24} {:>9.1} ms", "total", self.started.elapsed().as_secs_f64() * 1000.0));
        out
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}

fn paint(state: &(Mutex<State>, Condvar)) {
    let begin = Instant::now();
    let mut frame = 0;
    let mut shown = false;
    loop {
        let Ok(guard) = state.0.lock() else { return };
        let Ok((guard, _)) = state.1.wait_timeout(guard, TICK) else { return };
        let (phase, done) = (guard.phase, guard.done);
        drop(guard);
        let mut err = std::io::stderr().lock();
        if done {
            if shown {
                let _ = write!(err, "\r\x1b[K").and_then(|()| err.flush());
            }
            return;
        }
        if begin.elapsed() >= QUIET {
            shown = true;
            frame = (frame + 1) % 4;
            let mark = ["|", "/", "-", "\\"][frame];
            let _ = write!(err, "\r\x1b[K{mark} {phase} ({} s)", begin.elapsed().as_secs()).and_then(|()| err.flush());
        }
    }
}
