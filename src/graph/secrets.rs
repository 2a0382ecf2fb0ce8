//! Attributes that hold secrets: by the provider's schema (Terraform writes those into the masks of plan
//! JSON only since 1.8), and by the table of attributes that carry them though no schema says so.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Graph, type_key};
use crate::model::{Kind, Resource, Value};
use crate::text::Str;

/// Paths of names without indexes, by type.
pub(super) type Secrets = FxHashMap<Str, Vec<Vec<Str>>>;

impl Graph {
    /// The top-level attribute of a resource, with everything marked that the schema calls sensitive.
    pub(super) fn conceal(&self, resource: &Resource, name: &str, mut value: Value) -> Value {
        for path in self.secret_paths(resource).iter().filter(|p| p.first().is_some_and(|n| &**n == name)) {
            mark(&mut value, &path[1..]);
        }
        value
    }

    /// The same for the whole of a resource.
    pub fn concealed(&self, resource: &Resource, mut whole: Value) -> Value {
        for path in self.secret_paths(resource) {
            mark(&mut whole, path);
        }
        whole
    }

    fn secret_paths(&self, resource: &Resource) -> &[Vec<Str>] {
        let all = self.secrets.get_or_init(|| self.find_secrets());
        if all.is_empty() {
            return &[];
        }
        let address = &resource.address;
        all.get(&type_key(&self.knowledge, address.mode, &address.kind)).map_or(&[], Vec::as_slice)
    }

    fn find_secrets(&self) -> Secrets {
        let mut out = Secrets::default();
        for (key, ids) in self.types() {
            let Some(address) = ids.first().map(|id| &self.plan.resource(*id).address) else { continue };
            let kind = self.knowledge.canonical(&address.kind);
            let mut paths: Vec<Vec<Str>> = Vec::new();
            let known = self.knowledge.sensitive.get(kind).into_iter().flatten();
            paths.extend(known.map(|path| path.split('.').map(Str::from).collect::<Vec<_>>()));
            if let Some(schema) = self.knowledge.schemas.resource(address.mode, kind) {
                schema.walk(&mut |path, attribute| {
                    if attribute.flags.sensitive || attribute.flags.write_only {
                        paths.push(path.iter().map(|name| Str::from(*name)).collect());
                    }
                });
            }
            if !paths.is_empty() {
                out.insert(key.clone(), paths);
            }
        }
        out
    }
}

fn mark(value: &mut Value, path: &[Str]) {
    let Some((name, rest)) = path.split_first() else {
        value.marks.sensitive |= !value.is_null();
        return;
    };
    match &mut value.kind {
        Kind::List(_, items) | Kind::Set(_, items) | Kind::Tuple(items) | Kind::Partial(items)
            if items.iter().any(|i| holds(i, name)) =>
        {
            Arc::make_mut(items).iter_mut().for_each(|item| mark(item, path));
        }
        Kind::Map(_, entries) | Kind::Object(entries) if entries.contains_key(name) => {
            if let Some(inner) = Arc::make_mut(entries).get_mut(name) {
                mark(inner, rest);
            }
        }
        _ => {}
    }
}

fn holds(value: &Value, name: &Str) -> bool {
    value.as_entries().is_some_and(|e| e.contains_key(name)) || value.as_elements().is_some()
}
