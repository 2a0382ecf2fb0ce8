//! Who speaks: a certificate made for this run, and the other side's, told in advance. Neither is looked up in
//! a store: each side accepts exactly the one certificate that it was told, and a proof that the other holds
//! its key. Terraform's key is P-521, which not every library can verify.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible, ServerConfig,
    SignatureScheme,
};

/// The name that go-plugin gives both sides.
const NAME: &str = "localhost";

/// Why no identity could be made or read.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// What the environment holds is no certificate.
    #[error("PLUGIN_CLIENT_CERT holds no certificate in PEM form: {0}")]
    Peer(String),
    /// The library refused.
    #[error("a certificate for this run cannot be made: {0}")]
    Own(String),
}

/// Our certificate of this run, with its key.
#[derive(Debug)]
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
    peer: CertificateDer<'static>,
}

impl Identity {
    /// Makes a certificate for this run, to be shown to the one who owns `peer` (PEM).
    ///
    /// # Errors
    /// If `peer` is no certificate, or none can be made.
    pub fn for_peer(peer: &str) -> Result<Identity, IdentityError> {
        let peer = CertificateDer::from_pem_slice(peer.as_bytes()).map_err(|e| IdentityError::Peer(e.to_string()))?;
        let own = |e: rcgen::Error| IdentityError::Own(e.to_string());
        let mut params = CertificateParams::new(vec![NAME.to_string()]).map_err(own)?;
        // As go-plugin makes them: it is its own authority, and serves both ways because of the broker.
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::KeyAgreement,
            KeyUsagePurpose::KeyCertSign,
        ];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        params.distinguished_name.push(DnType::CommonName, NAME);
        params.distinguished_name.push(DnType::OrganizationName, "ringfence");
        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P384_SHA384).map_err(own)?;
        let certificate = params.self_signed(&key).map_err(own)?.der().clone();
        Ok(Identity { certificate, key: PrivatePkcs8KeyDer::from(key.serialize_der()), peer })
    }

    /// Our certificate as the handshake line carries it.
    pub fn announced(&self) -> String {
        STANDARD_NO_PAD.encode(&self.certificate)
    }

    /// For connections of the peer to us.
    ///
    /// # Errors
    /// If the library refuses the certificate.
    pub fn server(&self) -> Result<Arc<ServerConfig>, IdentityError> {
        let provider = provider();
        let verifier = Arc::new(Pinned::new(&provider, self.peer.clone()));
        let own = |e: Error| IdentityError::Own(e.to_string());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(own)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![self.certificate.clone()], PrivateKeyDer::Pkcs8(self.key.clone_key()))
            .map_err(own)?;
        // grpc-go insists on it.
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }

    /// For our connections to services of the peer.
    ///
    /// # Errors
    /// If the library refuses the certificate.
    pub fn client(&self) -> Result<Arc<ClientConfig>, IdentityError> {
        let provider = provider();
        let verifier = Arc::new(Pinned::new(&provider, self.peer.clone()));
        let own = |e: Error| IdentityError::Own(e.to_string());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(own)?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_client_auth_cert(vec![self.certificate.clone()], PrivateKeyDer::Pkcs8(self.key.clone_key()))
            .map_err(own)?;
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }
}

/// The name that peers are addressed by.
pub fn peer_name() -> ServerName<'static> {
    ServerName::try_from(NAME).unwrap_or(ServerName::IpAddress(std::net::Ipv4Addr::LOCALHOST.into()))
}

fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

/// Accepts one certificate, and only with proof of its key.
#[derive(Debug)]
struct Pinned {
    certificate: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Pinned {
    fn new(provider: &CryptoProvider, certificate: CertificateDer<'static>) -> Pinned {
        Pinned { certificate, algorithms: provider.signature_verification_algorithms }
    }

    fn is(&self, shown: &CertificateDer<'_>) -> Result<(), Error> {
        match shown.as_ref() == self.certificate.as_ref() {
            true => Ok(()),
            false => Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)),
        }
    }

    fn proof(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.algorithms)
    }
}

/// TLS 1.2 is not offered, so nobody can get here.
fn no_tls12() -> Result<HandshakeSignatureValid, Error> {
    Err(Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered))
}

impl ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.is(end_entity).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        no_tls12()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.proof(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.is(end_entity).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        no_tls12()
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.proof(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
