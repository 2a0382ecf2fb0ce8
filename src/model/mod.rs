//! What was true before and what will be true after: values, addresses, plans and
//! configuration as plain types. No I/O, no rules.

pub mod address;
pub mod config;
pub(crate) mod config_json;
pub mod doc;
pub mod json;
pub mod msgpack;
pub mod node;
pub mod number;
pub mod pack;
pub mod path;
pub mod plan;
pub mod release;
pub mod schema;
pub mod set_order;
pub mod types;
pub mod value;
pub mod waits;

pub use address::{Address, Key, Mode, ModulePath, ModuleStep, Names};
pub use config::{Config, ConfigBody, ConfigEntry, ConfigExpr, ConfigOrigin, ConfigResource, ModuleId};
pub use doc::{Attribute, Doc};
pub use node::{Node, Scalar};
pub use number::Number;
pub use path::{AttrPath, Step, Steps};
pub use plan::{Action, Plan, Resource};
pub use types::Type;
pub use value::{AttrRef, Defaulted, Kind, Marks, Refinement, ResourceId, Unknown, Value};
