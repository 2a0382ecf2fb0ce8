//! The life of a plugin: it is invited, says where it listens, serves, and ends.

use std::io::{self, Write};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use tokio::net::{UnixListener, UnixStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use super::super::sockets::Sockets;
use super::broker::Broker;
use super::grpc::{self, Line, Service};
use super::identity::{Identity, IdentityError};
use super::transport::Connection;

/// How often it is looked whether the parent lives.
const GLANCE: Duration = Duration::from_secs(2);
/// How long answers may take to leave after we were asked to end.
const LAST: Duration = Duration::from_millis(200);
/// So that state flows without waiting for each 64 KiB of it to be acknowledged.
const WINDOW: u32 = 1 << 20;

/// What a plugin is, for the handshake.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Variable and value that show that a plugin's host started us.
    pub cookie: (&'static str, &'static str),
    /// Version of the application protocol that is served.
    pub version: u32,
}

/// What the host says in the environment.
#[derive(Clone, Debug, Default)]
pub struct Invitation {
    /// The value of the cookie's variable.
    pub cookie: Option<String>,
    /// `PLUGIN_PROTOCOL_VERSIONS`: what the host understands.
    pub versions: Option<String>,
    /// `PLUGIN_CLIENT_CERT`: the host's certificate; without it there is no TLS.
    pub certificate: Option<String>,
    /// `PLUGIN_UNIX_SOCKET_DIR`: where the socket must be.
    pub directory: Option<PathBuf>,
}

impl Invitation {
    /// Reads it with the names that go-plugin gives the variables.
    pub fn read(terms: &Terms, variable: &dyn Fn(&str) -> Option<String>) -> Invitation {
        let get = |name: &str| variable(name).filter(|v| !v.is_empty());
        Invitation {
            cookie: get(terms.cookie.0),
            versions: get("PLUGIN_PROTOCOL_VERSIONS"),
            certificate: get("PLUGIN_CLIENT_CERT"),
            directory: get("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
        }
    }

    /// Whether a host started us as this plugin.
    pub fn is_meant(&self, terms: &Terms) -> bool {
        self.cookie.as_deref() == Some(terms.cookie.1)
    }

    fn check(&self, terms: &Terms) -> Result<(), ServeError> {
        if !self.is_meant(terms) {
            return Err(ServeError::NotInvited);
        }
        let Some(versions) = &self.versions else { return Ok(()) };
        match versions.split(',').any(|v| v.trim().parse() == Ok(terms.version)) {
            true => Ok(()),
            false => Err(ServeError::Version { wanted: versions.clone(), served: terms.version }),
        }
    }
}

/// Why nothing was served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Started by a person.
    #[error("this is a plugin: Terraform starts it, people do not")]
    NotInvited,
    /// The host speaks other versions.
    #[error("the host speaks versions {wanted} of this plugin protocol, and this build serves version {served}")]
    Version {
        /// As the host lists them.
        wanted: String,
        /// Ours.
        served: u32,
    },
    /// No TLS.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The system refused.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Where it listens; goes with it.
struct Place {
    path: PathBuf,
    _private: Option<Sockets>,
}

impl Drop for Place {
    fn drop(&mut self) {
        // The private folder goes anyway.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn place(directory: Option<&PathBuf>) -> io::Result<Place> {
    match directory {
        Some(dir) => Ok(Place { path: dir.join(format!("ringfence-{}.sock", std::process::id())), _private: None }),
        None => {
            let private = Sockets::create()?;
            Ok(Place { path: private.dir().join("s"), _private: Some(private) })
        }
    }
}

/// Serves until the host asks to end, or is gone. `make` is given the way to the host's own services.
///
/// # Errors
/// [`ServeError`] if serving could not begin.
pub fn serve(
    terms: Terms,
    invitation: &Invitation,
    make: impl FnOnce(Broker) -> Rc<dyn Service>,
    out: &mut dyn Write,
) -> Result<(), ServeError> {
    invitation.check(&terms)?;
    let identity = invitation.certificate.as_deref().map(Identity::for_peer).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        let place = place(invitation.directory.as_ref())?;
        let listener = UnixListener::bind(&place.path)?;
        let tls = identity.as_ref().map(Identity::server).transpose()?;
        let broker = Broker::new(identity.as_ref().map(Identity::client).transpose()?);
        let service = make(broker.clone());
        let certificate = identity.as_ref().map(Identity::announced).unwrap_or_default();
        let (end, ended) = watch::channel(false);
        // Before the line is printed: a signal right after it must find its handler.
        let stop = Stop::new(ended)?;
        writeln!(out, "1|{}|unix|{}|grpc|{certificate}", terms.version, place.path.display())?;
        out.flush()?;
        let line = Rc::new(Line { service, broker, end });
        tokio::select! {
            () = accept(listener, tls, line) => {}
            () = stop.wait() => {}
        }
        tokio::time::sleep(LAST).await;
        Ok(())
    })
}

/// What ends a plugin.
struct Stop {
    asked: watch::Receiver<bool>,
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl Stop {
    fn new(asked: watch::Receiver<bool>) -> io::Result<Stop> {
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Stop { asked, interrupt, terminate: signal(SignalKind::terminate())? })
    }

    async fn wait(mut self) {
        let parent = rustix::process::getppid();
        loop {
            tokio::select! {
                _ = self.asked.changed() => return,
                _ = self.terminate.recv() => return,
                // Ctrl-C goes to the whole group; Terraform decides what ends.
                _ = self.interrupt.recv() => {}
                () = tokio::time::sleep(GLANCE) => if rustix::process::getppid() != parent { return },
            }
        }
    }
}

async fn accept(listener: UnixListener, tls: Option<Arc<ServerConfig>>, line: Rc<Line>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (tls, line) = (tls.clone(), line.clone());
                tokio::task::spawn_local(async move { connection(stream, tls, line).await });
            }
            // Out of descriptors: some connection will end.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: UnixStream, tls: Option<Arc<ServerConfig>>, line: Rc<Line>) {
    let me = rustix::process::geteuid().as_raw();
    if stream.peer_cred().map(|c| c.uid()).ok() != Some(me) {
        return;
    }
    let stream = match tls {
        None => Connection(Box::new(stream)),
        // Whoever does not hold the key that we were told is not spoken to.
        Some(config) => match TlsAcceptor::from(config).accept(stream).await {
            Ok(stream) => Connection(Box::new(stream)),
            Err(_) => return,
        },
    };
    let mut server = h2::server::Builder::new();
    server.initial_window_size(WINDOW).initial_connection_window_size(4 * WINDOW).max_concurrent_streams(10_000);
    let Ok(mut incoming) = server.handshake(stream).await else { return };
    while let Some(Ok((request, respond))) = incoming.accept().await {
        let line = line.clone();
        tokio::task::spawn_local(async move { grpc::handle(request, respond, line).await });
    }
}
