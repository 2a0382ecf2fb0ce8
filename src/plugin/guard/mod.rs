//! The guard: runs the toolchain with every provider behind a relay, and refuses calls that break a rule.
//!
//! ```text
//!  terraform ──unix socket──▶ relay ──unix socket──▶ the real provider, a process for each connection
//!                               │ ▲
//!                     calls     ▼ │ verdicts
//!                             judge (slots: which resource is it; court: what is known; check::Session)
//! ```
//!
//! Terraform is told of the sockets through `TF_REATTACH_PROVIDERS`. It then neither starts the providers nor
//! verifies their checksums: both is done here. Everything fails closed: what cannot be looked at is denied.

pub mod command;
mod court;
mod fit;
mod judge;
pub mod packages;
mod process;
mod relay;
mod result;
mod sieve;
mod slots;
mod tell;
mod words;

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::process::ExitStatus;
use std::rc::Rc;
use std::time::Duration;

use tokio::net::UnixListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, oneshot};

use super::sockets::Sockets;
use crate::check::{Options, Session};
use crate::model::plan::Partial;
use crate::text::Str;

pub use command::Command;
pub use packages::{Package, PackageError, Places};
pub use process::{KEEPER, become_provider};
pub use result::Summary;

use court::{Court, Law};
use judge::Judge;
use process::{Launch, Log, Process};
use relay::{Provider, Relay};

/// What is said to the guard alone: neither Terraform nor a provider has to know it, the signing key above all.
const OWN_VARIABLES: [&str; 2] = ["RINGFENCE_GUARD", "RINGFENCE_ATTEST_KEY"];

/// How long the end of providers is waited for.
const LONGEST_END: Duration = Duration::from_secs(3);
/// Sources may nest deeply, and so does evaluating them.
const STACK: usize = 256 << 20;

/// Whether calls are denied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// They are.
    #[default]
    Enforce,
    /// Violations are only told.
    Observe,
}

/// What is done where even apply leaves a value unknown that a rule depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undecided {
    /// The call is denied.
    #[default]
    Deny,
    /// It passes.
    Allow,
}

/// What a guard is given.
#[derive(Debug)]
pub struct Settings {
    /// Whether calls are denied.
    pub mode: Mode,
    /// What is done with what stays undecided.
    pub undecided: Undecided,
    /// How findings are judged.
    pub options: Options,
}

/// Why a guarded run did not begin.
#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    /// A provider is not there, or not what the lock file says.
    #[error("{0}")]
    Package(#[from] PackageError),
    /// A provider does not start.
    #[error("provider {name} cannot be started: {why}")]
    Provider {
        /// Which.
        name: String,
        /// Why.
        why: String,
    },
    /// The command cannot be started.
    #[error("{program} cannot be started: {error}")]
    Command {
        /// What was to be started.
        program: String,
        /// Why not.
        error: std::io::Error,
    },
    /// What is judged with could not be made: the panic's message is on standard error.
    #[error("ringfence broke down before the command was started")]
    Prepare,
    /// The system refuses something.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// How the command ended.
    pub status: ExitStatus,
    /// What was looked at and decided; `None` if the judge broke down.
    pub summary: Option<Summary>,
    /// Providers without a checksum, by `dev_overrides`.
    pub unverified: Vec<String>,
    /// Source addresses of all providers that ran behind the guard.
    guarded: Vec<Str>,
    /// What the guard added to each call that it looked at, ascending.
    pub delays: Vec<Duration>,
}

/// Runs a command with the providers of its directory behind the guard. Call it on the main thread: the
/// kernel ends the providers together with the thread that starts them. `prepare` makes what is judged with; it
/// runs beside, while checksums are verified and providers start.
///
/// # Errors
/// [`GuardError`], or what `prepare` says, if it did not begin; nothing was run then.
pub fn run<E: From<GuardError> + Send>(
    command: &Command,
    prepare: impl FnOnce() -> Result<(Settings, Session), E> + Send,
) -> Result<Outcome, E> {
    let places = Places::of(command.directory(), command.name());
    std::thread::scope(|scope| {
        let (done, prepared) = oneshot::channel();
        let thread = std::thread::Builder::new().name("prepare".into()).stack_size(STACK);
        let preparing = thread.spawn_scoped(scope, || {
            // Whoever waits for it may have given up.
            let _ = done.send(prepare());
        });
        let outcome = preparing.map_err(|e| GuardError::Io(e).into()).and_then(|_| beside(command, &places, prepared));
        let mut outcome = outcome?;
        outcome.note_strangers(&places);
        Ok(outcome)
    })
}

fn beside<E: From<GuardError>>(
    command: &Command,
    places: &Places,
    prepared: oneshot::Receiver<Result<(Settings, Session), E>>,
) -> Result<Outcome, E> {
    let packages = packages::find(places).map_err(GuardError::from)?;
    let sockets = Sockets::create().map_err(GuardError::from)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(GuardError::from)?;
    let local = tokio::task::LocalSet::new();
    let outcome = local.block_on(&runtime, guarded(command, packages, prepared, &sockets));
    // Tasks own the processes of providers: what is left of them ends here, before the sockets' folder goes.
    drop(local);
    drop(runtime);
    outcome
}

impl Outcome {
    /// Somebody who ran `terraform init` meanwhile put a provider there that the toolchain may have started itself.
    fn note_strangers(&mut self, places: &Places) {
        let strangers = packages::sources(places).into_iter().filter(|source| !self.guarded.contains(source));
        let Some(summary) = &mut self.summary else { return };
        summary.troubles.extend(strangers.map(|source| {
            format!(
                "provider {source} was installed while this ran: calls to it may have passed without being looked at"
            )
        }));
    }
}

async fn guarded<E: From<GuardError>>(
    command: &Command,
    packages: Vec<Package>,
    prepared: oneshot::Receiver<Result<(Settings, Session), E>>,
    sockets: &Sockets,
) -> Result<Outcome, E> {
    let launch = launch(command, sockets).map_err(GuardError::from)?;
    let guarded: Vec<Str> = packages.iter().map(|p| p.source.clone()).collect();
    let unverified = packages.iter().filter(|p| p.trust == packages::Trust::Override).map(|p| p.source.to_string());
    let unverified = unverified.collect();
    let started = start(packages, &launch).await?;
    let (settings, session) = prepared.await.map_err(|_| GuardError::Prepare)??;
    let law = law(command, settings, &session);
    let judge = Judge::start(Court::new(law, session, guarded.clone())).map_err(GuardError::from)?;
    let relay = Rc::new(Relay {
        judge: judge.clone(),
        launch,
        stopped: Cell::new(false),
        connections: Cell::new(0),
        live: Cell::new(0),
        ended: Notify::new(),
        calls: Cell::new(0),
        delays: RefCell::default(),
    });
    let providers = open(started, sockets.dir(), &relay)?;
    let status = follow(command, &providers, &relay).await?;
    // Nothing more will happen: the judge sums up while providers end. What they say in the end is part of the summary.
    if relay.calls.get() == 0 {
        judge.conclude();
    }
    wind_up(&providers, &relay).await;
    let summary = judge.finish().await;
    let mut delays = relay.delays.take();
    delays.sort_unstable();
    Ok(Outcome { status, summary, unverified, guarded, delays })
}

fn launch(command: &Command, sockets: &Sockets) -> std::io::Result<Launch> {
    Ok(Launch {
        keeper: std::env::current_exe()?,
        directory: std::path::absolute(command.directory())?,
        sockets: sockets.dir().to_path_buf(),
        log: Log::from_environment(),
    })
}

fn law(command: &Command, settings: Settings, session: &Session) -> Law {
    Law {
        mode: settings.mode,
        undecided: settings.undecided,
        options: settings.options,
        plans_all: plans_all(command, session),
        applies: matches!(command.verb.as_str(), "apply" | "destroy"),
        only_looks: command.partial.contains(&Partial::RefreshOnly),
        one_plan: command.verb != "test",
    }
}

/// Waits for the providers to end: their connections are closed, and they were asked to. What takes longer
/// than a provider may take is killed with the runtime.
async fn wind_up(providers: &[Rc<Provider>], relay: &Relay) {
    for provider in providers {
        let unused = provider.ready.borrow_mut().take();
        if let Some(process) = unused {
            process.kill().await;
        }
    }
    let all = async {
        while relay.live.get() > 0 {
            relay.ended.notified().await;
        }
    };
    // One that does not end is killed with the runtime.
    let _ = tokio::time::timeout(LONGEST_END, all).await;
}

/// Whether all that the run applies is planned in it, so that what was not planned will not be there.
fn plans_all(command: &Command, session: &Session) -> bool {
    let partial = &session.engine.graph.plan.meta.partial;
    matches!(command.verb.as_str(), "plan" | "apply" | "destroy")
        && command.plan_file.is_none()
        && !partial.iter().any(|p| matches!(p, Partial::Targeted | Partial::RefreshOnly))
}

/// Starts a first process of each provider, which tells its protocol.
async fn start(packages: Vec<Package>, launch: &Launch) -> Result<Vec<(Package, Process)>, GuardError> {
    let mut starting = Vec::new();
    for package in packages {
        let launch = launch.clone();
        starting.push(tokio::task::spawn_local(async move {
            let name = package.source.rsplit('/').next().unwrap_or_default().to_string();
            let started = Process::start(&package.binary, &name, &launch).await;
            (package, started)
        }));
    }
    let mut all = Vec::new();
    for started in starting {
        let (package, process) = started.await.map_err(std::io::Error::other)?;
        let process =
            process.map_err(|e| GuardError::Provider { name: package.source.to_string(), why: e.to_string() })?;
        all.push((package, process));
    }
    Ok(all)
}

/// Listens for Terraform, on a socket for each provider.
fn open(started: Vec<(Package, Process)>, dir: &Path, relay: &Rc<Relay>) -> Result<Vec<Rc<Provider>>, GuardError> {
    let mut providers = Vec::new();
    for (id, (package, process)) in started.into_iter().enumerate() {
        let socket = dir.join(format!("{id}"));
        let listener = UnixListener::bind(&socket)?;
        let provider = Rc::new(Provider {
            id,
            package,
            socket,
            version: process.handshake.version,
            ready: RefCell::new(Some(process)),
            schema_known: Cell::new(false),
        });
        tokio::task::spawn_local(relay::serve(provider.clone(), listener, relay.clone()));
        providers.push(provider);
    }
    Ok(providers)
}

/// What `TF_REATTACH_PROVIDERS` holds. `Test` must be true: Terraform then neither ends us, nor takes a provider
/// of protocol 6 for one of protocol 5.
fn reattach(providers: &[Rc<Provider>]) -> String {
    let entries = providers.iter().map(|p| {
        let config = serde_json::json!({
            "Protocol": "grpc",
            "ProtocolVersion": p.version,
            "Pid": std::process::id(),
            "Test": true,
            "Addr": {"Network": "unix", "String": p.socket},
        });
        (p.package.source.to_string(), config)
    });
    serde_json::Value::Object(entries.collect()).to_string()
}

/// Runs the command and waits for it. Signals of the terminal reach it without us: what becomes of the run is
/// its decision, and the relay works until it has ended.
async fn follow(command: &Command, providers: &[Rc<Provider>], relay: &Relay) -> Result<ExitStatus, GuardError> {
    let mut interrupts = signal(SignalKind::interrupt())?;
    let mut quits = signal(SignalKind::quit())?;
    let mut terminations = signal(SignalKind::terminate())?;
    let mut hangups = signal(SignalKind::hangup())?;
    let mut child = tokio::process::Command::new(&command.program);
    child.args(&command.arguments);
    for name in OWN_VARIABLES {
        child.env_remove(name);
    }
    if !providers.is_empty() {
        child.env("TF_REATTACH_PROVIDERS", reattach(providers));
    }
    let failed = |error| GuardError::Command { program: command.program.to_string_lossy().into_owned(), error };
    let mut child = child.spawn().map_err(failed)?;
    loop {
        let forward = tokio::select! {
            status = child.wait() => return status.map_err(failed),
            _ = interrupts.recv() => {
                patience(relay).await;
                if relay.stopped.get() || is_terminal() { None } else { Some(rustix::process::Signal::INT) }
            }
            _ = quits.recv() => None,
            _ = terminations.recv() => Some(rustix::process::Signal::TERM),
            _ = hangups.recv() => Some(rustix::process::Signal::HUP),
        };
        if let (Some(signal), Some(pid)) =
            (forward, child.id().and_then(|id| rustix::process::Pid::from_raw(id as i32)))
        {
            // One that has just ended needs no signal.
            let _ = rustix::process::kill_process(pid, signal);
        }
    }
}

/// An interrupt of a terminal reaches Terraform as well; one that was sent to this process alone does not. If
/// Terraform has it, it asks its providers to stop, and a second one would make it give up at once.
async fn patience(relay: &Relay) {
    for _ in 0..50 {
        if relay.stopped.get() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn is_terminal() -> bool {
    use std::io::IsTerminal;
    std::io::stdin().is_terminal()
}
