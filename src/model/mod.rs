//! What was true before and what will be true after: values, addresses, plans and
//! configuration as plain types. No I/O, no rules.

pub mod address;
pub mod number;
pub mod path;
pub mod set_order;
pub mod types;
pub mod value;

pub use address::{Address, Key, Mode, ModulePath, ModuleStep};
pub use number::Number;
pub use path::{AttrPath, Step};
pub use types::Type;
pub use value::{AttrRef, Defaulted, Kind, Marks, Refinement, ResourceId, Unknown, Value};
