//! Processes of real providers: started, listened to, ended.
//!
//! A provider must not outlive the guard, not even one that is killed. The guard starts itself anew as the
//! provider's first image (see [`become_provider`]): that asks the kernel to be killed together with its parent and
//! then turns into the provider. The kernel watches the *thread* that made the process, so providers are
//! started from the main thread alone, which lives as long as the process.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::rc::Rc;
use std::time::Duration;

use rustix::process::{Pid, Signal};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, BufReader};
use tokio::net::{TcpStream, UnixStream};
use tokio::process::{Child, Command};

use super::super::handshake::{Address, COOKIE, Handshake, HandshakeError, VERSIONS};

/// What this program is given as its first argument to run [`become_provider`].
pub const KEEPER: &str = "provider-process";
/// As Terraform waits for a plugin to start.
const START: Duration = Duration::from_secs(60);
/// How long a provider may take to end after it was asked to; go-plugin gives it as much.
const END: Duration = Duration::from_secs(2);
/// Lines of a provider's last words that are kept.
const LAST_WORDS: usize = 200;

/// How providers are started.
#[derive(Clone, Debug)]
pub struct Launch {
    /// This program.
    pub keeper: PathBuf,
    /// Where the toolchain runs.
    pub directory: PathBuf,
    /// Where sockets go.
    pub sockets: PathBuf,
    /// Where log lines of providers go.
    pub log: Log,
}

/// Where log lines of providers go: Terraform prints those of the providers that it starts itself.
#[derive(Clone, Debug)]
pub enum Log {
    /// Nowhere, `TF_LOG` is not set.
    Off,
    /// To standard error.
    Stderr,
    /// To the file of `TF_LOG_PATH`.
    File(PathBuf),
}

/// Why a provider does not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The system says no.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is no provider, or of another protocol.
    #[error("{0}")]
    Handshake(#[from] HandshakeError),
    /// It ended instead.
    #[error("it ended before it said where it listens{0}")]
    Ended(String),
    /// It said nothing.
    #[error("it did not say where it listens within {} seconds", START.as_secs())]
    Timeout,
}

/// Lines that a provider wrote to standard error last, as they are: few are ever looked at.
type LastWords = VecDeque<Vec<u8>>;

/// A provider that runs.
#[derive(Debug)]
pub struct Process {
    child: Child,
    last_words: Rc<RefCell<LastWords>>,
    /// What it said.
    pub handshake: Handshake,
}

/// Both directions of a connection.
pub trait Duplex: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Duplex for T {}

impl Process {
    /// Starts a provider and waits until it listens. `name` is for log lines.
    ///
    /// # Errors
    /// [`StartError`]; nothing is left behind.
    pub async fn start(binary: &Path, name: &str, launch: &Launch) -> Result<Process, StartError> {
        let mut command = Command::new(&launch.keeper);
        command
            .args([OsString::from(KEEPER), std::process::id().to_string().into(), binary.into()])
            .current_dir(&launch.directory)
            .env(COOKIE.0, COOKIE.1)
            .env("PLUGIN_PROTOCOL_VERSIONS", VERSIONS)
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_MAX_PORT", "25000")
            .env("PLUGIN_UNIX_SOCKET_DIR", &launch.sockets)
            .env_remove("PLUGIN_CLIENT_CERT")
            .env_remove("TF_REATTACH_PROVIDERS")
            .env_remove("RINGFENCE_GUARD")
            .env_remove("RINGFENCE_ATTEST_KEY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C goes to the group of the terminal: Terraform alone decides what becomes of it.
            .process_group(0)
            .kill_on_drop(true);
        if launch.log.is_off() {
            command.envs(unread(name));
        }
        let mut child = command.spawn()?;
        let last_words = Rc::new(RefCell::new(VecDeque::new()));
        if let Some(stderr) = child.stderr.take() {
            tokio::task::spawn_local(listen(stderr, name.to_string(), launch.log.clone(), last_words.clone()));
        }
        let Some(stdout) = child.stdout.take() else { return Err(StartError::Ended(String::new())) };
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        // Longer than any handshake: what prints without end is no provider.
        let mut limited = (&mut stdout).take(64 * 1024);
        let read = tokio::time::timeout(START, limited.read_line(&mut line)).await;
        match read {
            Err(_) => return Err(StartError::Timeout),
            Ok(Err(e)) => return Err(e.into()),
            Ok(Ok(0)) => {
                let status = child.wait().await.map_or(String::new(), |s| format!(" ({s})"));
                // Its last words may still be on their way.
                tokio::time::sleep(Duration::from_millis(50)).await;
                let said = telling(&last_words.borrow());
                let said = if said.is_empty() { String::new() } else { format!(": {}", said.join("\n")) };
                return Err(StartError::Ended(format!("{status}{said}")));
            }
            Ok(Ok(_)) => {}
        }
        let handshake = Handshake::parse(&line)?;
        // Whoever prints to standard output must not block on a full pipe.
        tokio::task::spawn_local(async move {
            let mut rest = stdout;
            tokio::io::copy_buf(&mut rest, &mut tokio::io::sink()).await
        });
        Ok(Process { child, last_words, handshake })
    }

    /// Connects to it.
    ///
    /// # Errors
    /// If it does not listen any more.
    pub async fn connect(&self) -> io::Result<Box<dyn Duplex>> {
        Ok(match &self.handshake.address {
            Address::Unix(path) => Box::new(UnixStream::connect(path).await?),
            Address::Tcp(address) => Box::new(TcpStream::connect(address.as_str()).await?),
        })
    }

    /// How one ended that was not asked to, and what it wrote to standard error last.
    pub async fn obituary(&mut self) -> String {
        let status = match tokio::time::timeout(END, self.child.wait()).await {
            Ok(Ok(status)) => status.to_string(),
            _ => "it closed its connection but still runs".into(),
        };
        // Its last words may still be on their way.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let said = telling(&self.last_words.borrow()).join("\n");
        format!("{status}\n{said}").trim_end().to_string()
    }

    /// Ends one that nobody has spoken to.
    pub async fn kill(mut self) {
        let _ = self.child.kill().await;
    }

    /// Waits for it to end, at most as long as it may take, and kills what is left of it.
    pub async fn end(mut self) {
        let _ = tokio::time::timeout(END, self.child.wait()).await;
    }
}

/// Has a provider write no log lines but warnings and errors, unless its user says otherwise: without `TF_LOG` nobody reads the
/// rest, which is a line of JSON or more for each call. The variables are those of the packages that providers are made with
/// (`WithLevelFromEnv` in tf5server and tf6server of terraform-plugin-go, and `InitContext` of its logging package).
fn unread(name: &str) -> impl Iterator<Item = (String, &'static str)> {
    let own = format!("TF_LOG_PROVIDER_{}", name.to_uppercase().replace('-', "_"));
    [String::from("TF_LOG_SDK"), own].into_iter().filter(|v| std::env::var_os(v).is_none()).map(|v| (v, "WARN"))
}

/// What of a provider's last lines may tell why it ended: Go's panic, which comes first and after which all matters, else
/// the last lines that are no chatter of its log.
fn telling(lines: &LastWords) -> Vec<String> {
    let lines = lines.iter().map(|line| String::from_utf8_lossy(line).trim_end().to_string());
    let mut lines: Vec<String> = lines.filter(|line| !is_chatter(line)).collect();
    let panic = lines.iter().position(|l| l.starts_with("panic:") || l.starts_with("fatal error:"));
    lines.split_off(panic.unwrap_or(lines.len().saturating_sub(10)))
}

/// Whether a line is one of hclog's, of a level that nobody asked for: providers write all of them, for Terraform to choose.
fn is_chatter(line: &str) -> bool {
    let Ok(serde_json::Value::Object(entry)) = serde_json::from_str(line) else { return false };
    matches!(entry.get("@level").and_then(|l| l.as_str()), Some("trace" | "debug" | "info"))
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Address::Unix(path) = &self.handshake.address {
            // One that is killed leaves its socket.
            let _ = std::fs::remove_file(path);
        }
        // Not waited for yet, so the number is still its own: the whole group goes.
        if let Some(pid) = self.child.id().and_then(|id| Pid::from_raw(id as i32)) {
            let _ = rustix::process::kill_process_group(pid, Signal::KILL);
        }
    }
}

async fn listen(stderr: impl AsyncRead + Unpin, name: String, log: Log, last_words: Rc<RefCell<LastWords>>) {
    let mut reader = BufReader::with_capacity(1 << 16, stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut reader).take(1 << 20).read_until(b'\n', &mut line).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        log.write(&name, line.trim_ascii_end());
        let mut words = last_words.borrow_mut();
        words.push_back(std::mem::take(&mut line));
        if words.len() > LAST_WORDS {
            // The oldest makes room for the next.
            line = words.pop_front().unwrap_or_default();
        }
    }
}

impl Log {
    /// As `TF_LOG`, `TF_LOG_PROVIDER` and `TF_LOG_PATH` say.
    pub fn from_environment() -> Log {
        let on = |name| std::env::var(name).is_ok_and(|v| !v.is_empty() && !v.eq_ignore_ascii_case("off"));
        if !on("TF_LOG") && !on("TF_LOG_PROVIDER") {
            return Log::Off;
        }
        match std::env::var_os("TF_LOG_PATH").filter(|p| !p.is_empty()) {
            Some(path) => Log::File(path.into()),
            None => Log::Stderr,
        }
    }

    /// Whether nobody reads it.
    pub fn is_off(&self) -> bool {
        matches!(self, Log::Off)
    }

    fn write(&self, name: &str, line: &[u8]) {
        use std::io::Write;
        let line = if self.is_off() { "".into() } else { String::from_utf8_lossy(line) };
        // A log that cannot be written must not stop the work.
        match self {
            Log::Off => {}
            Log::Stderr => {
                let _ = writeln!(io::stderr().lock(), "{name}: {line}");
            }
            Log::File(path) => {
                if let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
                    let _ = writeln!(file, "{name}: {line}");
                }
            }
        }
    }
}

/// Turns this process into a provider that the kernel kills when `parent` ends. Returns only if it cannot.
pub fn become_provider(parent: u32, binary: &Path) -> io::Error {
    use std::os::unix::process::CommandExt;
    #[cfg(target_os = "linux")]
    if let Err(e) = rustix::process::set_parent_process_death_signal(Some(Signal::KILL)) {
        return e.into();
    }
    // The parent may have ended before the kernel was asked.
    let actual = rustix::process::getppid().map(|p| p.as_raw_nonzero().get() as u32);
    if actual != Some(parent) {
        return io::Error::other("the guard that started this process is gone");
    }
    std::process::Command::new(binary).exec()
}

#[cfg(test)]
mod tests {
    use super::telling;

    #[test]
    fn last_words_are_those_that_tell_something() {
        let log = r#"{"@level":"trace","@message":"Calling provider defined Resource Create"}"#;
        let warning = r#"{"@level":"warn","@message":"the service is slow"}"#;
        let told = |lines: &[&str]| telling(&lines.iter().map(|l| format!("{l}\n").into_bytes()).collect());
        assert_eq!(told(&[log, log]), [""; 0]);
        assert_eq!(told(&[log, warning, log]), [warning]);
        let panic = ["panic: told to crash", log, "goroutine 1 [running]:", "main.main()"];
        assert_eq!(told(&[&["before"], &panic[..]].concat()), [panic[0], panic[2], panic[3]]);
        let lines: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        assert_eq!(told(&lines.iter().map(String::as_str).collect::<Vec<_>>()).len(), 10);
    }
}
