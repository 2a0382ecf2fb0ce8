//! Schemas of the provider that Terraform has built in. They come with Terraform, not with a release of a provider,
//! so that they are certain.

use std::sync::{Arc, LazyLock};

use super::decl::{ModuleDecl, ResourceKey};
use super::world::World;
use crate::hcl::ast::Block;
use crate::model::Mode;
use crate::model::schema::{AttributeKind, Schemas, TypeSchema};
use crate::text::{Diagnostic, Span, Str};

/// In the format of `docs/schema-index.md`; facts of `internal/builtin/providers/terraform` of Terraform 1.11.
const INDEX: &str = "\
# provider terraform.io/builtin/terraform
d terraform_remote_state backend:r config:oD defaults:oD outputs:cD workspace:o
r terraform_data id:c input:oD output:cD triggers_replace:oD
";

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    Schemas::from_index(INDEX).unwrap_or_else(|e| unreachable!("the index above is not in order: {e}"))
});

/// The schema of a type of the built-in provider.
pub(super) fn schema(mode: Mode, kind: &str) -> Option<Arc<TypeSchema>> {
    SCHEMAS.resource(mode, kind)
}

/// A type that the built-in provider does not have.
pub(super) fn unsupported((mode, kind, _): &ResourceKey, block: &Block, module: &ModuleDecl) -> Option<Diagnostic> {
    let is_ours = kind.starts_with("terraform_")
        && block.body.attribute("provider").is_none()
        && !module.required.contains_key("terraform");
    if !is_ours || schema(*mode, kind).is_some() {
        return None;
    }
    let (summary, what) = match mode {
        Mode::Managed => ("Invalid resource type", "resource type"),
        Mode::Data => ("Invalid data source", "data source"),
        Mode::Ephemeral => ("Invalid ephemeral resource", "ephemeral resource"),
    };
    let detail = format!("The provider terraform.io/builtin/terraform does not support {what} \"{kind}\".");
    Some(Diagnostic::error(block.labels.first().map_or(block.header, |l| l.span), summary, detail))
}

impl World<'_> {
    /// The schema of a type, as far as one is known.
    pub(super) fn schema(&self, mode: Mode, kind: &str) -> Option<Arc<TypeSchema>> {
        self.options.schemas.and_then(|s| s.resource(mode, kind)).or_else(|| schema(mode, kind))
    }

    /// Terraform holds references against schemas before it evaluates anything: what is wrong here no `can` or `try`
    /// catches. `names` are those after the address.
    pub(super) fn hold_against_schema(&self, mode: Mode, kind: &str, names: &[Str], span: Span) {
        let (Some(schema), [attribute, inner @ ..]) = (self.schema(mode, kind), names) else { return };
        let detail = match schema.fields.get(attribute).map(|field| &field.kind) {
            Some(AttributeKind::String) => "string",
            Some(AttributeKind::Bool) => "bool",
            Some(AttributeKind::Int | AttributeKind::Float | AttributeKind::Number) => "number",
            Some(_) => return,
            // A schema of another release may lack what this one has.
            None if self::schema(mode, kind).is_none() => return,
            None => {
                let known: Vec<&str> = schema.fields.iter().map(|f| &*f.name).collect();
                let near = crate::eval::suggest(attribute, known).map(|n| format!(" Did you mean {n:?}?"));
                let detail = format!(
                    "This object has no argument, nested block, or exported attribute named {:?}.{}",
                    &**attribute,
                    near.unwrap_or_default()
                );
                return self.report(Diagnostic::error(span, "Unsupported attribute", detail));
            }
        };
        if !inner.is_empty() {
            let detail = format!("Can't access attributes on a primitive-typed value ({detail}).");
            self.report(Diagnostic::error(span, "Unsupported attribute", detail));
        }
    }
}
