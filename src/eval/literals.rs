//! The scope of files that hold only literal values.

use super::{Lookup, Scope, Traced};
use crate::model::ResourceId;
use crate::text::{Diagnostic, Span, Str};

/// A scope in which nothing has a name.
#[derive(Clone, Copy, Debug)]
pub struct Literals;

impl Scope for Literals {
    fn lookup(&self, root: &str, _: &[Str], span: Span) -> Result<Lookup, Diagnostic> {
        Err(Diagnostic::error(
            span,
            "Variables not allowed",
            format!("{root:?} cannot be used here: only literal values."),
        ))
    }

    fn resource_attribute(&self, _: ResourceId, _: &str, span: Span) -> Result<Traced, Diagnostic> {
        Err(Diagnostic::error(span, "Resources not allowed", "Only literal values can be used here."))
    }

    fn call(&self, name: &str, _: Vec<Traced>, span: Span) -> Result<Traced, Diagnostic> {
        Err(Diagnostic::error(
            span,
            "Functions not allowed",
            format!("{name} cannot be called here: only literal values."),
        ))
    }
}
