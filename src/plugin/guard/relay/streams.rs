//! Bodies and messages on their way: passed on in pieces, collected, kept in part.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use h2::server::SendResponse;
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Response};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::UnixStream;

use super::super::super::protocol::{FrameError, unframe};
use super::super::sieve::Sieve;

/// Terraform itself refuses messages above 256 MiB.
const LARGEST: usize = 1 << 30;

/// What goes wrong with one call or connection.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    #[error("{0}")]
    Http(#[from] h2::Error),
    #[error("a message is larger than any that Terraform accepts")]
    TooLarge,
    #[error("{0}")]
    Gone(String),
}

/// A response, read whole.
pub struct Whole {
    pub parts: http::response::Parts,
    pub body: Bytes,
    pub trailers: Option<HeaderMap>,
}

impl Whole {
    pub fn succeeded(&self) -> bool {
        let status =
            self.trailers.as_ref().and_then(|t| t.get("grpc-status")).or(self.parts.headers.get("grpc-status"));
        status.is_none_or(|s| s == "0") && !self.body.is_empty()
    }
}

/// What is kept of a body that flows by.
pub enum Keep {
    Nothing,
    Whole(BytesMut),
    Some(Sieve),
}

impl Keep {
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), RelayError> {
        match self {
            Keep::Nothing => {}
            Keep::Whole(kept) => {
                reserve(kept, piece)?;
                kept.extend_from_slice(piece);
            }
            Keep::Some(sieve) => sieve.feed(piece),
        }
        Ok(())
    }

    /// The message, or what was kept of it.
    pub fn message(self) -> Result<Bytes, FrameError> {
        match self {
            Keep::Nothing => Ok(Bytes::new()),
            Keep::Whole(kept) => unframe(&kept.freeze()),
            Keep::Some(sieve) => sieve.finish(),
        }
    }
}

/// Room for a whole body, by the length that it begins with: growing piece by piece would copy it again and again.
pub fn reserve(kept: &mut BytesMut, piece: &[u8]) -> Result<(), RelayError> {
    if kept.len() + piece.len() > LARGEST {
        return Err(RelayError::TooLarge);
    }
    if let (true, Some(header)) = (kept.is_empty(), piece.get(..5)) {
        let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
        kept.reserve(length.saturating_add(5).min(LARGEST));
    }
    Ok(())
}

/// A stream to Terraform with all but its end sent, and what its end is.
pub type End = (SendStream<Bytes>, Option<HeaderMap>);

pub fn succeeded(trailers: Option<&HeaderMap>) -> bool {
    trailers.and_then(|t| t.get("grpc-status")).is_none_or(|s| s == "0")
}

/// Passes an answer on, but for its end; `None` if it has no body.
pub async fn forward(
    response: Response<RecvStream>,
    respond: &mut SendResponse<Bytes>,
    kept: &mut Keep,
) -> Result<Option<End>, RelayError> {
    let (parts, body) = response.into_parts();
    let ended = body.is_end_stream();
    let mut send = respond.send_response(Response::from_parts(parts, ()), ended)?;
    if ended {
        return Ok(None);
    }
    let trailers = pump_body(body, &mut send, kept).await?;
    Ok(Some((send, trailers)))
}

pub async fn collect_response(response: Response<RecvStream>) -> Result<Whole, RelayError> {
    let (parts, body) = response.into_parts();
    let (body, trailers) = collect(body).await?;
    Ok(Whole { parts, body, trailers })
}

pub async fn collect(mut body: RecvStream) -> Result<(Bytes, Option<HeaderMap>), RelayError> {
    let mut out = BytesMut::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        reserve(&mut out, &chunk)?;
        out.extend_from_slice(&chunk);
        body.flow_control().release_capacity(chunk.len())?;
    }
    Ok((out.freeze(), body.trailers().await?))
}

/// Moves a body on as fast as the other side takes it, so that nothing piles up here.
pub async fn pump_body(
    mut body: RecvStream,
    send: &mut SendStream<Bytes>,
    kept: &mut Keep,
) -> Result<Option<HeaderMap>, RelayError> {
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        let length = chunk.len();
        kept.feed(&chunk)?;
        send_all(send, chunk).await?;
        body.flow_control().release_capacity(length)?;
    }
    Ok(body.trailers().await?)
}

pub async fn pump(body: RecvStream, mut send: SendStream<Bytes>, kept: &mut Keep) -> Result<(), RelayError> {
    let trailers = pump_body(body, &mut send, kept).await?;
    finish(send, trailers)
}

pub async fn send_all(send: &mut SendStream<Bytes>, mut bytes: Bytes) -> Result<(), RelayError> {
    while !bytes.is_empty() {
        send.reserve_capacity(bytes.len());
        while send.capacity() == 0 {
            match poll_fn(|cx| send.poll_capacity(cx)).await {
                Some(capacity) => {
                    capacity?;
                }
                None => return Err(RelayError::Gone("the stream was closed".into())),
            }
        }
        let part = bytes.split_to(send.capacity().min(bytes.len()));
        send.send_data(part, false)?;
    }
    Ok(())
}

pub fn finish(mut send: SendStream<Bytes>, trailers: Option<HeaderMap>) -> Result<(), RelayError> {
    match trailers {
        Some(trailers) => send.send_trailers(trailers)?,
        None => send.send_data(Bytes::new(), true)?,
    }
    Ok(())
}

/// A connection of which the first bytes were read already.
pub struct Begun {
    pub first: Bytes,
    pub stream: UnixStream,
}

impl AsyncRead for Begun {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.first.is_empty() {
            let count = self.first.len().min(buf.remaining());
            buf.put_slice(&self.first.split_to(count));
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Begun {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
