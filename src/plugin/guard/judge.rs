//! The judge has a thread of its own: relaying never waits for rules. Questions come in order, and several
//! that wait are answered together.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::oneshot;

use super::super::protocol::Diagnostic;
use super::court::{Court, Heard, Hurry, Pass};
use super::result::Summary;
use super::{STACK, words};

/// If nothing comes for so long and no call is under way, nothing will come before an answer is given.
const QUIET: Duration = Duration::from_millis(20);
/// The longest that an answer is put off for what may come.
const LONGEST: Duration = Duration::from_secs(2);

/// A call that is looked at.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Which provider.
    pub provider: usize,
    /// Which connection to it, and so which of its processes.
    pub connection: u64,
    /// The request.
    pub request: Bytes,
}

/// The provider must not be called.
#[derive(Debug)]
pub struct Denial {
    /// What to tell.
    pub diagnostics: Vec<Diagnostic>,
    /// The provider's own bytes that stand in the state, where they are known: they must stay there.
    pub private: Option<Bytes>,
}

/// What the judge is told and asked.
#[derive(Debug)]
pub enum Message {
    /// A provider's schema.
    Schema {
        /// Which provider.
        provider: usize,
        /// Protocol version.
        version: u32,
        /// `GetProviderSchema.Response`
        response: Bytes,
    },
    /// A change was planned: what to add to the answer?
    Plan(Subject, Bytes, oneshot::Sender<Vec<Diagnostic>>),
    /// A change is about to happen: may it?
    Apply(Subject, oneshot::Sender<Result<Option<Pass>, Denial>>),
    /// It happened, or failed (`None`).
    Applied(Pass, Option<Bytes>),
    /// A data source was read.
    ReadData(Subject, Bytes),
    /// The guard or a provider failed.
    Trouble(String),
    /// Terraform has ended, and no call is under way.
    Conclude,
    /// The run is over.
    Finish(oneshot::Sender<Summary>),
}

/// The way to the judge.
#[derive(Clone, Debug)]
pub struct Judge {
    sender: mpsc::Sender<Message>,
    under_way: Arc<AtomicUsize>,
}

/// A call from which the judge will learn something is under way as long as this lives.
#[derive(Debug)]
pub struct UnderWay(Arc<AtomicUsize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Judge {
    /// Starts the thread.
    ///
    /// # Errors
    /// If the system has no thread to give.
    pub fn start(court: Court) -> std::io::Result<Judge> {
        let (sender, receiver) = mpsc::channel();
        let under_way = Arc::new(AtomicUsize::new(0));
        let counted = under_way.clone();
        let thread = std::thread::Builder::new().name("judge".into()).stack_size(STACK);
        thread.spawn(move || sit(court, &receiver, &counted))?;
        Ok(Judge { sender, under_way })
    }

    /// Notes that a call has begun of which the judge will be told.
    pub fn begin(&self) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        UnderWay(self.under_way.clone())
    }

    fn tell(&self, message: Message) {
        // A judge that is gone is noticed by whoever needs an answer.
        let _ = self.sender.send(message);
    }

    /// Tells a provider's schema.
    pub fn schema(&self, provider: usize, version: u32, response: Bytes) {
        self.tell(Message::Schema { provider, version, response });
    }

    /// Tells of a data source that was read.
    pub fn read_data(&self, subject: Subject, response: Bytes) {
        self.tell(Message::ReadData(subject, response));
    }

    /// Tells what became of a change that was let pass.
    pub fn applied(&self, pass: Pass, response: Option<Bytes>) {
        self.tell(Message::Applied(pass, response));
    }

    /// Tells of a failure of the guard or of a provider.
    pub fn trouble(&self, what: String) {
        self.tell(Message::Trouble(what));
    }

    /// The diagnostic for a message that cannot be read.
    pub fn unreadable(&self, why: &str) -> Diagnostic {
        self.trouble(format!("a message between Terraform and a provider cannot be read: {why}"));
        words::failure(&format!("the call cannot be read ({why})"))
    }

    /// What to add to the answer of a planned change.
    pub async fn plan(&self, subject: Subject, response: Bytes) -> Vec<Diagnostic> {
        let (reply, answer) = oneshot::channel();
        self.tell(Message::Plan(subject, response, reply));
        answer.await.unwrap_or_else(|_| vec![words::failure("its judge is gone")])
    }

    /// Whether a change may happen. What it gives is to be handed back with the outcome; `None` if there is none to tell.
    ///
    /// # Errors
    /// [`Denial`] if not, or if nobody can tell.
    pub async fn apply(&self, subject: Subject) -> Result<Option<Pass>, Denial> {
        let (reply, answer) = oneshot::channel();
        self.tell(Message::Apply(subject, reply));
        answer
            .await
            .unwrap_or_else(|_| Err(Denial { diagnostics: vec![words::failure("its judge is gone")], private: None }))
    }

    /// Has what is left judged: nothing will be planned or changed any more.
    pub fn conclude(&self) {
        self.tell(Message::Conclude);
    }

    /// Ends the run; `None` if the judge is gone.
    pub async fn finish(&self) -> Option<Summary> {
        let (reply, answer) = oneshot::channel();
        self.tell(Message::Finish(reply));
        answer.await.ok()
    }
}

/// A planned change that waits for its verdict.
struct Waiting {
    heard: Heard,
    reply: oneshot::Sender<Vec<Diagnostic>>,
    since: Instant,
}

/// Answers until nobody asks any more. A panic ends the thread: its message is on standard error, whoever
/// waits for an answer is denied, and so is everybody after.
fn sit(mut court: Court, messages: &mpsc::Receiver<Message>, under_way: &AtomicUsize) {
    let mut waiting: Vec<Waiting> = Vec::new();
    loop {
        let first = match waiting.is_empty() {
            true => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
            false => messages.recv_timeout(QUIET),
        };
        let mut next = match first {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                let late = waiting.first().is_none_or(|w| w.since.elapsed() > LONGEST);
                if late || under_way.load(Ordering::Relaxed) == 0 {
                    answer(&mut court, &mut waiting, Hurry::Now);
                }
                continue;
            }
        };
        while let Some(message) = next.take() {
            match message {
                Message::Plan(subject, response, reply) => {
                    waiting.push(Waiting { heard: court.hear(subject, response), reply, since: Instant::now() });
                }
                Message::Apply(subject, reply) => {
                    answer(&mut court, &mut waiting, Hurry::Now);
                    // Whoever asked may have gone with its connection.
                    let _ = reply.send(court.apply(subject));
                }
                Message::Schema { provider, version, response } => court.schema(provider, version, response),
                Message::Applied(pass, response) => court.applied(&pass, response),
                Message::ReadData(subject, response) => court.read_data(&subject, response),
                Message::Trouble(what) => court.trouble(what),
                Message::Conclude => {
                    answer(&mut court, &mut waiting, Hurry::Now);
                    court.conclude();
                }
                Message::Finish(reply) => {
                    answer(&mut court, &mut waiting, Hurry::Now);
                    let _ = reply.send(court.finish());
                    // The process ends: freeing its many small pieces helps nobody.
                    std::mem::forget(court);
                    return;
                }
            }
            next = messages.try_recv().ok();
        }
        answer(&mut court, &mut waiting, Hurry::IfDecided);
    }
}

/// Answers those that can be decided; all, if there is a hurry.
fn answer(court: &mut Court, waiting: &mut Vec<Waiting>, hurry: Hurry) {
    for one in std::mem::take(waiting) {
        match court.decide(&one.heard, hurry) {
            Some(diagnostics) => {
                let _ = one.reply.send(diagnostics);
            }
            None => waiting.push(one),
        }
    }
}
