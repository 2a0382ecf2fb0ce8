//! Functions of providers. They run in the provider, but for those of the one that Terraform has built in.

use super::config;
use super::scope::ModuleScope;
use crate::eval::Traced;
use crate::eval::functions::{self, BUILTIN_PROVIDER};
use crate::model::Value;
use crate::text::{Diagnostic, Span};

impl ModuleScope<'_, '_> {
    /// What `lookup` finds in a nested block that does not mention the attribute, where only the provider knows it:
    /// the default of the call is then not the answer.
    pub(super) fn computed_inside(&self, object: &Value, key: &Value) -> Option<Value> {
        let (entries, name) = (object.as_entries()?, key.as_str()?);
        let origin = object.marks.origin.as_ref().filter(|_| !entries.contains_key(name))?;
        self.world.unwritten_inside(origin, &name.into()).filter(Value::is_unknown)
    }

    /// Calls `provider::NAME::FUNCTION`; `None` for a function of another kind.
    pub(super) fn provider_function(
        &self,
        name: &str,
        values: &[Value],
        span: Span,
    ) -> Option<Result<Traced, Diagnostic>> {
        let Some((local, function)) = name.strip_prefix("provider::").and_then(|n| n.split_once("::")) else {
            return name.contains("::").then(|| Ok(Value::waiting(format!("{name}()")).into()));
        };
        let module = self.world.instance(self.module).decl;
        if *config::full_name(&self.world.modules, module, local) != *BUILTIN_PROVIDER {
            return Some(Ok(Value::waiting(format!("{name}()")).into()));
        }
        let values: Vec<Value> = values.iter().map(|v| self.world.settle(v)).collect();
        let known = format!("provider::terraform::{function}");
        Some(match functions::call(&known, &values, self) {
            Some(Ok(value)) => Ok(value.into()),
            Some(Err(problem)) => {
                let (summary, detail) = functions::explain(&known, values.len(), &problem);
                Err(Diagnostic::error(span, summary, detail))
            }
            None => {
                let detail = format!("The function {function:?} is not available from the provider {local:?}.");
                Err(Diagnostic::error(span, "Unknown provider function", detail))
            }
        })
    }
}
