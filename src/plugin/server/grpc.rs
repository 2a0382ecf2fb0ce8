//! gRPC over HTTP/2, as much of it as go-plugin's peers use: unary calls, uncompressed.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use bytes::{Bytes, BytesMut};
use h2::server::SendResponse;
use h2::{Reason, RecvStream};
use http::{HeaderMap, HeaderValue, Request, Response};
use tokio::sync::watch;

use super::super::protocol::{frame, unframe};
use super::broker::Broker;

/// The largest message that is read; Terraform's own limit.
const LARGEST: usize = 256 << 20;

/// How a call went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// A code of gRPC.
    pub code: u32,
    /// For people.
    pub message: String,
}

impl Status {
    /// The message cannot be read.
    pub fn invalid(message: impl Into<String>) -> Status {
        Status { code: 3, message: message.into() }
    }

    /// There is no such call.
    pub fn unimplemented(message: impl Into<String>) -> Status {
        Status { code: 12, message: message.into() }
    }

    /// We failed.
    pub fn internal(message: impl Into<String>) -> Status {
        Status { code: 13, message: message.into() }
    }

    /// The peer cannot be reached.
    pub fn unavailable(message: impl Into<String>) -> Status {
        Status { code: 14, message: message.into() }
    }
}

/// `Service/Method` of a call.
pub type Method = String;

/// What becomes of a call.
pub type Answer = Pin<Box<dyn Future<Output = Result<Bytes, Status>>>>;

/// Answers calls.
pub trait Service {
    /// A call with its encoded request.
    fn call(&self, method: Method, request: Bytes) -> Answer;
}

/// What one connection needs.
pub struct Line {
    /// Who answers.
    pub service: Rc<dyn Service>,
    /// Where Terraform announces its own services.
    pub broker: Broker,
    /// Told when Terraform asks us to end.
    pub end: watch::Sender<bool>,
}

/// Handles one call; errors of the connection end with the connection.
pub async fn handle(request: Request<RecvStream>, mut respond: SendResponse<Bytes>, line: Rc<Line>) {
    let method = request.uri().path().trim_start_matches('/').to_string();
    let mut body = request.into_body();
    // Streams that last as long as the connection.
    match method.as_str() {
        "plugin.GRPCBroker/StartStream" => {
            let Ok(open) = respond.send_response(headers(), false) else { return };
            announcements(body, &line.broker).await;
            drop(open);
            return;
        }
        // What we print is ours; there is nothing to pass on.
        "plugin.GRPCStdio/StreamStdio" => {
            let Ok(mut open) = respond.send_response(headers(), false) else { return };
            let _ = std::future::poll_fn(|cx| open.poll_reset(cx)).await;
            return;
        }
        _ => {}
    }
    let answer = match whole(&mut body).await {
        Err(status) => Err(status),
        Ok(message) => match method.as_str() {
            "plugin.GRPCController/Shutdown" => Ok(Bytes::new()),
            // HealthCheckResponse { status: SERVING }
            "grpc.health.v1.Health/Check" => Ok(Bytes::from_static(&[0x08, 0x01])),
            _ => line.service.call(method.clone(), message).await,
        },
    };
    reply(&mut respond, answer);
    if method == "plugin.GRPCController/Shutdown" {
        let _ = line.end.send(true);
    }
}

fn headers() -> Response<()> {
    let mut response = Response::new(());
    response.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
    response
}

/// The caller may have gone: then nobody misses the answer.
fn reply(respond: &mut SendResponse<Bytes>, answer: Result<Bytes, Status>) {
    match answer {
        Ok(message) => {
            let Ok(mut stream) = respond.send_response(headers(), false) else { return };
            let mut trailers = HeaderMap::new();
            trailers.insert("grpc-status", HeaderValue::from_static("0"));
            if stream.send_data(frame(&[&message]), false).is_ok() {
                let _ = stream.send_trailers(trailers);
            }
        }
        Err(status) => {
            let mut response = headers();
            response.headers_mut().insert("grpc-status", HeaderValue::from(status.code));
            if let Ok(text) = HeaderValue::from_str(&percent(&status.message)) {
                response.headers_mut().insert("grpc-message", text);
            }
            let _ = respond.send_response(response, true);
        }
    }
}

/// As gRPC encodes its messages: printable ASCII stays.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' '..=b'~' if byte != b'%' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn unpercent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok());
        match (bytes[at], code.and_then(|h| u8::from_str_radix(h, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

async fn whole(body: &mut RecvStream) -> Result<Bytes, Status> {
    let body = collect(body).await?;
    unframe(&body).map_err(|e| Status::invalid(e.to_string()))
}

async fn collect(body: &mut RecvStream) -> Result<Bytes, Status> {
    let mut out = BytesMut::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk.map_err(|e| Status::unavailable(e.to_string()))?;
        // The window opens again for what was taken.
        let _ = body.flow_control().release_capacity(chunk.len());
        if out.len() + chunk.len() > LARGEST {
            return Err(Status { code: 8, message: "the message is larger than 256 MiB".into() });
        }
        out.extend_from_slice(&chunk);
    }
    Ok(out.freeze())
}

/// Reads what Terraform announces until it hangs up.
async fn announcements(mut body: RecvStream, broker: &Broker) {
    let mut pending = BytesMut::new();
    while let Some(Ok(chunk)) = body.data().await {
        let _ = body.flow_control().release_capacity(chunk.len());
        pending.extend_from_slice(&chunk);
        while let Some(header) = pending.get(..5) {
            let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
            // An announcement is a path and a number.
            if length > 1 << 16 {
                return;
            }
            if pending.len() < 5 + length {
                break;
            }
            let message = pending.split_to(5 + length).freeze();
            if let Ok(message) = unframe(&message) {
                broker.announced(&message);
            }
        }
    }
}

/// A connection to somebody else's services.
#[derive(Clone)]
pub struct Client {
    sender: h2::client::SendRequest<Bytes>,
}

impl Client {
    /// Speaks HTTP/2 on a connection.
    ///
    /// # Errors
    /// [`Status`] if the peer does not.
    pub async fn new(connection: super::transport::Connection) -> Result<Client, Status> {
        let handshake =
            h2::client::Builder::new().initial_window_size(1 << 20).enable_push(false).handshake(connection);
        let (sender, driver) = handshake.await.map_err(|e| Status::unavailable(e.to_string()))?;
        tokio::task::spawn_local(async move {
            // Errors reach whoever waits for an answer.
            let _ = driver.await;
        });
        Ok(Client { sender })
    }

    /// Makes a unary call.
    ///
    /// # Errors
    /// The peer's [`Status`], or what went wrong on the way.
    pub async fn call(&self, method: &str, message: &[u8]) -> Result<Bytes, Status> {
        let lost = |e: h2::Error| match e.reason() {
            Some(Reason::CANCEL) => Status { code: 1, message: "cancelled".into() },
            _ => Status::unavailable(e.to_string()),
        };
        let mut sender = self.sender.clone().ready().await.map_err(lost)?;
        let request = Request::builder()
            .method("POST")
            .uri(format!("http://localhost/{method}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(())
            .map_err(|e| Status::internal(e.to_string()))?;
        let (response, mut stream) = sender.send_request(request, false).map_err(lost)?;
        stream.send_data(frame(&[message]), true).map_err(lost)?;
        let response = response.await.map_err(lost)?;
        if let Some(status) = failed(response.headers()) {
            return Err(status);
        }
        let mut body = response.into_body();
        let bytes = collect(&mut body).await?;
        let trailers = body.trailers().await.map_err(lost)?.unwrap_or_default();
        match failed(&trailers) {
            Some(status) => Err(status),
            None if trailers.contains_key("grpc-status") => {
                unframe(&bytes).map_err(|e| Status::internal(e.to_string()))
            }
            None => Err(Status::internal("the answer does not say how the call went")),
        }
    }
}

fn failed(headers: &HeaderMap) -> Option<Status> {
    let code = headers.get("grpc-status")?.to_str().ok()?.parse().ok()?;
    let message = headers.get("grpc-message").and_then(|m| m.to_str().ok()).map(unpercent).unwrap_or_default();
    (code != 0).then_some(Status { code, message })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_errors_survive_the_headers() {
        for text in ["plain", "100 % sure", "zwei\nZeilen, mit ß", "%zz"] {
            assert!(percent(text).is_ascii());
            assert_eq!(unpercent(&percent(text)), text);
        }
        assert_eq!(unpercent("a%2"), "a%2");
    }
}
