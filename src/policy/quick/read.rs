//! Tells conditions by looking at the subject. Nothing is told of what an evaluation might refuse: what is missing, or
//! of a kind that was not expected.

use smallvec::SmallVec;

use super::{Absent, Condition, Literal, Null, Path, Root};
use crate::model::{Node, Scalar, Value};

/// What of a subject is seen.
pub trait Sight<'s> {
    /// What it holds in a slot; `None` where that cannot be told without an evaluation.
    fn node(&self, slot: usize) -> Option<Node<'s>>;

    /// Whether what it holds in a slot has no elements: nobody wrote it, and no service default stands for it that has any.
    fn is_absent(&self, slot: usize) -> bool;

    /// Whether a firewall has nothing to do with the internet.
    fn is_closed(&self, firewall: usize) -> bool;

    /// Whether one of the related resources is as is asked for, and all are seen.
    fn is_related(&self, related: usize) -> bool;
}

/// Elements of the loops around, the outermost first.
type Elements<'s> = SmallVec<[Node<'s>; 3]>;

impl Condition {
    /// Whether it holds; `None` where that cannot be told.
    pub fn told<'s>(&self, sight: &impl Sight<'s>) -> Option<bool> {
        self.told_in(sight, &mut Elements::new())
    }

    fn told_in<'s>(&self, sight: &impl Sight<'s>, elements: &mut Elements<'s>) -> Option<bool> {
        match self {
            Condition::Known(known) => Some(*known),
            Condition::Open => None,
            Condition::Not(inner) => inner.told_in(sight, elements).map(|b| !b),
            Condition::And(a, b) => {
                if a.told_in(sight, elements)? {
                    b.told_in(sight, elements)
                } else {
                    Some(false)
                }
            }
            Condition::Or(a, b) => {
                if a.told_in(sight, elements)? {
                    Some(true)
                } else {
                    b.told_in(sight, elements)
                }
            }
            Condition::Equal(path, literal) => equal(path.read(sight, elements)?, literal),
            Condition::Folded(path, text) => folded(path.read(sight, elements)?, text),
            Condition::Begins(path, beginning) => begins(path.read(sight, elements)?, beginning),
            Condition::Filled(path) => {
                let node = path.read(sight, elements)?;
                (node.is_list() && !node.is_partial()).then(|| node.elements().next().is_some())
            }
            Condition::Every(lists, inner) => every(lists, inner, sight, elements),
            Condition::Closed(firewall) => sight.is_closed(*firewall).then_some(true),
            Condition::Related(related) => sight.is_related(*related).then_some(true),
        }
    }
}

/// Whether a condition holds for all elements. One of which that cannot be told leaves it open: an evaluation goes on behind
/// it.
fn every<'s>(lists: &[Path], inner: &Condition, sight: &impl Sight<'s>, elements: &mut Elements<'s>) -> Option<bool> {
    let mut all = true;
    for path in lists {
        if path.names.is_empty() && matches!(path.root, Root::Slot(slot) if sight.is_absent(slot)) {
            continue;
        }
        let list = path.read(sight, elements)?;
        let own = match (list.scalar(), path.splat) {
            // What nobody wrote has no elements.
            (Scalar::Null, _) => continue,
            _ if list.is_list() && !list.is_partial() => None,
            (Scalar::Unknown(_), _) | (_, false) => return None,
            _ if list.is_partial() => return None,
            (_, true) => Some(list),
        };
        for item in own.into_iter().chain(list.elements()) {
            if matches!(item.scalar(), Scalar::Unknown(_)) {
                return None;
            }
            elements.push(item);
            let told = inner.told_in(sight, elements);
            elements.pop();
            all &= told?;
        }
    }
    Some(all)
}

/// What stands where nothing is.
pub static NOTHING: Value = Value::NULL;

impl Path {
    fn read<'s>(&self, sight: &impl Sight<'s>, elements: &Elements<'s>) -> Option<Node<'s>> {
        let root = match self.root {
            Root::Slot(slot) => sight.node(slot)?,
            Root::Element(at) => *elements.get(at)?,
        };
        self.names.iter().try_fold(root, |node, step| {
            let Some(found) = node.get(&step.name) else {
                let is_null = self.absent == Absent::Null && step.null == Null::Stays && node.is_object();
                return is_null.then_some(Node::Value(&NOTHING));
            };
            // What was decoded has its defaults.
            let open = step.null == Null::Open && !matches!(found, Node::Value(_));
            match found.scalar() {
                Scalar::Null if open => None,
                // What is tried may fail yet.
                Scalar::Unknown(_) if self.absent == Absent::Null => None,
                _ => Some(found),
            }
        })
    }
}

/// Whether a value equals a literal; those of different primitive types never do.
fn equal(node: Node<'_>, literal: &Literal) -> Option<bool> {
    match node.scalar() {
        Scalar::Null => Some(matches!(literal, Literal::Null)),
        Scalar::Bool(b) => Some(matches!(literal, Literal::Bool(wanted) if *wanted == b)),
        Scalar::Text(text) => Some(matches!(literal, Literal::Text(wanted) if **wanted == *text)),
        Scalar::Number(n) => match literal {
            Literal::Whole(wanted) => n.to_i64().map(|n| n == *wanted),
            _ => Some(false),
        },
        Scalar::Digits(digits) => match literal {
            Literal::Whole(wanted) => digits.parse::<i64>().ok().map(|n| n == *wanted),
            _ => Some(false),
        },
        Scalar::Unknown(unknown) if unknown.refinement.not_null && matches!(literal, Literal::Null) => Some(false),
        // Lists and objects are no literals, but what is in them may not compare.
        Scalar::Unknown(_) | Scalar::Other => None,
    }
}

/// Only ASCII has no more to its cases than that.
fn folded(node: Node<'_>, wanted: &str) -> Option<bool> {
    match node.scalar() {
        Scalar::Text(text) => text.is_ascii().then(|| text.eq_ignore_ascii_case(wanted)),
        _ => None,
    }
}

fn begins(node: Node<'_>, beginning: &str) -> Option<bool> {
    match node.scalar() {
        Scalar::Text(text) => Some(text.starts_with(beginning)),
        Scalar::Unknown(unknown) => {
            let prefix = unknown.refinement.prefix.as_deref().filter(|_| unknown.refinement.not_null)?;
            match prefix.starts_with(beginning) {
                true => Some(true),
                false => (!beginning.starts_with(prefix)).then_some(false),
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Name;
    use super::*;
    use crate::model::json::tape::Tape;

    struct One<'s>(Node<'s>);

    impl<'s> Sight<'s> for One<'s> {
        fn node(&self, slot: usize) -> Option<Node<'s>> {
            (slot == 0).then_some(self.0)
        }

        fn is_absent(&self, _: usize) -> bool {
            false
        }

        fn is_closed(&self, _: usize) -> bool {
            false
        }

        fn is_related(&self, _: usize) -> bool {
            false
        }
    }

    fn told(json: &str, condition: &Condition) -> Option<bool> {
        let tape = Tape::read(json).unwrap();
        let told = condition.told(&One(Node::Text(tape.root())));
        // What is decoded says the same, or more.
        let value = crate::model::json::decode(json, "", "").unwrap();
        let decoded = condition.told(&One(Node::Value(&value)));
        assert!(told.is_none() || told == decoded, "{json} {condition:?} {told:?} {decoded:?}");
        told
    }

    fn name(name: &str, null: Null) -> Name {
        Name { name: name.into(), null }
    }

    fn at(names: &[&str]) -> Path {
        let names = names.iter().map(|n| name(n, Null::Stays)).collect();
        Path { root: Root::Slot(0), names, splat: false, absent: Absent::Open }
    }

    #[test]
    fn literals_are_compared_with_what_lies_in_the_input() {
        let text = |t: &str| Literal::Text(t.into());
        for (json, literal, expected) in [
            ("\"a\"", text("a"), Some(true)),
            ("\"b\"", text("a"), Some(false)),
            ("\"\\u0061\"", text("a"), None),
            ("null", text("a"), Some(false)),
            ("null", Literal::Null, Some(true)),
            ("true", Literal::Bool(true), Some(true)),
            ("false", Literal::Bool(true), Some(false)),
            ("\"true\"", Literal::Bool(true), Some(false)),
            ("[]", Literal::Null, None),
            ("5", Literal::Whole(5), Some(true)),
            ("50", Literal::Whole(5), Some(false)),
            ("5.0", Literal::Whole(5), None),
            ("\"5\"", Literal::Whole(5), Some(false)),
        ] {
            assert_eq!(told(json, &Condition::Equal(at(&[]), literal.clone())), expected, "{json} {literal:?}");
        }
    }

    #[test]
    fn case_is_folded_where_it_is_asked_for() {
        for (json, expected) in [
            ("\"IMAGE\"", Some(true)),
            ("\"bootVolume\"", Some(false)),
            ("\"\u{130}MAGE\"", None),
            ("\"\\u0069mage\"", None),
            ("null", None),
            ("1", None),
        ] {
            assert_eq!(told(json, &Condition::Folded(at(&[]), "image".into())), expected, "{json}");
        }
    }

    #[test]
    fn elements_are_told_only_if_all_are() {
        let element = Path { root: Root::Element(0), ..at(&["a"]) };
        let one = Box::new(Condition::Equal(element, Literal::Whole(1)));
        let every = |splat| Condition::Every(vec![Path { splat, ..at(&["l"]) }], one.clone());
        for (json, list, splat) in [
            (r#"{"l":[{"a":1},{"a":1}]}"#, Some(true), Some(true)),
            (r#"{"l":[]}"#, Some(true), Some(true)),
            (r#"{"l":[{"a":1},{"a":2}]}"#, Some(false), Some(false)),
            (r#"{"l":[{"a":1},{}]}"#, None, None),
            (r#"{"l":null}"#, Some(true), Some(true)),
            (r#"{"l":{"a":1}}"#, None, Some(true)),
            (r#"{"l":{"a":2}}"#, None, Some(false)),
            ("{}", None, None),
        ] {
            assert_eq!((told(json, &every(false)), told(json, &every(true))), (list, splat), "{json}");
        }
        assert_eq!(told(r#"{"l":[1]}"#, &Condition::Filled(at(&["l"]))), Some(true));
        assert_eq!(told(r#"{"l":"x"}"#, &Condition::Filled(at(&["l"]))), None);
    }

    #[test]
    fn what_is_not_there_is_null_for_those_who_try() {
        let tried = |null| Path { names: vec![name("a", null)], absent: Absent::Null, ..at(&[]) };
        let is_one = |null| Condition::Equal(tried(null), Literal::Whole(1));
        assert_eq!(told("{}", &is_one(Null::Stays)), Some(false));
        assert_eq!(told("{}", &is_one(Null::Open)), None);
        assert_eq!(told("[]", &is_one(Null::Stays)), None);
        assert_eq!(told(r#"{"a":1}"#, &is_one(Null::Stays)), Some(true));
    }

    #[test]
    fn null_is_open_where_a_default_may_stand_for_it() {
        let path = Path { names: vec![name("a", Null::Open)], ..at(&[]) };
        let is_one = Condition::Equal(path, Literal::Whole(1));
        let tape = |json| Tape::read(json).unwrap();
        let told = |json| is_one.told(&One(Node::Text(tape(json).root())));
        assert_eq!((told(r#"{"a":null}"#), told(r#"{"a":1}"#), told(r#"{"a":2}"#)), (None, Some(true), Some(false)));
    }

    #[test]
    fn what_is_promised_of_an_unknown_counts() {
        use crate::model::{Kind, Refinement, Unknown, Value};
        let refinement = Refinement { not_null: true, prefix: Some("ocid1.comp".into()), ..Refinement::default() };
        let unknown = Unknown { refinement, ..Unknown::default() };
        let value = Value::from(Kind::Unknown(unknown.into()));
        let told = |c: Condition| c.told(&One(Node::Value(&value)));
        assert_eq!(told(Condition::Begins(at(&[]), "ocid1.tenancy.".into())), Some(false));
        assert_eq!(told(Condition::Begins(at(&[]), "ocid1.".into())), Some(true));
        assert_eq!(told(Condition::Begins(at(&[]), "ocid1.compartment.".into())), None);
        assert_eq!(told(Condition::Equal(at(&[]), Literal::Null)), Some(false));
        assert_eq!(told(Condition::Equal(at(&[]), Literal::Text("x".into()))), None);
    }
}
