//! Which resources an attribute names, told from the text of the input: whoever makes an index over all resources of a
//! type looks at one path of each, and needs no values for that.

use smallvec::SmallVec;

use super::locate::{Supplier, find};
use super::{AttributeError, Graph, Link};
use crate::eval::Side;
use crate::model::json::pair::{Form, Pair, Tapes};
use crate::model::json::{Shape, has_true};
use crate::model::{AttrPath, ResourceId, Step, Value};
use crate::text::Str;

/// How a path is read.
pub(super) struct Way<'w> {
    /// Names, separated by dots; lists are stepped into.
    pub path: &'w str,
    /// Whether service defaults may stand somewhere in its attribute.
    pub defaults: Defaults,
}

/// What stands at a place, and which resource that names.
pub(super) struct Naming {
    /// What it names.
    pub link: Link,
    /// The text, where it is known.
    pub text: Option<Str>,
}

/// Whether there are any.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Defaults {
    None,
    Some,
}

/// How many elements there are at a path that begins at a pair.
fn count(whole: Pair<'_>, steps: &[Step]) -> Option<usize> {
    let at = steps.iter().try_fold(whole, |at, step| match step {
        Step::Field(name) => at.get(name),
        Step::Index(i) => at.elements().nth(*i as usize),
    })?;
    (at.form() == Form::Of(Shape::Array)).then(|| at.elements().count())
}

impl Graph {
    /// What the attribute at a path of a resource names, for each place that the path leads to.
    ///
    /// # Errors
    /// [`AttributeError`] if the attribute cannot be decoded.
    pub(super) fn links_at(&self, id: ResourceId, side: Side, way: &Way<'_>) -> Result<Vec<Naming>, AttributeError> {
        match self.links_in_text(id, side, way) {
            Some(links) => Ok(links),
            None => {
                let values = self.attributes_at(id, side, way.path)?;
                let naming = |(path, value): &(AttrPath, Value)| Naming {
                    link: self.link(id, side, path, value),
                    text: value.as_str().map(Str::from),
                };
                Ok(values.iter().map(naming).collect())
            }
        }
    }

    /// The same from the text; `None` where values tell more, or what is wrong.
    fn links_in_text(&self, id: ResourceId, side: Side, way: &Way<'_>) -> Option<Vec<Naming>> {
        if self.plan.evaluated.is_some() {
            return None;
        }
        let names: SmallVec<[&str; 4]> = way.path.split('.').collect();
        let (root, names) = names.split_first()?;
        let texts = self.doc(id, side).member_texts(root)?;
        if texts.sensitive.is_some_and(has_true) {
            return None;
        }
        let tapes = Tapes::read(texts.value, texts.unknown)?;
        let (whole, defaults) = (tapes.root(), way.defaults);
        let mut walk = Walk { graph: self, id, side, whole, defaults, links: Vec::new() };
        walk.step(tapes.root(), AttrPath::field(*root), names)?;
        Some(walk.links)
    }
}

impl Graph {
    /// Which resource a top-level attribute names of which the input says that it is unknown as a whole, where that is
    /// certain without its value.
    pub fn pending_link(&self, id: ResourceId, side: Side, name: &Str) -> Option<Link> {
        if self.plan.evaluated.is_some() {
            return None;
        }
        self.link_by_reference(id, side, &AttrPath::field(name.clone()), &|_| None)
    }

    /// The resource that the attribute at a path names, or all that is below it, by what the expression refers to that
    /// supplies it. No service default stands for what somebody wrote.
    fn link_by_reference(
        &self,
        id: ResourceId,
        side: Side,
        path: &AttrPath,
        planned: &dyn Fn(&AttrPath) -> Option<usize>,
    ) -> Option<Link> {
        let body = self.declaration(id).filter(|_| side == Side::After)?.body.get();
        let Supplier::Expr(expr) = find(body, path, planned) else { return None };
        let resolved = self.resolve(id, expr);
        // What passes something on untouched, or refers to nothing, may come to a value; what computes something, or
        // refers to what is not to be found, names nobody for certain.
        if resolved.targets.is_empty() || resolved.untouched.is_some() || !resolved.is_complete() {
            return None;
        }
        Some(self.settle_all(&resolved.targets, side, 0, &[])).filter(|link| !matches!(link, Link::Unknown(_)))
    }
}

/// A walk along a path through all elements of the lists on the way.
struct Walk<'w> {
    graph: &'w Graph,
    id: ResourceId,
    side: Side,
    whole: Pair<'w>,
    /// Where there are any, they may stand for whatever is null or not there.
    defaults: Defaults,
    links: Vec<Naming>,
}

impl<'w> Walk<'w> {
    /// What stands at `path`, and below it at the names that follow. `None` where the text does not tell.
    fn step(&mut self, pair: Pair<'w>, path: AttrPath, names: &[&str]) -> Option<()> {
        if pair.form() != Form::Of(Shape::Array) {
            return self.one(pair, path, names);
        }
        (0..).zip(pair.elements()).try_for_each(|(i, item)| self.one(item, path.child(Step::Index(i)), names))
    }

    /// The same of what is no list that is stepped into.
    fn one(&mut self, pair: Pair<'w>, path: AttrPath, names: &[&str]) -> Option<()> {
        if pair.form() == Form::Unknown {
            return self.pending(path);
        }
        let Some((name, names)) = names.split_first() else { return self.named(pair, &path) };
        match pair.get(name) {
            Some(member) => self.step(member, path.child(Step::Field((*name).into())), names),
            None => self.nothing(),
        }
    }

    /// A value that is known.
    fn named(&mut self, pair: Pair<'w>, path: &AttrPath) -> Option<()> {
        match pair.form() {
            Form::Of(Shape::Null) => self.nothing(),
            Form::Of(Shape::String) => {
                let text = pair.value?.plain_text()?;
                let found = self.graph.find_identity(text).filter(|_| !text.is_empty()).map(Link::Resource);
                let link = found.unwrap_or_else(|| self.graph.link(self.id, self.side, path, &text.into()));
                self.links.push(Naming { link, text: Some(text.into()) });
                Some(())
            }
            _ => None,
        }
    }

    /// Nothing is written, and nothing named if no default stands for it.
    fn nothing(&self) -> Option<()> {
        (self.defaults == Defaults::None).then_some(())
    }

    /// A value that is not known yet, if it is told all the same which resource it names.
    fn pending(&mut self, path: AttrPath) -> Option<()> {
        let planned = |at: &AttrPath| count(self.whole, at.0.get(1..)?);
        let link = self.graph.link_by_reference(self.id, self.side, &path, &planned)?;
        self.links.push(Naming { link, text: None });
        Some(())
    }
}
