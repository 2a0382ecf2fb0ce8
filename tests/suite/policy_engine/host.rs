//! A Terraform with experiments, as far as its policy engine can tell: it starts the engine with go-plugin's
//! environment and a P-521 certificate, speaks gRPC with it over mutual TLS, and serves callbacks at its broker.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::{Bytes, BytesMut};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{aws_lc_rs, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{ClientConfig, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use tokio::net::{UnixListener, UnixStream};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::spoken::{Announcement, Base64, ResourcesRequest, ResourcesResponse, Spoken};

/// Number of the callback service at the broker.
pub const CALLBACK: u32 = 7;

/// A certificate as go-plugin makes them.
pub struct Certificate {
    pub der: CertificateDer<'static>,
    pub pem: String,
    key: PrivatePkcs8KeyDer<'static>,
}

impl Certificate {
    pub fn new() -> Certificate {
        let mut params = rcgen::CertificateParams::new(vec!["localhost".to_string()]).unwrap();
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P521_SHA512).unwrap();
        let made = params.self_signed(&key).unwrap();
        let body = base64::engine::general_purpose::STANDARD.encode(made.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        Certificate { der: made.der().clone(), pem, key: PrivatePkcs8KeyDer::from(key.serialize_der()) }
    }

    fn clone_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(self.key.clone_key())
    }
}

#[derive(Debug)]
struct Only(CertificateDer<'static>);

impl Only {
    fn is(&self, shown: &CertificateDer<'_>) -> Result<(), Error> {
        if shown.as_ref() == self.0.as_ref() { Ok(()) } else { Err(Error::General("somebody else".into())) }
    }

    fn proof(m: &[u8], c: &CertificateDer<'_>, d: &DigitallySignedStruct) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(m, c, d, &aws_lc_rs::default_provider().signature_verification_algorithms)
    }

    fn schemes() -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

impl ServerCertVerifier for Only {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.is(end).map(|()| ServerCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2".into()))
    }
    fn verify_tls13_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Only::proof(m, c, d)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        Only::schemes()
    }
}

impl ClientCertVerifier for Only {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }
    fn verify_client_cert(
        &self,
        end: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.is(end).map(|()| ClientCertVerified::assertion())
    }
    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.2".into()))
    }
    fn verify_tls13_signature(
        &self,
        m: &[u8],
        c: &CertificateDer<'_>,
        d: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Only::proof(m, c, d)
    }
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        Only::schemes()
    }
}

/// What Terraform says of other resources: by type, with whether there may be more. A type that is not here is
/// refused.
pub type World = Rc<RefCell<BTreeMap<String, (Vec<Vec<u8>>, bool)>>>;

/// A running engine with a connection to it.
pub struct Host {
    pub child: Child,
    pub socket: PathBuf,
    pub engine: CertificateDer<'static>,
    pub world: World,
    /// What was asked.
    pub asked: Rc<RefCell<Vec<String>>>,
    sender: h2::client::SendRequest<Bytes>,
    _broker: h2::SendStream<Bytes>,
}

/// How the engine is started; `environment` overrides.
pub fn start(certificate: &Certificate, environment: &[(&str, &str)]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringfence"));
    command
        .arg("rpcapi")
        .env("TF_POLICY_PLUGIN", "6F11ED78A2AB")
        .env("PLUGIN_MIN_PORT", "10000")
        .env("PLUGIN_MAX_PORT", "25000")
        .env("PLUGIN_PROTOCOL_VERSIONS", "1")
        .env("PLUGIN_CLIENT_CERT", &certificate.pem)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for (name, value) in environment {
        command.env(name, value);
    }
    command.spawn().unwrap()
}

/// The handshake line's parts; an engine that gives none tells why.
pub fn line(child: &mut Child) -> Result<Vec<String>, String> {
    let mut text = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut text).unwrap();
    if text.is_empty() {
        let mut why = String::new();
        child.stderr.as_mut().unwrap().read_to_string(&mut why).unwrap();
        return Err(why);
    }
    Ok(text.trim_end().split('|').map(str::to_string).collect())
}

impl Host {
    pub async fn new() -> Host {
        let certificate = Certificate::new();
        let mut child = start(&certificate, &[]);
        let parts = line(&mut child).unwrap();
        assert_eq!(parts[..3], ["1", "1", "unix"], "core protocol, version, network");
        assert_eq!(parts[4], "grpc");
        let socket = PathBuf::from(&parts[3]);
        let engine = CertificateDer::from(STANDARD_NO_PAD.decode(&parts[5]).unwrap());
        let stream = connect(&socket, &certificate, &engine).await.unwrap();
        let (mut sender, driver) = h2::client::handshake(stream).await.unwrap();
        tokio::task::spawn_local(async move {
            let _ = driver.await;
        });
        let dir = socket.parent().unwrap().join("callback");
        let (world, asked) = (World::default(), Rc::default());
        serve(UnixListener::bind(&dir).unwrap(), &certificate, &engine, &world, &asked);
        // go-plugin opens the broker's stream at once and announces what it serves.
        let request = request("plugin.GRPCBroker/StartStream");
        let (_, mut broker) = sender.send_request(request, false).unwrap();
        let announcement =
            Announcement { service_id: CALLBACK, network: "unix".into(), address: dir.to_string_lossy().into_owned() };
        broker.send_data(frame(&announcement.encoded()), false).unwrap();
        Host { child, socket, engine, world, asked, sender, _broker: broker }
    }

    /// A unary call: the encoded answer, or gRPC's code and message.
    pub async fn raw(&self, method: &str, message: &[u8]) -> Result<Bytes, (String, String)> {
        let mut sender = self.sender.clone().ready().await.unwrap();
        let (response, mut stream) = sender.send_request(request(method), false).unwrap();
        stream.send_data(frame(message), true).unwrap();
        let response = response.await.unwrap();
        let text = |m: &http::HeaderMap, name: &str| m.get(name).map(|v| v.to_str().unwrap().to_string());
        if let Some(code) = text(response.headers(), "grpc-status") {
            return Err((code, text(response.headers(), "grpc-message").unwrap_or_default()));
        }
        let mut body = response.into_body();
        let mut out = BytesMut::new();
        while let Some(chunk) = body.data().await {
            let chunk = chunk.unwrap();
            body.flow_control().release_capacity(chunk.len()).unwrap();
            out.extend_from_slice(&chunk);
        }
        let trailers = body.trailers().await.unwrap().unwrap();
        assert_eq!(text(&trailers, "grpc-status").as_deref(), Some("0"));
        Ok(out.freeze().slice(5..))
    }

    pub async fn call<A: Spoken>(&self, method: &str, message: &impl Spoken) -> A {
        let described = crate::protos::pool().get_service_by_name("proto.Policy").unwrap();
        let described = described.methods().find(|m| m.name() == method).unwrap();
        assert_eq!(described.output().full_name(), A::NAME);
        let bytes = self.raw(&format!("proto.Policy/{method}"), &message.encoded()).await.unwrap();
        A::decoded(&bytes)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Connects as the owner of a certificate.
pub async fn connect(
    socket: &Path,
    certificate: &Certificate,
    engine: &CertificateDer<'static>,
) -> std::io::Result<tokio_rustls::client::TlsStream<UnixStream>> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Only(engine.clone())))
        .with_client_auth_cert(vec![certificate.der.clone()], certificate.clone_key())
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = UnixStream::connect(socket).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

/// The callback service: only who holds the engine's key may ask.
fn serve(
    listener: UnixListener,
    certificate: &Certificate,
    engine: &CertificateDer<'static>,
    world: &World,
    asked: &Rc<RefCell<Vec<String>>>,
) {
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(Arc::new(Only(engine.clone())))
        .with_single_cert(vec![certificate.der.clone()], certificate.clone_key())
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let (acceptor, world, asked) = (TlsAcceptor::from(Arc::new(config)), world.clone(), asked.clone());
    tokio::task::spawn_local(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let stream = acceptor.accept(stream).await.unwrap();
        let mut incoming = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((request, mut respond))) = incoming.accept().await {
            assert_eq!(request.uri().path(), "/proto.CallbackService/GetResources");
            let (world, asked) = (world.clone(), asked.clone());
            tokio::task::spawn_local(async move {
                let mut body = request.into_body();
                let mut bytes = BytesMut::new();
                while let Some(Ok(chunk)) = body.data().await {
                    bytes.extend_from_slice(&chunk);
                }
                let question = ResourcesRequest::decoded(&bytes[5..]);
                assert_eq!(question.filter.0, [0xc0], "all of them are asked for");
                asked.borrow_mut().push(format!("{} for {}", question.type_name, question.evaluation));
                let known = world.borrow().get(&question.type_name).cloned();
                let headers = http::Response::builder().header("content-type", "application/grpc");
                let Some((results, partial)) = known else {
                    let headers = headers.header("grpc-status", "2").header("grpc-message", "no such type");
                    respond.send_response(headers.body(()).unwrap(), true).unwrap();
                    return;
                };
                let results = results.into_iter().map(Base64).collect();
                let answer = ResourcesResponse { results, partial }.encoded();
                let mut stream = respond.send_response(headers.body(()).unwrap(), false).unwrap();
                stream.send_data(frame(&answer), false).unwrap();
                let mut trailers = http::HeaderMap::new();
                trailers.insert("grpc-status", "0".parse().unwrap());
                stream.send_trailers(trailers).unwrap();
            });
        }
    });
}

fn request(method: &str) -> http::Request<()> {
    http::Request::post(format!("http://localhost/{method}"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(())
        .unwrap()
}

fn frame(message: &[u8]) -> Bytes {
    let mut out = vec![0];
    out.extend((message.len() as u32).to_be_bytes());
    out.extend(message);
    out.into()
}
