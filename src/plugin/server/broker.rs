//! Services that Terraform serves to its plugins. It announces on a stream where each of them listens, and the
//! plugin connects there, with the same certificates.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use prost::Message;
use rustls::ClientConfig;
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Notify;
use tokio_rustls::TlsConnector;

use super::grpc::{Client, Status};
use super::identity;
use super::transport::Connection;

/// go-plugin waits no longer for an announcement.
const PATIENCE: Duration = Duration::from_secs(5);

/// `plugin.ConnInfo`
#[derive(Clone, PartialEq, Message)]
pub struct Announcement {
    /// Number of the service.
    #[prost(uint32, tag = "1")]
    pub service_id: u32,
    /// `unix` or `tcp`
    #[prost(string, tag = "2")]
    pub network: String,
    /// Path, or `host:port`.
    #[prost(string, tag = "3")]
    pub address: String,
}

/// What was announced so far.
#[derive(Clone, Default)]
pub struct Broker(Rc<State>);

#[derive(Default)]
struct State {
    known: RefCell<HashMap<u32, Announcement>>,
    more: Notify,
    tls: Option<Arc<ClientConfig>>,
}

impl Broker {
    /// A broker whose connections are made with these certificates.
    pub fn new(tls: Option<Arc<ClientConfig>>) -> Broker {
        Broker(Rc::new(State { tls, ..State::default() }))
    }

    /// Takes an encoded announcement. What cannot be read is nobody's address.
    pub fn announced(&self, message: &[u8]) {
        let Ok(announcement) = Announcement::decode(message) else { return };
        self.0.known.borrow_mut().insert(announcement.service_id, announcement);
        self.0.more.notify_waiters();
    }

    async fn address(&self, id: u32) -> Option<Announcement> {
        loop {
            let more = self.0.more.notified();
            if let Some(found) = self.0.known.borrow().get(&id) {
                return Some(found.clone());
            }
            more.await;
        }
    }

    /// Connects to a service.
    ///
    /// # Errors
    /// [`Status`] if it was not announced in time, or cannot be reached.
    pub async fn dial(&self, id: u32) -> Result<Client, Status> {
        let found = tokio::time::timeout(PATIENCE, self.address(id)).await.ok().flatten();
        let found = found.ok_or_else(|| Status::unavailable(format!("service {id} was not announced in time")))?;
        let lost = |e: std::io::Error| Status::unavailable(format!("service {id} cannot be reached: {e}"));
        let stream = match found.network.as_str() {
            "unix" => Connection(Box::new(UnixStream::connect(&found.address).await.map_err(lost)?)),
            "tcp" => Connection(Box::new(TcpStream::connect(&found.address).await.map_err(lost)?)),
            other => return Err(Status::unavailable(format!("service {id} listens on a network {other:?}"))),
        };
        let stream = match &self.0.tls {
            None => stream,
            Some(config) => {
                let connect = TlsConnector::from(config.clone()).connect(identity::peer_name(), stream);
                Connection(Box::new(connect.await.map_err(lost)?))
            }
        };
        Client::new(stream).await
    }
}
