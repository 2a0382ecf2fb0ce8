//! Ed25519 keys in PEM: PKCS#8 for the secret one, SubjectPublicKeyInfo for the public one.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::AttestError;

/// SubjectPublicKeyInfo of an Ed25519 key, before its 32 bytes (RFC 8410).
const PUBLIC_HEADER: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
const SECRET: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// A key that signs.
pub struct SecretKey(Ed25519KeyPair);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey")
    }
}

/// A key that is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey([u8; 32]);

impl SecretKey {
    /// Makes a key; the text is its PEM.
    ///
    /// # Errors
    /// If the system has no randomness to give.
    pub fn generate() -> Result<(SecretKey, String), AttestError> {
        let wrong = |_| AttestError::Key("none can be made".into());
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(wrong)?;
        let text = pem(SECRET, document.as_ref());
        Ok((SecretKey::parse(&text)?, text))
    }

    /// Reads PEM.
    ///
    /// # Errors
    /// If it is no Ed25519 key in PKCS#8.
    pub fn parse(text: &str) -> Result<SecretKey, AttestError> {
        let der = unpem(SECRET, text)?;
        let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der);
        pair.map(SecretKey).map_err(|_| AttestError::Key("it is no Ed25519 key in PKCS#8".into()))
    }

    /// The key that others need.
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.public_key().as_ref());
        PublicKey(bytes)
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.0.sign(message).as_ref().to_vec()
    }
}

impl PublicKey {
    /// Reads PEM.
    ///
    /// # Errors
    /// If it is no Ed25519 public key.
    pub fn parse(text: &str) -> Result<PublicKey, AttestError> {
        let der = unpem(PUBLIC, text)?;
        let bytes = der.strip_prefix(&PUBLIC_HEADER).and_then(|rest| rest.try_into().ok());
        bytes.map(PublicKey).ok_or_else(|| AttestError::Key("it is no Ed25519 public key".into()))
    }

    /// As PEM.
    pub fn pem(&self) -> String {
        pem(PUBLIC, &[&PUBLIC_HEADER[..], &self.0].concat())
    }

    /// A name for it: the beginning of its digest. Only a hint: what is trusted is the key.
    pub fn id(&self) -> String {
        crate::text::digest(&self.0)[..16].to_string()
    }

    /// Whether a signature is this key's.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(message, signature).is_ok()
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> = body.as_bytes().chunks(64).filter_map(|c| std::str::from_utf8(c).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn unpem(label: &str, text: &str) -> Result<Vec<u8>, AttestError> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let body = text.split_once(&begin).and_then(|(_, rest)| rest.split_once(&end)).map(|(body, _)| body);
    let body = body.ok_or_else(|| AttestError::Key(format!("it holds no {label} in PEM form")))?;
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(body).map_err(|e| AttestError::Key(e.to_string()))
}
