//! Tags and labels that a provider block adds to everything it makes.
//!
//! AWS: <https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block>;
//! Google: <https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference#default_labels>.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::config;
use super::scope::ModuleScope;
use super::world::{Repetition, World};
use crate::eval::convert::convert;
use crate::hcl::ast::Attribute;
use crate::model::{Kind, Mode, ResourceId, Type, Value};
use crate::text::{Span, Str};

/// Computed attributes that hold the sum of what a resource and its provider say.
const SUMS: &[(&str, &str, &str)] = &[
    ("aws_", "tags_all", "tags"),
    ("google_", "terraform_labels", "labels"),
    ("google_", "effective_labels", "labels"),
];

/// Names of the attributes of this kind that a resource type may have.
pub(super) fn sums(kind: &str) -> impl Iterator<Item = &'static str> {
    SUMS.iter().filter(move |(prefix, ..)| kind.starts_with(prefix)).map(|(_, sum, _)| *sum)
}

impl World<'_> {
    /// The tags of the provider and those of the resource, which win; `None` where the provider adds nothing.
    pub fn summed_tags(&self, id: ResourceId, name: &str) -> Option<Value> {
        let resource = self.resource(id);
        let (mode, kind, _) = &resource.key;
        let (_, _, own) = SUMS.iter().find(|(prefix, sum, _)| *sum == name && kind.starts_with(prefix))?;
        if *mode != Mode::Managed {
            return None;
        }
        let added = self.provider_tags(id)?;
        let own = self.written(id, &Str::from(*own), Span::new(crate::text::FileId(0), 0, 0)).ok()?;
        let strings = Type::map(Type::String);
        let mut sum: BTreeMap<Str, Value> = BTreeMap::new();
        for part in [Some(added), own].into_iter().flatten() {
            match convert(&part, &strings).map(|v| v.kind) {
                Ok(Kind::Map(_, entries)) => {
                    sum.extend(entries.iter().map(|(k, v)| (k.clone(), v.clone().with_marks(&part.marks))));
                }
                Ok(Kind::Null(_)) => {}
                _ => return Some(Value::waiting(format!("{}.{name}", resource.address))),
            }
        }
        Some(Kind::Map(Type::String, Arc::new(sum)).into())
    }

    fn provider_tags(&self, id: ResourceId) -> Option<Value> {
        let resource = self.resource(id);
        let decl = self.instance(resource.module).decl;
        let (owner, block) = config::provider_block(&self.modules, decl, &resource.key)?;
        let tags: &Attribute = match block.body.blocks_of("default_tags").next() {
            Some(inner) => inner.body.attribute("tags")?,
            None => block.body.attribute("default_labels")?,
        };
        // Modules with provider blocks of their own have one instance.
        let instance = self.instances.borrow().iter().position(|i| i.decl == owner)?;
        let scope = ModuleScope::new(self, instance, &Repetition::None);
        Some(self.value(&tags.expr, &scope, "provider tags"))
    }
}
