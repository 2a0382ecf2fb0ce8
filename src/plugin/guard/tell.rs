//! What tells the resources of a type apart, so that a call need not be compared with each: the attribute of which
//! they have the most different texts, as a name is.

use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};

use super::fit::text;
use crate::model::Value;
use crate::text::Str;

/// Types with fewer resources are looked through.
const FEW: usize = 16;

/// Attribute that tells apart, by type.
#[derive(Debug, Default)]
pub struct Telling(HashMap<Str, Str>);

impl Telling {
    /// Chooses the attributes; `all` are types with what is expected of a resource.
    pub fn new<'v>(all: impl Iterator<Item = (&'v Str, &'v Value)>) -> Telling {
        let mut types: HashMap<&Str, (usize, HashMap<&Str, HashSet<u64>>)> = HashMap::new();
        for (kind, value) in all {
            let (count, texts) = types.entry(kind).or_default();
            *count += 1;
            for (name, inner) in value.as_entries().into_iter().flatten() {
                if let Some(mark) = mark(inner) {
                    texts.entry(name).or_default().insert(mark);
                }
            }
        }
        let chosen = types.into_iter().filter(|(_, (count, _))| *count >= FEW).filter_map(|(kind, (_, texts))| {
            let best = texts.into_iter().filter(|(_, marks)| marks.len() > 1);
            let best = best.max_by(|a, b| a.1.len().cmp(&b.1.len()).then_with(|| b.0.cmp(a.0)));
            best.map(|(name, _)| (kind.clone(), name.clone()))
        });
        Telling(chosen.collect())
    }

    /// What tells a value of a type from others; `None` if it is not known, or nothing does.
    pub fn mark(&self, kind: &Str, value: &Value) -> Option<u64> {
        mark(value.get(self.0.get(kind)?)?)
    }
}

/// Values that fit each other have the same mark, or one of them has none: `fits` compares scalars by their text, and
/// null and unknown fit everything. An empty text counts as not written.
fn mark(value: &Value) -> Option<u64> {
    if value.is_unknown() || value.is_null() {
        return None;
    }
    let text = text(value).filter(|t| !t.is_empty())?;
    let mut hasher = std::hash::DefaultHasher::new();
    text.hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_most_tells_apart_and_what_fits_is_never_told_apart() {
        let kind: Str = "t".into();
        let of = |name: Value, port: i64| Value::object([("name", name), ("port", Value::from(port))]);
        let all: Vec<Value> = (0..20).map(|n| of(format!("n{n}").as_str().into(), n % 3)).collect();
        let telling = Telling::new(all.iter().map(|v| (&kind, v)));
        assert_eq!(&*telling.0[&kind], "name");
        let mark = |name: Value| telling.mark(&kind, &of(name, 1));
        assert!(mark("n1".into()).is_some() && mark("n1".into()) != mark("n2".into()));
        assert_eq!(mark(Value::from(7)), mark("7".into()), "sources are not converted to the schema's types");
        for anything in [Value::unknown(), Value::NULL, "".into()] {
            assert_eq!(mark(anything), None);
        }
        assert_eq!(telling.mark(&"other".into(), &all[0]), None);
        let few = Telling::new(all.iter().take(FEW - 1).map(|v| (&kind, v)));
        assert_eq!(few.mark(&kind, &all[0]), None);
    }
}
