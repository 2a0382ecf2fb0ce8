//! The relay: what Terraform sends goes to the provider as it is and back, in pieces. Of the few calls that are looked
//! at, what is looked at is kept; held back are only the answer to a planned change and the request of one that is about to
//! happen.

mod streams;

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use h2::client::{ResponseFuture, SendRequest};
use h2::server::SendResponse;
use h2::{Reason, RecvStream, SendStream};
use http::{HeaderMap, HeaderValue, Request, Response};
use prost::Message;
use tokio::io::AsyncReadExt;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Notify;

use super::super::protocol::{ApplyRequest, ApplyResponse, Diagnostic, FrameError, PlanResponse, frame, unframe};
use super::judge::{Denial, Judge, Subject};
use super::packages::Package;
use super::process::{Launch, Process};
use super::sieve::Sieve;
use streams::{
    Begun, End, Keep, RelayError, Whole, collect, collect_response, finish, forward, pump, send_all, succeeded,
};

/// How long a provider may take to answer that it will end.
const PATIENCE: Duration = Duration::from_secs(1);
/// Enough for a state to flow without waiting for each 64 KiB of it to be acknowledged.
const WINDOW: u32 = 1 << 20;

/// Fields of `PlanResourceChange.Request` that are looked at: all but the proposed state, which is as large as the prior.
const PLAN_REQUEST: &[u64] = &[1, 2, 4, 5];
/// Fields of `ApplyResourceChange.Response`: state and diagnostics.
const APPLY_RESPONSE: &[u64] = &[1, 3];

/// One provider behind the guard.
#[derive(Debug)]
pub struct Provider {
    /// Number of it in this run.
    pub id: usize,
    /// What is started.
    pub package: Package,
    /// Where Terraform connects to.
    pub socket: PathBuf,
    /// Protocol version that it speaks.
    pub version: u32,
    /// A process that runs already, for the first connection.
    pub ready: RefCell<Option<Process>>,
    /// Whether the judge has its schema.
    pub schema_known: Cell<bool>,
}

impl Provider {
    /// The last part of its address: `oci`.
    pub fn name(&self) -> &str {
        self.package.source.rsplit('/').next().unwrap_or(&self.package.source)
    }
}

/// What all connections share.
#[derive(Debug)]
pub struct Relay {
    /// Who is asked.
    pub judge: Judge,
    /// How providers are started.
    pub launch: Launch,
    /// Whether Terraform asked its providers to stop.
    pub stopped: Cell<bool>,
    /// Numbers connections.
    pub connections: Cell<u64>,
    /// What was added to each call that was looked at.
    pub delays: RefCell<Vec<Duration>>,
    /// Connections of which the provider's process has not ended yet.
    pub live: Cell<usize>,
    /// Told when one of them has.
    pub ended: Notify,
    /// Calls that were not answered yet.
    pub calls: Cell<usize>,
}

/// Serves the connections of one provider until the run ends.
pub async fn serve(provider: Rc<Provider>, listener: UnixListener, relay: Rc<Relay>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (provider, relay) = (provider.clone(), relay.clone());
                tokio::task::spawn_local(async move {
                    relay.live.set(relay.live.get() + 1);
                    connection(stream, &provider, &relay).await;
                    relay.live.set(relay.live.get() - 1);
                    relay.ended.notify_one();
                });
            }
            // Out of descriptors: some connection will end.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// One connection of Terraform: one process of the provider.
async fn connection(mut stream: UnixStream, provider: &Rc<Provider>, relay: &Rc<Relay>) {
    let me = rustix::process::geteuid().as_raw();
    if stream.peer_cred().map(|c| c.uid()).ok() != Some(me) {
        return;
    }
    // Terraform first connects only to see whether somebody listens: a process would be started for nothing.
    let mut first = [0u8; 1024];
    let count = match stream.read(&mut first).await {
        Ok(0) | Err(_) => return,
        Ok(count) => count,
    };
    let stream = Begun { first: Bytes::copy_from_slice(&first[..count]), stream };
    let mut server = h2::server::Builder::new();
    server
        .initial_window_size(WINDOW)
        .initial_connection_window_size(4 * WINDOW)
        .max_concurrent_streams(10_000)
        .max_send_buffer_size(WINDOW as usize);
    let Ok(mut incoming) = server.handshake::<_, Bytes>(stream).await else { return };
    let started = match start(provider, relay).await {
        Ok(started) => Some(started),
        Err(why) => {
            relay.judge.trouble(format!("provider {}: {why}", provider.package.source));
            None
        }
    };
    relay.connections.set(relay.connections.get() + 1);
    let line = Rc::new(Line {
        provider: provider.clone(),
        relay: relay.clone(),
        connection: relay.connections.get(),
        upstream: started.as_ref().map(|s| s.upstream.clone()),
    });
    while let Some(Ok((request, respond))) = incoming.accept().await {
        let line = line.clone();
        relay.calls.set(relay.calls.get() + 1);
        tokio::task::spawn_local(async move {
            line.call(request, respond).await;
            line.relay.calls.set(line.relay.calls.get() - 1);
        });
    }
    if let Some(started) = started {
        end(started, provider, relay).await;
    }
}

/// Terraform has hung up: the provider ends, unless it did so before by itself.
async fn end(started: Started, provider: &Provider, relay: &Relay) {
    let Started { mut process, upstream, hung_up } = started;
    if hung_up.get() {
        let last_words = process.obituary().await;
        relay.judge.trouble(format!("provider {} ended by itself: {last_words}", provider.package.source));
        return;
    }
    // One that does not listen is killed in a moment.
    let _ = tokio::time::timeout(PATIENCE, shut_down(upstream)).await;
    process.end().await;
}

type Upstream = SendRequest<Bytes>;

/// A process that runs, the way to it, and whether it has hung up.
struct Started {
    process: Process,
    upstream: Upstream,
    hung_up: Rc<Cell<bool>>,
}

async fn start(provider: &Provider, relay: &Relay) -> Result<Started, String> {
    let ready = provider.ready.borrow_mut().take();
    let process = match ready {
        Some(process) => process,
        None => {
            Process::start(&provider.package.binary, provider.name(), &relay.launch).await.map_err(|e| e.to_string())?
        }
    };
    if process.handshake.version != provider.version {
        return Err("it speaks another protocol version than before".into());
    }
    let stream = process.connect().await.map_err(|e| e.to_string())?;
    let mut client = h2::client::Builder::new();
    client
        .initial_window_size(WINDOW)
        .initial_connection_window_size(4 * WINDOW)
        .max_send_buffer_size(WINDOW as usize)
        .enable_push(false);
    let (upstream, driver) = client.handshake(stream).await.map_err(|e| e.to_string())?;
    let hung_up = Rc::new(Cell::new(false));
    let mark = hung_up.clone();
    tokio::task::spawn_local(async move {
        // Errors reach whoever waits for an answer.
        let _ = driver.await;
        mark.set(true);
    });
    Ok(Started { process, upstream, hung_up })
}

/// Asks a provider to end, as Terraform does for those that it started.
async fn shut_down(upstream: Upstream) -> Result<(), RelayError> {
    let mut upstream = upstream.ready().await?;
    let (response, mut send) = upstream.send_request(request_for("/plugin.GRPCController/Shutdown"), false)?;
    send.send_data(frame(&[]), true)?;
    let _ = response.await?;
    Ok(())
}

fn request_for(path: &'static str) -> Request<()> {
    let mut request = Request::new(());
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() =
        http::Uri::builder().scheme("http").authority("localhost").path_and_query(path).build().unwrap_or_default();
    request.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
    request.headers_mut().insert("te", HeaderValue::from_static("trailers"));
    request
}

/// The calls that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Schema,
    Plan,
    Apply,
    ReadData,
    Stop,
    Other,
}

impl Method {
    fn of(path: &str) -> Method {
        let Some((service, name)) = path.strip_prefix('/').and_then(|p| p.split_once('/')) else {
            return Method::Other;
        };
        if !matches!(service, "tfplugin5.Provider" | "tfplugin6.Provider") {
            return Method::Other;
        }
        match name {
            "GetSchema" | "GetProviderSchema" => Method::Schema,
            "PlanResourceChange" => Method::Plan,
            "ApplyResourceChange" => Method::Apply,
            "ReadDataSource" => Method::ReadData,
            "Stop" | "StopProvider" => Method::Stop,
            _ => Method::Other,
        }
    }
}

/// A connection to one process of a provider.
struct Line {
    provider: Rc<Provider>,
    relay: Rc<Relay>,
    connection: u64,
    upstream: Option<Upstream>,
}

impl Line {
    async fn call(&self, request: Request<RecvStream>, mut respond: SendResponse<Bytes>) {
        let method = Method::of(request.uri().path());
        if method == Method::Stop {
            self.relay.stopped.set(true);
        }
        let result = match method {
            // The judge has it from another connection.
            Method::Schema if self.provider.schema_known.get() => self.pass(request, &mut respond, None).await,
            Method::ReadData => match self.learn_schema().await {
                Ok(()) => self.pass(request, &mut respond, Some(method)).await,
                Err(error) => Err(error),
            },
            Method::Plan => self.plan(request, &mut respond).await,
            Method::Apply => self.apply(request, &mut respond).await,
            Method::Schema => self.pass(request, &mut respond, Some(method)).await,
            Method::Other | Method::Stop => self.pass(request, &mut respond, None).await,
        };
        if let Err(error) = result {
            // What gRPC calls "unavailable": Terraform then says that the provider did not respond, and for which call.
            unavailable(&mut respond, &error.to_string());
        }
    }

    fn upstream(&self) -> Result<Upstream, RelayError> {
        self.upstream.clone().ok_or_else(|| RelayError::Gone("the provider could not be started".into()))
    }

    async fn open(&self, parts: http::request::Parts) -> Result<(ResponseFuture, SendStream<Bytes>), RelayError> {
        let mut upstream = self.upstream()?.ready().await?;
        Ok(upstream.send_request(Request::from_parts(parts, ()), false)?)
    }

    /// Relays a call as it comes. With `look`, request and response are also kept and shown to the judge.
    async fn pass(
        &self,
        request: Request<RecvStream>,
        respond: &mut SendResponse<Bytes>,
        look: Option<Method>,
    ) -> Result<(), RelayError> {
        let _under_way = look.map(|_| self.relay.judge.begin());
        let kept = || if look.is_some() { Keep::Whole(BytesMut::new()) } else { Keep::Nothing };
        let (parts, body) = request.into_parts();
        let (response, send) = self.open(parts).await?;
        let mut upload = kept();
        let upload = tokio::task::spawn_local(async move {
            pump(body, send, &mut upload).await.map(|()| upload.message().unwrap_or_default())
        });
        let response = tokio::select! {
            response = response => response?,
            _ = poll_fn(|cx| respond.poll_reset(cx)) => {
                upload.abort();
                return Ok(());
            }
        };
        let mut kept = kept();
        let Some((send, trailers)) = forward(response, respond, &mut kept).await? else { return Ok(()) };
        if let Some(method) = look {
            let request = upload.await.ok().and_then(Result::ok).unwrap_or_default();
            self.show(method, request, kept.message(), trailers.as_ref());
        }
        finish(send, trailers)
    }

    /// Tells the judge what was seen. It is told before Terraform has the end of the answer, so that it knows
    /// before the calls that follow from it.
    fn show(&self, method: Method, request: Bytes, response: Result<Bytes, FrameError>, trailers: Option<&HeaderMap>) {
        if !succeeded(trailers) {
            return;
        }
        let Ok(response) = response else {
            return self.relay.judge.trouble("an answer of a provider is not whole".into());
        };
        match method {
            Method::Schema => {
                self.provider.schema_known.set(true);
                self.relay.judge.schema(self.provider.id, self.provider.version, response);
            }
            Method::ReadData => self.relay.judge.read_data(self.subject(request), response),
            _ => {}
        }
    }

    fn subject(&self, request: Bytes) -> Subject {
        Subject { provider: self.provider.id, connection: self.connection, request }
    }

    /// Terraform may have the schema from another process of the provider: then it is asked for here.
    async fn learn_schema(&self) -> Result<(), RelayError> {
        if self.provider.schema_known.get() {
            return Ok(());
        }
        let path = match self.provider.version {
            5 => "/tfplugin5.Provider/GetSchema",
            _ => "/tfplugin6.Provider/GetProviderSchema",
        };
        let mut upstream = self.upstream()?.ready().await?;
        let (response, mut send) = upstream.send_request(request_for(path), false)?;
        send.send_data(frame(&[]), true)?;
        let whole = collect_response(response.await?).await?;
        if let Ok(message) = unframe(&whole.body) {
            self.provider.schema_known.set(true);
            self.relay.judge.schema(self.provider.id, self.provider.version, message);
        }
        Ok(())
    }

    /// Notes what was added to a call: the time since it came less that of the provider.
    fn note_delay(&self, begin: Instant, provider: Duration) {
        self.relay.delays.borrow_mut().push(begin.elapsed().saturating_sub(provider));
    }

    /// A planned change: the request goes on as it comes, the answer waits for the judge.
    async fn plan(&self, request: Request<RecvStream>, respond: &mut SendResponse<Bytes>) -> Result<(), RelayError> {
        self.learn_schema().await?;
        let begin = Instant::now();
        let under_way = self.relay.judge.begin();
        let (parts, body) = request.into_parts();
        let (response, send) = self.open(parts).await?;
        let upload = async move {
            let mut kept = Keep::Some(Sieve::new(PLAN_REQUEST));
            // A provider that answers before it has read all has an error to tell: its answer counts.
            let done = pump(body, send, &mut kept).await;
            (done.map_or(Err(FrameError::Length), |()| kept.message()), Instant::now())
        };
        let exchange = async { tokio::join!(upload, async { collect_response(response.await?).await }) };
        let ((asked, sent), whole) = tokio::select! {
            both = exchange => both,
            _ = poll_fn(|cx| respond.poll_reset(cx)) => return Ok(()),
        };
        let mut whole = whole?;
        let provider = sent.elapsed();
        drop(under_way);
        if whole.succeeded() {
            let diagnostics = match (asked, unframe(&whole.body)) {
                (Ok(request), Ok(response)) => self.relay.judge.plan(self.subject(request), response).await,
                (Err(e), _) | (_, Err(e)) => vec![self.relay.judge.unreadable(&e.to_string())],
            };
            if !diagnostics.is_empty() {
                whole.body = add(&whole.body, diagnostics);
                whole.parts.headers.remove("content-length");
            }
        }
        reply(respond, whole).await?;
        self.note_delay(begin, provider);
        Ok(())
    }

    /// A change that is about to happen: the request waits for the judge, the answer comes back as it comes.
    async fn apply(&self, request: Request<RecvStream>, respond: &mut SendResponse<Bytes>) -> Result<(), RelayError> {
        self.learn_schema().await?;
        let begin = Instant::now();
        let (parts, body) = request.into_parts();
        let (body, _) = collect(body).await?;
        let message = match unframe(&body) {
            Ok(message) => message,
            Err(e) => {
                let diagnostics = vec![self.relay.judge.unreadable(&e.to_string())];
                return deny(respond, &Bytes::new(), Denial { diagnostics, private: None }).await;
            }
        };
        let pass = match self.relay.judge.apply(self.subject(message.clone())).await {
            Ok(pass) => pass,
            Err(denial) => return deny(respond, &message, denial).await,
        };
        drop(message);
        let asked = Instant::now();
        let result = self.change(parts, body, respond).await;
        let provider = asked.elapsed();
        let (answer, end) = match result {
            Ok(Some((answer, end))) => (Some(answer).filter(|_| succeeded(end.1.as_ref())), Ok(Some(end))),
            Ok(None) => (None, Ok(None)),
            Err(error) => (None, Err(error)),
        };
        if let Some(pass) = pass {
            self.relay.judge.applied(pass, answer.and_then(Result::ok));
        }
        if let Some((send, trailers)) = end? {
            finish(send, trailers)?;
        }
        self.note_delay(begin, provider);
        Ok(())
    }

    /// Has the provider change something: what of its answer is looked at, and the end of it, which is still to be told.
    async fn change(
        &self,
        parts: http::request::Parts,
        body: Bytes,
        respond: &mut SendResponse<Bytes>,
    ) -> Result<Option<(Result<Bytes, FrameError>, End)>, RelayError> {
        let (response, mut send) = self.open(parts).await?;
        send_all(&mut send, body).await?;
        finish(send, None)?;
        let response = tokio::select! {
            response = response => response?,
            _ = poll_fn(|cx| respond.poll_reset(cx)) => return Ok(None),
        };
        let mut kept = Keep::Some(Sieve::new(APPLY_RESPONSE));
        let end = forward(response, respond, &mut kept).await?;
        Ok(end.map(|end| (kept.message(), end)))
    }
}

/// Adds diagnostics to an encoded `PlanResourceChange.Response`.
fn add(body: &Bytes, diagnostics: Vec<Diagnostic>) -> Bytes {
    let more = PlanResponse { diagnostics, ..PlanResponse::default() }.encode_to_vec();
    let message = unframe(body).unwrap_or_default();
    frame(&[&message, &more])
}

/// Answers `ApplyResourceChange` in the provider's place: nothing was done.
async fn deny(respond: &mut SendResponse<Bytes>, request: &Bytes, denial: Denial) -> Result<(), RelayError> {
    let request = ApplyRequest::decode(request.clone()).unwrap_or_default();
    // Terraform stores what it gets back: state and private bytes as they were.
    let private = denial.private.unwrap_or(request.planned_private);
    let response = ApplyResponse { new_state: request.prior_state, private, diagnostics: denial.diagnostics };
    let mut head = Response::new(());
    head.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
    let mut send = respond.send_response(head, false)?;
    send_all(&mut send, frame(&[&response.encode_to_vec()])).await?;
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    finish(send, Some(trailers))
}

async fn reply(respond: &mut SendResponse<Bytes>, whole: Whole) -> Result<(), RelayError> {
    let bare = whole.body.is_empty() && whole.trailers.is_none();
    let mut send = respond.send_response(Response::from_parts(whole.parts, ()), bare)?;
    if bare {
        return Ok(());
    }
    send_all(&mut send, whole.body).await?;
    finish(send, whole.trailers)
}

fn unavailable(respond: &mut SendResponse<Bytes>, why: &str) {
    let mut head = Response::new(());
    let headers = head.headers_mut();
    headers.insert("content-type", HeaderValue::from_static("application/grpc"));
    headers.insert("grpc-status", HeaderValue::from_static("14"));
    let plain: String = why.chars().map(|c| if c.is_ascii_graphic() || c == ' ' { c } else { '.' }).collect();
    if let Ok(message) = HeaderValue::from_str(&plain.replace('%', "%25")) {
        headers.insert("grpc-message", message);
    }
    if respond.send_response(head, true).is_err() {
        // The head is out already: the stream ends as broken as it is.
        respond.send_reset(Reason::INTERNAL_ERROR);
    }
}
