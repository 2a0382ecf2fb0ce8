//! Hash and crypto functions, and identifiers made of hashes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::args::{text, unknown_until};
use super::spec::{Call, Outcome, Param, Spec, Ty, param, spec, string};
use super::{FunctionError, rsa};
use crate::model::Type;

const STR: Param = param("str", Ty::String);

pub(super) static SPECS: &[Spec] = &[
    spec("md5", &[STR], string, |c| hashed(c, Algorithm::Md5, Encoding::Hex)),
    spec("sha1", &[STR], string, |c| hashed(c, Algorithm::Sha1, Encoding::Hex)),
    spec("sha256", &[STR], string, |c| hashed(c, Algorithm::Sha256, Encoding::Hex)),
    spec("sha512", &[STR], string, |c| hashed(c, Algorithm::Sha512, Encoding::Hex)),
    spec("base64sha256", &[STR], string, |c| hashed(c, Algorithm::Sha256, Encoding::Base64)),
    spec("base64sha512", &[STR], string, |c| hashed(c, Algorithm::Sha512, Encoding::Base64)),
    // Both are random, and anew at each call.
    spec("bcrypt", &[STR], string, bcrypt).rest(param("cost", Ty::Number)),
    spec("uuid", &[], string, |_| Ok(unknown_until(Type::String, "uuid()"))),
    spec("uuidv5", &[param("namespace", Ty::String), param("name", Ty::String)], string, uuidv5),
    spec("rsadecrypt", &[param("ciphertext", Ty::String), param("privatekey", Ty::String)], string, rsa::decrypt),
];

#[derive(Clone, Copy)]
pub(super) enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

#[derive(Clone, Copy)]
pub(super) enum Encoding {
    Hex,
    Base64,
}

pub(super) fn digest(algorithm: Algorithm, encoding: Encoding, bytes: &[u8]) -> String {
    let digest = match algorithm {
        Algorithm::Md5 => Md5::digest(bytes).to_vec(),
        Algorithm::Sha1 => Sha1::digest(bytes).to_vec(),
        Algorithm::Sha256 => Sha256::digest(bytes).to_vec(),
        Algorithm::Sha512 => Sha512::digest(bytes).to_vec(),
    };
    match encoding {
        Encoding::Hex => digest.iter().map(|b| format!("{b:02x}")).collect(),
        Encoding::Base64 => STANDARD.encode(digest),
    }
}

#[allow(clippy::unnecessary_wraps, reason = "must fit Spec::run")]
fn hashed(c: &Call, algorithm: Algorithm, encoding: Encoding) -> Outcome {
    Ok(text(digest(algorithm, encoding, c.str(0).as_bytes())))
}

fn bcrypt(c: &Call) -> Outcome {
    if c.args.len() > 2 {
        return Err(FunctionError::new("bcrypt() takes no more than two arguments"));
    }
    Ok(unknown_until(Type::String, "bcrypt(...)"))
}

/// Namespaces of RFC 4122, appendix C.
fn namespace(name: &str) -> Option<u128> {
    match name {
        "dns" => Some(0x6ba7_b810_9dad_11d1_80b4_00c0_4fd4_30c8),
        "url" => Some(0x6ba7_b811_9dad_11d1_80b4_00c0_4fd4_30c8),
        "oid" => Some(0x6ba7_b812_9dad_11d1_80b4_00c0_4fd4_30c8),
        "x500" => Some(0x6ba7_b814_9dad_11d1_80b4_00c0_4fd4_30c8),
        other => parse_uuid(other),
    }
}

/// With dashes, without them, in braces, or after `urn:uuid:`.
fn parse_uuid(s: &str) -> Option<u128> {
    let s = s.strip_prefix("urn:uuid:").unwrap_or(s);
    let s = s.strip_prefix('{').and_then(|s| s.strip_suffix('}')).unwrap_or(s);
    let dashed = s.len() == 36 && [8, 13, 18, 23].iter().all(|i| s.as_bytes()[*i] == b'-');
    let digits = if dashed { s.replace('-', "") } else { s.to_owned() };
    (digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit())).then_some(())?;
    u128::from_str_radix(&digits, 16).ok()
}

fn uuidv5(c: &Call) -> Outcome {
    let Some(space) = namespace(c.str(0)) else {
        let (name, length) = (c.str(0), c.str(0).len());
        let why = match length {
            32 | 36 | 38 | 45 => "invalid UUID format".into(),
            n => format!("invalid UUID length: {n}"),
        };
        return Err(FunctionError::new(format!("uuidv5() doesn't support namespace {name} ({why})")));
    };
    let mut hasher = Sha1::new();
    hasher.update(space.to_be_bytes());
    hasher.update(c.str(1).as_bytes());
    let digest = hasher.finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    Ok(text(format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])))
}
