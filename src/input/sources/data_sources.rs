//! Which data sources Terraform reads while it plans: those that nothing keeps from being read before anything is
//! created.

use super::world::World;
use crate::eval::references;
use crate::hcl::ast::{Block, Body};
use crate::model::waits::{When, when};
use crate::model::{Key, Mode, ResourceId, Value};

impl World<'_> {
    /// Whether a plan will know what a data source found: its arguments are known, and it depends on no resource of
    /// this configuration, by `depends_on` or by naming one. Beside a plan, what that leaves open is read at apply.
    pub(super) fn is_read_while_planning(&self, id: ResourceId) -> bool {
        let resource = self.resource(id);
        if self.options.planned.is_some() || resource.key.0 != Mode::Data || resource.address.key == Key::Wildcard {
            return false;
        }
        let Some(decl) = self.decl(resource.module).resources.get(&resource.key) else { return false };
        !self.is_kept_waiting(resource.module, &decl.block) && self.has_known_arguments(id, &decl.block)
    }

    /// Whether a block, or a module block around it, says that it comes after something else.
    fn is_kept_waiting(&self, module: usize, block: &Block) -> bool {
        let mut outer = self.instance(module).parent.clone();
        while let Some((parent, call)) = outer {
            let call = self.decl(parent).calls.get(&call);
            if call.is_some_and(|c| c.block.body.attribute("depends_on").is_some()) {
                return true;
            }
            outer = self.instance(parent).parent.clone();
        }
        block.body.attribute("depends_on").is_some() || self.names_resource(module, &block.body)
    }

    /// Whether a body refers to a resource of its module. Terraform takes that for a dependency, whatever is known of
    /// the attribute; through a local it does not.
    fn names_resource(&self, module: usize, body: &Body) -> bool {
        let resources = &self.decl(module).resources;
        let is_resource = |r: &references::Reference| {
            r.name(0).is_some_and(|name| resources.contains_key(&(Mode::Managed, r.root.clone(), name.clone())))
        };
        body.attributes().any(|a| references(&a.expr).iter().any(is_resource))
            || body.blocks().any(|b| self.names_resource(module, &b.body))
    }

    /// Whether all that is written in the block is known, or will be when Terraform plans.
    fn has_known_arguments(&self, id: ResourceId, block: &Block) -> bool {
        let in_time = |value: &Value| {
            let waits = value.waits_for();
            value.is_wholly_known() || !waits.is_empty() && waits.iter().all(|cause| when(cause) == When::Planning)
        };
        super::body::argument_names(&block.body).iter().all(|name| match self.written(id, name, block.header) {
            Ok(Some(value)) => in_time(&self.settle(&value)),
            Ok(None) => true,
            Err(_) => false,
        })
    }
}
