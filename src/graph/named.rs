//! Which resources an attribute names, told from the text of the input: whoever makes an index over all resources of a
//! type looks at one path of each, and needs no values for that.

use smallvec::SmallVec;

use super::locate::{Supplier, find};
use super::{AttributeError, Graph, Link};
use crate::eval::Side;
use crate::model::json::tape::{Item, Tape};
use crate::model::json::{Shape, has_true};
use crate::model::{AttrPath, ResourceId, Step};

/// A value as it lies in the input, beside what is said to be unknown of it.
#[derive(Clone, Copy)]
struct Pair<'t> {
    value: Option<Item<'t>>,
    unknown: Option<Item<'t>>,
}

/// How a path is read.
pub(super) struct Way<'w> {
    /// Names, separated by dots; lists are stepped into.
    pub path: &'w str,
    /// Whether service defaults may stand somewhere in its attribute.
    pub defaults: Defaults,
}

/// Whether there are any.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Defaults {
    None,
    Some,
}

impl<'t> Pair<'t> {
    fn is_unknown(self) -> bool {
        self.unknown.is_some_and(|mark| mark.shape() == Shape::True)
    }

    fn shape(self) -> Shape {
        self.value.map_or(Shape::Null, |value| value.shape())
    }

    /// The elements of a list, those included of which nothing but marks is written; `None` for what is no list.
    fn elements(self) -> Option<Vec<Pair<'t>>> {
        let marks = self.unknown.filter(|mark| mark.shape() == Shape::Array);
        let mut marks = marks.into_iter().flat_map(Item::elements);
        let items = match (self.shape(), self.value) {
            (Shape::Array, Some(value)) => Some(value),
            (Shape::Null, _) if self.unknown.is_some_and(|mark| mark.shape() == Shape::Array) => None,
            _ => return None,
        };
        let items = items.into_iter().flat_map(Item::elements);
        let mut out: Vec<Pair<'t>> = items.map(|item| Pair { value: Some(item), unknown: marks.next() }).collect();
        out.extend(marks.map(|mark| Pair { value: None, unknown: Some(mark) }));
        Some(out)
    }

    /// The member of an object; `None` where there is none.
    fn member(self, name: &str) -> Option<Pair<'t>> {
        if !matches!(self.shape(), Shape::Object | Shape::Null) {
            return None;
        }
        let found = Pair {
            value: self.value.and_then(|value| value.get(name)),
            unknown: self.unknown.and_then(|mark| mark.get(name)),
        };
        // What is not written is there if anything of it is unknown.
        (found.value.is_some() || found.unknown.is_some_and(marks_anything)).then_some(found)
    }

    /// How many elements there are at a path that begins here.
    fn count(self, steps: &[Step]) -> Option<usize> {
        let at = steps.iter().try_fold(self, |at, step| match step {
            _ if at.is_unknown() => None,
            Step::Field(name) => at.member(name),
            Step::Index(i) => at.elements()?.get(*i as usize).copied(),
        })?;
        if at.is_unknown() { None } else { at.elements().map(|all| all.len()) }
    }
}

fn marks_anything(mark: Item<'_>) -> bool {
    match mark.shape() {
        Shape::True => true,
        Shape::Object => mark.members().any(|(_, inner)| marks_anything(inner)),
        Shape::Array => mark.elements().any(marks_anything),
        _ => false,
    }
}

impl Graph {
    /// What the attribute at a path of a resource names, for each place that the path leads to.
    ///
    /// # Errors
    /// [`AttributeError`] if the attribute cannot be decoded.
    pub(super) fn links_at(&self, id: ResourceId, side: Side, way: &Way<'_>) -> Result<Vec<Link>, AttributeError> {
        match self.links_in_text(id, side, way) {
            Some(links) => Ok(links),
            None => {
                let values = self.attributes_at(id, side, way.path)?;
                Ok(values.iter().map(|(path, value)| self.link(id, side, path, value)).collect())
            }
        }
    }

    /// The same from the text; `None` where values tell more, or what is wrong.
    fn links_in_text(&self, id: ResourceId, side: Side, way: &Way<'_>) -> Option<Vec<Link>> {
        if way.defaults == Defaults::Some || self.plan.evaluated.is_some() {
            return None;
        }
        let names: SmallVec<[&str; 4]> = way.path.split('.').collect();
        let (root, names) = names.split_first()?;
        let texts = self.doc(id, side).member_texts(root)?;
        if texts.sensitive.is_some_and(has_true) {
            return None;
        }
        let value = texts.value.map(Tape::read);
        let unknown = texts.unknown.filter(|text| has_true(text)).map(Tape::read);
        if matches!(value, Some(None)) || matches!(unknown, Some(None)) {
            return None;
        }
        let (value, unknown) = (value.flatten(), unknown.flatten());
        let whole = Pair { value: value.as_ref().map(Tape::root), unknown: unknown.as_ref().map(Tape::root) };
        let mut walk = Walk { graph: self, id, side, whole, links: Vec::new() };
        walk.step(whole, AttrPath::field(*root), names)?;
        Some(walk.links)
    }
}

/// A walk along a path through all elements of the lists on the way.
struct Walk<'w> {
    graph: &'w Graph,
    id: ResourceId,
    side: Side,
    whole: Pair<'w>,
    links: Vec<Link>,
}

impl<'w> Walk<'w> {
    /// What stands at `path`, and below it at the names that follow. `None` where the text does not tell.
    fn step(&mut self, pair: Pair<'w>, path: AttrPath, names: &[&str]) -> Option<()> {
        let elements = if pair.is_unknown() { None } else { pair.elements() };
        let Some(elements) = elements else { return self.one(pair, path, names) };
        let one = |(i, element)| self.one(element, path.child(Step::Index(i as u32)), names);
        (0..).zip(elements).try_for_each(one)
    }

    /// The same of what is no list that is stepped into.
    fn one(&mut self, pair: Pair<'w>, path: AttrPath, names: &[&str]) -> Option<()> {
        if pair.is_unknown() {
            return self.pending(path, names);
        }
        let Some((name, names)) = names.split_first() else { return self.named(pair, &path) };
        match pair.member(name) {
            Some(member) => self.step(member, path.child(Step::Field((*name).into())), names),
            None => Some(()),
        }
    }

    /// A value that is known.
    fn named(&mut self, pair: Pair<'w>, path: &AttrPath) -> Option<()> {
        match pair.shape() {
            Shape::Null if pair.unknown.is_none_or(|mark| mark.shape() == Shape::False) => {}
            Shape::String => {
                let text = pair.value?.plain_text()?;
                let found = self.graph.find_identity(text).filter(|_| !text.is_empty()).map(Link::Resource);
                self.links.push(found.unwrap_or_else(|| self.graph.link(self.id, self.side, path, &text.into())));
            }
            _ => return None,
        }
        Some(())
    }

    /// A value that is not known yet, if it is told all the same which resource it names.
    fn pending(&mut self, path: AttrPath, names: &[&str]) -> Option<()> {
        let body = self.graph.declaration(self.id).filter(|_| self.side == Side::After)?.body.get();
        let planned = |at: &AttrPath| self.whole.count(at.0.get(1..)?);
        let Supplier::Expr(expr) = find(body, &path, &planned) else { return None };
        let resolved = self.graph.resolve(self.id, expr);
        // What passes something on untouched, or refers to nothing, may come to a value.
        if resolved.targets.is_empty() || resolved.untouched == Some(true) {
            return None;
        }
        let path = names.iter().fold(path, |path, name| path.child(Step::Field((*name).into())));
        match self.graph.link_pending(self.id, &path) {
            Link::Unknown(_) => None,
            link => {
                self.links.push(link);
                Some(())
            }
        }
    }
}
