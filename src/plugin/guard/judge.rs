//! The judge has a thread of its own: relaying never waits for rules. Questions come in order, and several
//! that wait are answered together.

use std::sync::mpsc;

use bytes::Bytes;
use tokio::sync::oneshot;

use super::super::protocol::Diagnostic;
use super::court::{Court, Summary};
use super::words;

/// Sources may nest deeply, and so does evaluating them.
const STACK: usize = 256 << 20;

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
    Apply(Subject, oneshot::Sender<Result<(), Denial>>),
    /// It happened, or failed (`None`).
    Applied(Subject, Option<Bytes>),
    /// A resource was read.
    Read(Subject, Bytes),
    /// A data source was read.
    ReadData(Subject, Bytes),
    /// Something exists and will be managed.
    Imported(Subject, Bytes),
    /// The guard or a provider failed.
    Trouble(String),
    /// The run is over.
    Finish(oneshot::Sender<Summary>),
}

/// The way to the judge.
#[derive(Clone, Debug)]
pub struct Judge {
    sender: mpsc::Sender<Message>,
}

impl Judge {
    /// Starts the thread.
    ///
    /// # Errors
    /// If the system has no thread to give.
    pub fn start(court: Court) -> std::io::Result<Judge> {
        let (sender, receiver) = mpsc::channel();
        std::thread::Builder::new().name("judge".into()).stack_size(STACK).spawn(move || sit(court, &receiver))?;
        Ok(Judge { sender })
    }

    fn tell(&self, message: Message) {
        // A judge that is gone is noticed by whoever needs an answer.
        let _ = self.sender.send(message);
    }

    /// Tells a provider's schema.
    pub fn schema(&self, provider: usize, version: u32, response: Bytes) {
        self.tell(Message::Schema { provider, version, response });
    }

    /// Tells of a resource that was read.
    pub fn read(&self, subject: Subject, response: Bytes) {
        self.tell(Message::Read(subject, response));
    }

    /// Tells of a data source that was read.
    pub fn read_data(&self, subject: Subject, response: Bytes) {
        self.tell(Message::ReadData(subject, response));
    }

    /// Tells of an object that was imported.
    pub fn imported(&self, subject: Subject, response: Bytes) {
        self.tell(Message::Imported(subject, response));
    }

    /// Tells what became of a change that was let pass.
    pub fn applied(&self, subject: Subject, response: Option<Bytes>) {
        self.tell(Message::Applied(subject, response));
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

    /// Whether a change may happen.
    ///
    /// # Errors
    /// [`Denial`] if not, or if nobody can tell.
    pub async fn apply(&self, subject: Subject) -> Result<(), Denial> {
        let (reply, answer) = oneshot::channel();
        self.tell(Message::Apply(subject, reply));
        answer
            .await
            .unwrap_or_else(|_| Err(Denial { diagnostics: vec![words::failure("its judge is gone")], private: None }))
    }

    /// Ends the run; `None` if the judge is gone.
    pub async fn finish(&self) -> Option<Summary> {
        let (reply, answer) = oneshot::channel();
        self.tell(Message::Finish(reply));
        answer.await.ok()
    }
}

/// Answers until nobody asks any more. A panic ends the thread: its message is on standard error, whoever
/// waits for an answer is denied, and so is everybody after.
fn sit(mut court: Court, messages: &mpsc::Receiver<Message>) {
    while let Ok(first) = messages.recv() {
        let mut plans = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next.take() {
            match message {
                Message::Plan(subject, response, reply) => plans.push((court.hear(&subject, response), reply)),
                Message::Apply(subject, reply) => {
                    answer(&mut court, &mut plans);
                    // Whoever asked may have gone with its connection.
                    let _ = reply.send(court.apply(&subject));
                }
                Message::Schema { provider, version, response } => court.schema(provider, version, response),
                Message::Applied(subject, response) => court.applied(&subject, response),
                Message::Read(subject, response) => court.read(&subject, &response),
                Message::ReadData(subject, response) => court.read_data(&subject, response),
                Message::Imported(subject, response) => court.imported(&subject, &response),
                Message::Trouble(what) => court.trouble(what),
                Message::Finish(reply) => {
                    answer(&mut court, &mut plans);
                    let _ = reply.send(court.finish());
                    return;
                }
            }
            next = messages.try_recv().ok();
        }
        answer(&mut court, &mut plans);
    }
}

type Waiting = (super::court::Heard, oneshot::Sender<Vec<Diagnostic>>);

fn answer(court: &mut Court, plans: &mut Vec<Waiting>) {
    for (heard, reply) in plans.drain(..) {
        let _ = reply.send(court.decide(heard));
    }
}
