//! Standard output, standard error and files.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::SystemTime;

use crate::report::Color;

/// The terminal or pipes that the command talks to.
#[derive(Debug, Default)]
pub struct Console {}

impl Console {
    /// Prints a line of an error or a remark to standard error.
    pub fn error(&self, message: &str) {
        // Nothing can be told if standard error is gone.
        let _ = writeln!(io::stderr().lock(), "error: {message}");
    }

    /// Prints a line to standard error.
    pub fn remark(&self, message: &str) {
        let _ = writeln!(io::stderr().lock(), "{message}");
    }

    /// Writes to standard output. A reader that went away is no error.
    ///
    /// # Errors
    /// If writing fails for another reason.
    pub fn print(&self, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut out = io::stdout().lock();
        match write(&mut out).and_then(|()| out.flush()) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Whether standard output is a terminal.
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Columns of the terminal; 100 where that is not known.
    pub fn width(&self) -> usize {
        #[allow(
            clippy::disallowed_methods,
            reason = "the terminal's width is a property of this process's surroundings"
        )]
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        columns.or_else(|| terminal_size::terminal_size().map(|(w, _)| w.0 as usize)).unwrap_or(100).min(120)
    }

    /// Whether to use colours.
    pub fn color(&self) -> Color {
        let off = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        if self.is_terminal() && !off { Color::Always } else { Color::Never }
    }
}

/// What tells that a file is still the one that it was: its length, and when it was written.
#[derive(Debug, PartialEq, Eq)]
pub struct Stamp(Option<(u64, Option<SystemTime>)>);

impl Stamp {
    /// Of what is there now; what is no file has none.
    pub fn of(path: &str) -> Stamp {
        let about = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
        Stamp(about.map(|about| (about.len(), about.modified().ok())))
    }
}

/// Whether a file could be written, before there is anything to write.
///
/// # Errors
/// If it could not.
#[cfg(all(unix, feature = "plugin"))]
pub fn try_file(path: &Path) -> io::Result<()> {
    if std::fs::metadata(path).is_ok_and(|m| m.is_dir()) {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return std::fs::OpenOptions::new().write(true).open(path).map(drop);
    }
    let part = neighbour(path);
    std::fs::File::create(&part)?;
    std::fs::remove_file(&part)
}

fn neighbour(path: &Path) -> std::path::PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.part", std::process::id()));
    path.with_file_name(name)
}

/// Writes a file whole or not at all: into a neighbour first, which then takes its place.
///
/// # Errors
/// If the file cannot be written.
pub fn write_file(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A device or a pipe is written to, not replaced.
    if std::fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        let mut file = io::BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        write(&mut file)?;
        return file.flush();
    }
    let part = neighbour(path);
    let result = (|| {
        let mut file = io::BufWriter::new(std::fs::File::create(&part)?);
        write(&mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&part, path)
    })();
    if result.is_err() {
        // The half-written neighbour must not stay; that it cannot be removed adds nothing to the error.
        let _ = std::fs::remove_file(&part);
    }
    result
}
