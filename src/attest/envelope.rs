//! The DSSE envelope: a payload with its type, and signatures over both.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::{AttestError, PublicKey, SecretKey};

/// Type of the payload.
pub const PAYLOAD: &str = "application/vnd.in-toto+json";

/// A signed payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// Base64.
    pub payload: String,
    /// [`PAYLOAD`]
    pub payload_type: String,
    /// Who signed.
    pub signatures: Vec<Signature>,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Hint which key.
    #[serde(default)]
    pub keyid: String,
    /// Base64.
    pub sig: String,
}

impl Envelope {
    /// Signs a payload.
    pub fn seal(payload: &[u8], key: &SecretKey) -> Envelope {
        let sig = STANDARD.encode(key.sign(&signed(PAYLOAD, payload)));
        Envelope {
            payload: STANDARD.encode(payload),
            payload_type: PAYLOAD.into(),
            signatures: vec![Signature { keyid: key.public().id(), sig }],
        }
    }

    /// The payload, if the key signed it. Nothing of it is looked at before.
    ///
    /// # Errors
    /// [`AttestError`] if it did not.
    pub fn open(&self, key: &PublicKey) -> Result<Vec<u8>, AttestError> {
        if self.payload_type != PAYLOAD {
            return Err(AttestError::Form(format!("its payload is of type {:?}", self.payload_type)));
        }
        let payload = STANDARD.decode(&self.payload).map_err(|e| AttestError::Form(e.to_string()))?;
        let message = signed(&self.payload_type, &payload);
        let fits = |s: &Signature| STANDARD.decode(&s.sig).is_ok_and(|sig| key.verifies(&message, &sig));
        match self.signatures.iter().any(fits) {
            true => Ok(payload),
            false => Err(AttestError::Signature),
        }
    }
}

/// What is signed: type and payload with their lengths, so that no byte can change sides.
fn signed(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_as_the_specification_shows_it() {
        // Example of DSSE's protocol.md.
        let bytes = signed("http://example.com/HelloWorld", b"hello world");
        assert_eq!(bytes, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    #[test]
    fn only_what_the_key_signed_opens() {
        let (key, pem) = SecretKey::generate().unwrap();
        let (other, _) = SecretKey::generate().unwrap();
        assert_eq!(SecretKey::parse(&pem).unwrap().public(), key.public());
        assert_eq!(PublicKey::parse(&key.public().pem()).unwrap(), key.public());
        let envelope = Envelope::seal(b"{}", &key);
        assert_eq!(envelope.open(&key.public()).unwrap(), b"{}");
        assert_eq!(envelope.open(&other.public()), Err(AttestError::Signature));
        let changed = Envelope { payload: STANDARD.encode(b"{ }"), ..envelope.clone() };
        assert_eq!(changed.open(&key.public()), Err(AttestError::Signature));
        let unsigned = Envelope { signatures: vec![], ..envelope.clone() };
        assert_eq!(unsigned.open(&key.public()), Err(AttestError::Signature));
        let retyped = Envelope { payload_type: "text/plain".into(), ..envelope };
        assert!(matches!(retyped.open(&key.public()), Err(AttestError::Form(_))));
    }

    #[test]
    fn keys_of_openssl_are_read() {
        // openssl genpkey -algorithm ed25519; the example of RFC 8410.
        let secret = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
        let public = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n";
        assert_eq!(SecretKey::parse(secret).unwrap().public(), PublicKey::parse(public).unwrap());
        assert!(SecretKey::parse(public).is_err());
        assert!(PublicKey::parse("nonsense").is_err());
    }
}
