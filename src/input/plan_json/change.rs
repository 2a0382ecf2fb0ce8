//! Changes of plan JSON as they are written: nothing is decoded but what says which resource it is, and where the
//! members of values begin is noted on the way.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Result, detect, key_of};
use crate::model::doc::Outline;
use crate::model::json;
use crate::model::json::scan::Scanner;

/// A change as it is written.
#[derive(Default)]
pub(super) struct RawChange<'a> {
    pub address: Option<Cow<'a, str>>,
    pub previous_address: Option<Cow<'a, str>>,
    pub mode: Option<Cow<'a, str>>,
    /// What an address is made of, as it is written.
    pub module_address: Option<&'a str>,
    pub kind: Option<&'a str>,
    pub name: Option<&'a str>,
    pub index: Option<&'a str>,
    pub deposed: Option<Cow<'a, str>>,
    pub provider_name: Option<Cow<'a, str>>,
    pub action_reason: Option<Cow<'a, str>>,
    pub change: RawValueChange<'a>,
}

impl<'a> RawChange<'a> {
    const NAMES: &'static [&'static str] = &[
        "address",
        "previous_address",
        "module_address",
        "mode",
        "type",
        "name",
        "index",
        "provider_name",
        "deposed",
        "change",
        "action_reason",
    ];

    /// Reads a change; `keys` is room for the keys of its members.
    pub fn read(scanner: &mut Scanner<'a>, planned: &Planned<'a>, mut keys: Vec<u16>) -> Result<Self> {
        let mut out = RawChange::default();
        let mut written = "";
        scanner.fields(Self::NAMES, |s, name| {
            match name {
                "address" => (out.address, written) = s.text_as_written()?,
                "previous_address" => out.previous_address = s.text()?,
                "mode" => out.mode = s.text()?,
                "module_address" => out.module_address = s.raw()?,
                "type" => out.kind = s.raw()?,
                "name" => out.name = s.raw()?,
                "index" => out.index = s.raw()?,
                "deposed" => out.deposed = s.text()?,
                "provider_name" => out.provider_name = s.text()?,
                "action_reason" => out.action_reason = s.text()?,
                _ => {
                    let keys = std::mem::take(&mut keys);
                    out.change = RawValueChange::read(s, keys, |keys| planned.of(written, keys))?;
                }
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// The address put together from its parts, for writers that leave it out.
    pub fn parts(&self) -> Option<String> {
        let module = self.module_address.and_then(json::string).filter(|m| !m.is_empty()).map(|m| format!("{m}."));
        let mode = if self.mode.as_deref() == Some("data") { "data." } else { "" };
        let key = key_of(self.index);
        let (kind, name) = (self.kind.and_then(json::string)?, self.name.and_then(json::string)?);
        Some(format!("{}{mode}{kind}.{name}{key}", module.unwrap_or_default()))
    }
}

#[derive(Default)]
pub(super) struct RawValueChange<'a> {
    pub actions: SmallVec<[Cow<'a, str>; 2]>,
    pub before: Side<'a>,
    pub after: Side<'a>,
    pub replace_paths: Option<&'a str>,
    pub importing: Option<&'a str>,
    /// Where members of the trees begin.
    pub keys: Vec<u16>,
}

/// One side of a change: the value and what is said of its parts.
#[derive(Default)]
pub(super) struct Side<'a> {
    pub value: Tree<'a>,
    pub unknown: Tree<'a>,
    pub sensitive: Tree<'a>,
}

impl Side<'_> {
    /// Where the members of what is kept of it are; `None` where that was not noted.
    pub fn outline(&self, keys: &[u16], kept: [bool; 3]) -> Option<Outline> {
        let trees = [&self.value, &self.unknown, &self.sensitive];
        let mut noted = [&[] as &[u16]; 3];
        for ((tree, kept), noted) in trees.into_iter().zip(kept).zip(&mut noted) {
            // What is no object has no members.
            if !kept || !tree.text.is_some_and(detect::is_object) {
                continue;
            }
            *noted = tree.keys.clone().and_then(|range| keys.get(range))?;
        }
        Some(Outline::new(noted))
    }
}

/// A value as it is written, and which of the noted keys are those of its members.
#[derive(Default)]
pub(super) struct Tree<'a> {
    pub text: Option<&'a str>,
    pub keys: Option<Range<usize>>,
}

impl<'a> Tree<'a> {
    /// Reads a value, which perhaps is the same as that of the other side, or as what is planned; both were read before.
    fn read(
        scanner: &mut Scanner<'a>,
        keys: &mut Vec<u16>,
        other: Option<&Tree<'a>>,
        planned: Option<&Tree<'a>>,
    ) -> Result<Tree<'a>> {
        let mut again = |tree: &Tree<'a>| scanner.again(tree.text?);
        // Two sides are one text. What is planned stands far away, and a change is looked at as a whole: its own text counts.
        if let Some(other) = other.filter(|other| again(other).is_some()) {
            return Ok(Tree { text: other.text, keys: other.keys.clone() });
        }
        if let Some((planned, text)) = planned.and_then(|planned| Some((planned, again(planned)?))) {
            return Ok(Tree { text: Some(text), keys: planned.keys.clone() });
        }
        let begin = keys.len();
        let (text, count) = scanner.outline(keys)?;
        Ok(Tree { text, keys: count.map(|n| begin..begin + n) })
    }
}

/// What `planned_values` says of resources, by their addresses as they are written: mostly what changes say once more.
#[derive(Default)]
pub(super) struct Planned<'a> {
    values: FxHashMap<&'a str, Tree<'a>>,
    /// Where members of all of them begin.
    keys: Vec<u16>,
}

impl<'a> Planned<'a> {
    /// Reads `planned_values`. What is odd about them is passed over: they are not what counts.
    pub fn read(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        self.members(scanner, &mut |planned, s, name| match name {
            "root_module" => planned.module(s),
            _ => s.skip().map(drop),
        })
    }

    fn module(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        self.members(scanner, &mut |planned, s, name| match (name, s.first()) {
            ("resources", Some(b'[')) => s.elements(|s| planned.resource(s)),
            ("child_modules", Some(b'[')) => s.elements(|s| planned.module(s)),
            _ => s.skip().map(drop),
        })
    }

    fn resource(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        let (mut address, mut values) = (None, None);
        self.members(scanner, &mut |planned, s, name| {
            match name {
                "address" => address = s.skip()?.strip_prefix('"').and_then(|a| a.strip_suffix('"')),
                "values" => values = Some(Tree::read(s, &mut planned.keys, None, None)?),
                _ => drop(s.skip()?),
            }
            Ok(())
        })?;
        self.values.extend(address.zip(values));
        Ok(())
    }

    /// Reads the members of an object; skips anything else.
    fn members(
        &mut self,
        scanner: &mut Scanner<'a>,
        read: &mut dyn FnMut(&mut Self, &mut Scanner<'a>, &str) -> Result<()>,
    ) -> Result<()> {
        match scanner.first() {
            Some(b'{') => scanner.members(|s, name, _| read(self, s, name)),
            _ => scanner.skip().map(drop),
        }
    }

    /// What is planned for an address; the keys of its members are added to `keys`.
    fn of(&self, address: &str, keys: &mut Vec<u16>) -> Tree<'a> {
        let Some(planned) = self.values.get(address) else { return Tree::default() };
        let noted = planned.keys.clone().and_then(|range| self.keys.get(range));
        let begin = keys.len();
        keys.extend_from_slice(noted.unwrap_or_default());
        Tree { text: planned.text, keys: noted.map(|_| begin..keys.len()) }
    }
}

impl<'a> RawValueChange<'a> {
    const NAMES: &'static [&'static str] = &[
        "actions",
        "before",
        "after",
        "after_unknown",
        "before_sensitive",
        "after_sensitive",
        "replace_paths",
        "importing",
    ];

    /// Reads a change, of which this may be planned; `keys` is room for the keys of its members.
    pub fn read(
        scanner: &mut Scanner<'a>,
        mut keys: Vec<u16>,
        planned: impl FnOnce(&mut Vec<u16>) -> Tree<'a>,
    ) -> Result<Self> {
        keys.clear();
        let planned = planned(&mut keys);
        let mut out = RawValueChange { keys, ..Default::default() };
        scanner.fields(Self::NAMES, |s, name| {
            match name {
                "actions" => s.elements(|s| s.text().map(|action| out.actions.extend(action)))?,
                "before" => out.before.value = Tree::read(s, &mut out.keys, Some(&out.after.value), Some(&planned))?,
                "after" => out.after.value = Tree::read(s, &mut out.keys, Some(&out.before.value), Some(&planned))?,
                "after_unknown" => out.after.unknown = Tree::read(s, &mut out.keys, None, None)?,
                "before_sensitive" => {
                    out.before.sensitive = Tree::read(s, &mut out.keys, Some(&out.after.sensitive), None)?
                }
                "after_sensitive" => {
                    out.after.sensitive = Tree::read(s, &mut out.keys, Some(&out.before.sensitive), None)?
                }
                "replace_paths" => out.replace_paths = s.raw()?,
                _ => out.importing = s.raw()?,
            }
            Ok(())
        })?;
        Ok(out)
    }
}
