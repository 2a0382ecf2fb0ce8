//! The line with which a plugin says where it listens, and what it needs to be told before.
//!
//! Facts: HashiCorp's go-plugin, `server.go` (the line) and `client.go` (how it is read); Terraform's
//! `internal/plugin/serve.go` (cookie).

use std::path::PathBuf;

/// Environment that a Terraform provider wants to see before it serves at all.
pub const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// Protocol versions that are understood, as `PLUGIN_PROTOCOL_VERSIONS` lists them.
pub const VERSIONS: &str = "5,6";

/// What a plugin said of itself: `1|6|unix|/tmp/plugin123|grpc|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handshake {
    /// Protocol version: 5 or 6.
    pub version: u32,
    /// Where it listens.
    pub address: Address,
}

/// Where a plugin listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A Unix socket.
    Unix(PathBuf),
    /// `host:port`
    Tcp(String),
}

/// A line that is no handshake of a provider that can be spoken to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeError {
    /// Not the form at all: something else was started, or the program printed something before.
    #[error("it does not speak the plugin protocol: its first line is {0:?}")]
    Form(String),
    /// A protocol that is not understood.
    #[error("it speaks {0}, and only gRPC with protocol versions 5 and 6 is understood")]
    Version(String),
    /// It wants TLS although it was not asked for.
    #[error("it insists on TLS, which Terraform did not ask it for")]
    Tls,
}

impl Handshake {
    /// Reads the line.
    ///
    /// # Errors
    /// [`HandshakeError`] for what is no such line, or of another protocol.
    pub fn parse(line: &str) -> Result<Handshake, HandshakeError> {
        let form = || HandshakeError::Form(line.trim().chars().take(120).collect());
        let parts: Vec<&str> = line.trim().split('|').collect();
        let [core, version, network, address, rest @ ..] = &parts[..] else { return Err(form()) };
        if *core != "1" {
            return Err(form());
        }
        let protocol = rest.first().copied().unwrap_or("netrpc");
        let version = match (version.parse(), protocol) {
            (Ok(version @ (5 | 6)), "grpc") => version,
            _ => return Err(HandshakeError::Version(format!("version {version} over {protocol}"))),
        };
        if rest.get(1).is_some_and(|certificate| !certificate.is_empty()) {
            return Err(HandshakeError::Tls);
        }
        let address = match *network {
            "unix" => Address::Unix(PathBuf::from(address)),
            "tcp" => Address::Tcp((*address).to_string()),
            _ => return Err(form()),
        };
        Ok(Handshake { version, address })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_provider_is_read() {
        let unix = |version| Handshake { version, address: Address::Unix("/tmp/plugin1".into()) };
        assert_eq!(Handshake::parse("1|6|unix|/tmp/plugin1|grpc|\n"), Ok(unix(6)));
        assert_eq!(Handshake::parse("1|5|unix|/tmp/plugin1|grpc"), Ok(unix(5)));
        let tcp = Handshake { version: 5, address: Address::Tcp("127.0.0.1:10000".into()) };
        assert_eq!(Handshake::parse("1|5|tcp|127.0.0.1:10000|grpc||true"), Ok(tcp));
    }

    #[test]
    fn what_cannot_be_spoken_to_is_refused() {
        for line in ["", "hello", "2|5|unix|/x|grpc", "1|5", "1|5|pipe|/x|grpc"] {
            assert!(matches!(Handshake::parse(line), Err(HandshakeError::Form(_))), "{line}");
        }
        for line in ["1|4|unix|/x|grpc", "1|7|unix|/x|grpc", "1|5|unix|/x|netrpc", "1|5|unix|/x"] {
            assert!(matches!(Handshake::parse(line), Err(HandshakeError::Version(_))), "{line}");
        }
        assert_eq!(Handshake::parse("1|6|unix|/x|grpc|MIIB"), Err(HandshakeError::Tls));
    }
}
