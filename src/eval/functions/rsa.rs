//! `rsadecrypt`: RSA with PKCS #1 v1.5 padding (RFC 8017, sections 3.2, 7.2.2 and A.1.2), for keys in the forms that
//! Terraform takes: PKCS #1, PKCS #8, OpenSSH.
//!
//! The arithmetic is not made to take equal time whatever the key: who evaluates a module has its key and its cipher
//! text both, and nobody outside can ask for decryptions and watch. This is no library for services.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use num_bigint::BigUint;

use super::FunctionError;
use super::args::text;
use super::spec::{Call, Outcome};

/// Larger keys would take seconds.
const MOST_BITS: u64 = 8192;

/// `rsadecrypt(ciphertext, privatekey)`
pub(super) fn decrypt(c: &Call) -> Outcome {
    let cipher = STANDARD.decode(c.str(0).replace(['\r', '\n'], ""));
    // The message of Terraform has the text in it, which may be a secret.
    let cipher =
        cipher.map_err(|_| FunctionError::at(0, "failed to decode input: cipher text must be base64-encoded"))?;
    let key = Key::read(c.str(1)).map_err(|why| FunctionError::at(1, why))?;
    let plain =
        key.decrypt(&cipher).ok_or_else(|| FunctionError::new("failed to decrypt: crypto/rsa: decryption error"))?;
    Ok(text(String::from_utf8_lossy(&plain)))
}

struct Key {
    modulus: BigUint,
    exponent: BigUint,
}

impl Key {
    fn read(pem: &str) -> Result<Key, String> {
        let (label, bytes, encrypted) = block(pem).ok_or("invalid private key: ssh: no key found")?;
        if encrypted {
            return Err("invalid private key: ssh: this private key is passphrase protected".into());
        }
        let key = match label {
            "RSA PRIVATE KEY" => pkcs1(&bytes),
            "PRIVATE KEY" => pkcs8(&bytes)?,
            "OPENSSH PRIVATE KEY" => openssh(&bytes)?,
            "EC PRIVATE KEY" | "DSA PRIVATE KEY" => {
                return Err("invalid private key type: an RSA key is required".into());
            }
            other => return Err(format!("invalid private key: ssh: unsupported key type {other:?}")),
        };
        let key = key.ok_or("invalid ASN1 data in the given private key: data truncated or of another form")?;
        match key.modulus.bits() {
            0..16 => Err("invalid private key: the modulus is too small".into()),
            bits if bits > MOST_BITS => Err(format!("keys of more than {MOST_BITS} bits are not used here")),
            _ => Ok(key),
        }
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let size = usize::try_from(self.modulus.bits().div_ceil(8)).ok()?;
        let number = BigUint::from_bytes_be(cipher);
        if size < 11 || cipher.len() > size || number >= self.modulus {
            return None;
        }
        let plain = number.modpow(&self.exponent, &self.modulus).to_bytes_be();
        // 0, 2, at least eight bytes that are not 0, 0, the text. The leading 0 is not in the number.
        let padded = plain.strip_prefix(&[2]).filter(|_| plain.len() + 1 == size)?;
        let end = padded.iter().position(|b| *b == 0).filter(|end| *end >= 8)?;
        Some(padded[end + 1..].to_vec())
    }
}

/// The first block of a PEM text: its label, its bytes, and whether it says that it is encrypted (RFC 1421 headers).
fn block(pem: &str) -> Option<(&str, Vec<u8>, bool)> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    let (body, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let encrypted = body.contains("Proc-Type: 4,ENCRYPTED") || label == "ENCRYPTED PRIVATE KEY";
    let data: String = body.lines().filter(|l| !l.contains(':')).flat_map(|l| l.trim().chars()).collect();
    Some((label, STANDARD.decode(data).ok()?, encrypted))
}

/// One DER element of a tag: its content, and what follows.
fn der(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let [found, length, rest @ ..] = bytes else { return None };
    if *found != tag {
        return None;
    }
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            (digits.iter().fold(0, |n, d| n << 8 | usize::from(*d)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

fn pkcs1(bytes: &[u8]) -> Option<Key> {
    let (body, _) = der(bytes, SEQUENCE)?;
    let (_version, rest) = der(body, INTEGER)?;
    let (modulus, rest) = der(rest, INTEGER)?;
    let (_public, rest) = der(rest, INTEGER)?;
    let (exponent, _) = der(rest, INTEGER)?;
    Some(Key { modulus: BigUint::from_bytes_be(modulus), exponent: BigUint::from_bytes_be(exponent) })
}

/// 1.2.840.113549.1.1.1
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

fn pkcs8(bytes: &[u8]) -> Result<Option<Key>, String> {
    let parts = || {
        let (body, _) = der(bytes, SEQUENCE)?;
        let (_version, rest) = der(body, INTEGER)?;
        let (algorithm, rest) = der(rest, SEQUENCE)?;
        let (algorithm, _) = der(algorithm, OBJECT)?;
        let (key, _) = der(rest, OCTETS)?;
        Some((algorithm, key))
    };
    match parts() {
        Some((algorithm, key)) if algorithm == RSA => Ok(pkcs1(key)),
        Some(_) => Err("invalid private key type: an RSA key is required".into()),
        None => Ok(None),
    }
}

/// Length and content, as SSH writes them (RFC 4251, section 5).
fn string(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

fn openssh(bytes: &[u8]) -> Result<Option<Key>, String> {
    let parts = || {
        let rest = bytes.strip_prefix(b"openssh-key-v1\0")?;
        let (cipher, rest) = string(rest)?;
        let (_derivation, rest) = string(rest)?;
        let (_options, rest) = string(rest)?;
        let (_count, rest) = rest.split_first_chunk::<4>()?;
        let (_public, rest) = string(rest)?;
        let (private, _) = string(rest)?;
        Some((cipher, private))
    };
    let Some((cipher, private)) = parts() else { return Ok(None) };
    if cipher != b"none" {
        return Err("invalid private key: ssh: this private key is passphrase protected".into());
    }
    let key = || {
        let (_checks, rest) = private.split_first_chunk::<8>()?;
        let (kind, rest) = string(rest)?;
        let (modulus, rest) = string(rest)?;
        let (_public, rest) = string(rest)?;
        let (exponent, _) = string(rest)?;
        Some((kind, Key { modulus: BigUint::from_bytes_be(modulus), exponent: BigUint::from_bytes_be(exponent) }))
    };
    match key() {
        Some((b"ssh-rsa", key)) => Ok(Some(key)),
        Some(_) => Err("invalid private key type: an RSA key is required".into()),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use crate::eval::functions::{Nothing, call};
    use crate::model::Value;

    // Keys that were made for this test and serve nothing else; Terraform 1.11.4 gives the same answers for them.
    const CIPHER: &str = include_str!("../../../testdata/functions/rsa/cipher.txt");
    const PKCS1: &str = include_str!("../../../testdata/functions/rsa/pkcs1.pem");
    const PKCS8: &str = include_str!("../../../testdata/functions/rsa/pkcs8.pem");
    const OPENSSH: &str = include_str!("../../../testdata/functions/rsa/openssh.pem");
    const CURVE: &str = include_str!("../../../testdata/functions/rsa/curve.pem");
    const ENCRYPTED: &str = include_str!("../../../testdata/functions/rsa/encrypted.pem");

    fn run(cipher: &str, key: &str) -> Result<String, String> {
        let found = call("rsadecrypt", &[cipher.into(), key.into()], &Nothing).unwrap().map_err(|e| e.message)?;
        Ok(found.as_str().unwrap().into())
    }

    #[test]
    fn keys_of_three_forms_decrypt() {
        for key in [PKCS1, PKCS8, OPENSSH] {
            assert_eq!(run(CIPHER, key).as_deref(), Ok("hello wörld"));
        }
        let secret = Value::from(PKCS1).sensitive();
        let found = call("rsadecrypt", &[CIPHER.into(), secret], &Nothing).unwrap().unwrap();
        assert!(found.marks.sensitive);
    }

    #[test]
    fn what_is_no_key_or_no_cipher_is_refused() {
        let cases = [
            (CIPHER, CURVE, "invalid private key type"),
            (CIPHER, ENCRYPTED, "invalid private key: ssh: this private key is passphrase protected"),
            (CIPHER, "x", "invalid private key: ssh: no key found"),
            (
                CIPHER,
                "-----BEGIN X-----\naGk=\n-----END X-----\n",
                "invalid private key: ssh: unsupported key type \"X\"",
            ),
            (CIPHER, "-----BEGIN RSA PRIVATE KEY-----\naGk=\n-----END RSA PRIVATE KEY-----\n", "invalid ASN1 data"),
            ("aGk=", PKCS1, "failed to decrypt: crypto/rsa: decryption error"),
            ("!!", PKCS1, "failed to decode input"),
        ];
        for (cipher, key, why) in cases {
            let found = run(cipher, key).unwrap_err();
            assert!(found.starts_with(why), "{found}");
        }
        // Cut short anywhere, a key is refused and nothing breaks.
        let bytes: Vec<&str> = PKCS1.lines().collect();
        for keep in 1..bytes.len() - 1 {
            let cut = format!("{}\n-----END RSA PRIVATE KEY-----\n", bytes[..keep].join("\n"));
            let _ = run(CIPHER, &cut);
        }
    }
}
