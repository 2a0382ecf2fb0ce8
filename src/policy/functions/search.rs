//! `contains` on a long list: what rules compute once over all resources of a type is asked for by each
//! resource of another, and must not be walked through every time.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::{Kind, Value};
use crate::text::Str;

/// Lists below this are walked.
const LONG: usize = 32;
/// Lists whose index one thread keeps.
const MOST: usize = 64;

/// The texts of a list. Holding the list keeps its address from being used again.
struct Index {
    list: Arc<Vec<Value>>,
    texts: FxHashSet<Str>,
    others: Others,
}

/// What a list holds beside plain texts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Others {
    None,
    Some,
}

thread_local! {
    static INDEXES: RefCell<Vec<Index>> = const { RefCell::new(Vec::new()) };
}

/// Whether a long list of texts has a text in it; `None` where walking it may say more than this.
pub fn contains(list: &Value, wanted: &Value) -> Option<bool> {
    let (Kind::Tuple(items) | Kind::List(_, items)) = &list.kind else { return None };
    let Kind::String(text) = &wanted.kind else { return None };
    // Marks of the list and of what is asked for would have to travel.
    if items.len() < LONG || list.marks != Default::default() || wanted.marks.sensitive || wanted.marks.ephemeral {
        return None;
    }
    INDEXES.with_borrow_mut(|indexes| {
        let at = match indexes.iter().position(|i| Arc::ptr_eq(&i.list, items)) {
            Some(at) => at,
            None => {
                if indexes.len() >= MOST {
                    indexes.clear();
                }
                indexes.push(index(items));
                indexes.len() - 1
            }
        };
        let Index { texts, others, .. } = indexes.get(at)?;
        match (texts.contains(text), others) {
            (true, _) => Some(true),
            (false, Others::None) => Some(false),
            (false, Others::Some) => None,
        }
    })
}

fn index(items: &Arc<Vec<Value>>) -> Index {
    let mut texts = FxHashSet::default();
    let mut others = Others::None;
    for item in items.iter() {
        match &item.kind {
            Kind::String(text) if item.marks == Default::default() => drop(texts.insert(text.clone())),
            _ => others = Others::Some,
        }
    }
    Index { list: items.clone(), texts, others }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_answers_what_it_can() {
        let names: Vec<Value> = (0..100).map(|n| Value::from(format!("n{n}"))).collect();
        let list = Value::tuple(names.clone());
        assert_eq!(contains(&list, &"n7".into()), Some(true));
        assert_eq!(contains(&list, &"x".into()), Some(false));
        assert_eq!(contains(&list, &Value::unknown()), None);
        assert_eq!(contains(&Value::tuple(names[..3].to_vec()), &"n1".into()), None);
        let mut open = names;
        open.push(Value::unknown());
        let open = Value::tuple(open);
        assert_eq!((contains(&open, &"n7".into()), contains(&open, &"x".into())), (Some(true), None));
    }
}
