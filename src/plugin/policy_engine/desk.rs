//! Takes calls and hands them to the judge, who has a thread of its own and may ask Terraform in between.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::mpsc as queue;
use std::time::Duration;

use bytes::Bytes;
use prost::Message;
use tokio::sync::{mpsc, oneshot};

use super::super::server::grpc::Client;
use super::super::server::{Answer, Broker, Method, Service, Status};
use super::messages::{
    EvaluateResponse, ModuleRequest, ProviderRequest, ResourceRequest, ResourcesRequest, ResourcesResponse,
    SETUP_ERROR, SetupRequest, SetupResponse,
};
use super::{Load, Policies, answer, resource, supply, tally};

/// Rules nest, and so does evaluating them.
const STACK: usize = 256 << 20;
/// How long Terraform may take to answer a question about other resources.
const PATIENCE: Duration = Duration::from_secs(60);

/// A call.
enum Call {
    Setup(SetupRequest, oneshot::Sender<SetupResponse>),
    Resource(ResourceRequest, oneshot::Sender<EvaluateResponse>),
    Provider(ProviderRequest, oneshot::Sender<EvaluateResponse>),
    Module(ModuleRequest, oneshot::Sender<EvaluateResponse>),
}

/// A question to Terraform.
struct Question {
    request: ResourcesRequest,
    reply: oneshot::Sender<Result<ResourcesResponse, Status>>,
}

/// The way to the judge.
pub struct Judge {
    calls: queue::Sender<Call>,
    questions: mpsc::UnboundedReceiver<Question>,
}

impl Judge {
    /// Starts its thread.
    ///
    /// # Errors
    /// If the system has none to give.
    pub fn start(load: Load, tally: tally::Shared) -> std::io::Result<Judge> {
        let (calls, inbox) = queue::channel();
        let (asked, questions) = mpsc::unbounded_channel();
        let thread = std::thread::Builder::new().name("judge".into()).stack_size(STACK);
        thread.spawn(move || sit(&load, &inbox, &Terraform { asked }, &tally))?;
        Ok(Judge { calls, questions })
    }
}

/// What the judge can ask.
pub struct Terraform {
    asked: mpsc::UnboundedSender<Question>,
}

impl Terraform {
    /// All resources of a type.
    ///
    /// # Errors
    /// [`Status`] if Terraform does not answer, or does not want to.
    pub fn resources(&self, request: ResourcesRequest) -> Result<ResourcesResponse, Status> {
        let (reply, answer) = oneshot::channel();
        let gone = |_| Status::unavailable("Terraform is gone");
        self.asked.send(Question { request, reply }).map_err(|_| gone(()))?;
        answer.blocking_recv().map_err(|_| gone(()))?
    }
}

/// Answers until nobody asks any more. A panic ends the thread, and every call after it fails.
fn sit(load: &Load, inbox: &queue::Receiver<Call>, terraform: &Terraform, tally: &tally::Shared) {
    let mut policies: Option<Box<Policies>> = None;
    while let Ok(call) = inbox.recv() {
        // Whoever asked may have gone.
        match call {
            Call::Setup(request, reply) => {
                let loaded = load(&request.source_locations);
                let response = answer::setup(&loaded);
                policies = loaded.policies;
                let digest = policies.as_ref().map(|p| p.session.engine.rules.digest.clone()).unwrap_or_default();
                let failed = usize::from(policies.is_none());
                tally.change(|t| (t.rules_digest, t.failed) = (digest, t.failed + failed));
                let _ = reply.send(response);
            }
            Call::Resource(request, reply) => {
                let response = match policies.take() {
                    Some(ready) => {
                        let (ready, response) = resource::evaluate(*ready, &request, terraform);
                        policies = Some(Box::new(ready));
                        response
                    }
                    None => not_set_up(),
                };
                let values = resource::values(&request);
                tally.change(|t| t.note(&request, [values[0].as_ref(), values[1].as_ref()], &response));
                let _ = reply.send(response);
            }
            Call::Provider(request, reply) => {
                let _ = reply.send(policies.as_ref().map_or_else(not_set_up, |p| supply::provider(p, &request)));
            }
            Call::Module(request, reply) => {
                let _ = reply.send(policies.as_ref().map_or_else(not_set_up, |p| supply::module(p, &request)));
            }
        }
    }
}

fn not_set_up() -> EvaluateResponse {
    answer::failure(SETUP_ERROR, "ringfence has no rules", "Nothing was loaded, so that nothing can be judged.")
}

/// Takes the calls.
pub struct Desk {
    calls: queue::Sender<Call>,
    callback: Rc<Cell<u32>>,
}

impl Desk {
    /// A desk in front of a judge.
    pub fn new(judge: Judge, broker: Broker) -> Desk {
        let callback = Rc::new(Cell::new(0));
        tokio::task::spawn_local(carry(judge.questions, broker, callback.clone()));
        Desk { calls: judge.calls, callback }
    }

    fn pass<Q, A>(&self, bytes: Bytes, name: &str, call: impl FnOnce(Q, oneshot::Sender<A>) -> Call) -> Answer
    where
        Q: Message + Default,
        A: Message + 'static,
    {
        let request = match Q::decode(bytes) {
            Ok(request) => request,
            Err(e) => {
                let status = Status::invalid(format!(
                    "{name}: the message does not fit the experimental protocol that this build of ringfence speaks ({e})"
                ));
                return Box::pin(async { Err(status) });
            }
        };
        let (reply, answer) = oneshot::channel();
        let sent = self.calls.send(call(request, reply));
        Box::pin(async move {
            let broken = || Status::internal("ringfence broke down while it judged; nothing was let pass");
            sent.map_err(|_| broken())?;
            let answer = answer.await.map_err(|_| broken())?;
            Ok(answer.encode_to_vec().into())
        })
    }
}

impl Service for Desk {
    fn call(&self, method: Method, request: Bytes) -> Answer {
        match method.as_str() {
            "proto.Policy/Setup" => {
                if let Ok(request) = SetupRequest::decode(request.clone()) {
                    self.callback.set(request.callback_service);
                }
                self.pass(request, "Setup", Call::Setup)
            }
            "proto.Policy/EvaluateResource" => self.pass(request, "EvaluateResource", Call::Resource),
            "proto.Policy/EvaluateProvider" => self.pass(request, "EvaluateProvider", Call::Provider),
            "proto.Policy/EvaluateModule" => self.pass(request, "EvaluateModule", Call::Module),
            other => {
                let status = Status::unimplemented(format!("ringfence knows no call {other}"));
                Box::pin(async { Err(status) })
            }
        }
    }
}

/// Carries the judge's questions to Terraform, over one connection.
async fn carry(mut questions: mpsc::UnboundedReceiver<Question>, broker: Broker, callback: Rc<Cell<u32>>) {
    let mut client: Option<(u32, Client)> = None;
    while let Some(Question { request, reply }) = questions.recv().await {
        let id = callback.get();
        if client.as_ref().is_none_or(|(known, _)| *known != id) {
            client = broker.dial(id).await.ok().map(|found| (id, found));
        }
        let answer = match &client {
            None => Err(Status::unavailable("Terraform's callback service cannot be reached")),
            Some((_, client)) => ask(client, &request).await,
        };
        let _ = reply.send(answer);
    }
}

async fn ask(client: &Client, request: &ResourcesRequest) -> Result<ResourcesResponse, Status> {
    let message = request.encode_to_vec();
    let call = client.call("proto.CallbackService/GetResources", &message);
    let late = |_| Status::unavailable("Terraform did not answer in time");
    let bytes = tokio::time::timeout(PATIENCE, call).await.map_err(late)??;
    ResourcesResponse::decode(bytes).map_err(|e| Status::internal(e.to_string()))
}
