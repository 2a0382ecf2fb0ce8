//! Changes of plan JSON as they are written: nothing is decoded but what says which resource it is, and where the
//! members of values begin is noted on the way.

use std::borrow::Cow;
use std::ops::Range;

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

    pub fn read(scanner: &mut Scanner<'a>) -> Result<Self> {
        let mut out = RawChange::default();
        scanner.fields(Self::NAMES, |s, name| {
            match name {
                "address" => out.address = s.text()?,
                "previous_address" => out.previous_address = s.text()?,
                "mode" => out.mode = s.text()?,
                "module_address" => out.module_address = s.raw()?,
                "type" => out.kind = s.raw()?,
                "name" => out.name = s.raw()?,
                "index" => out.index = s.raw()?,
                "deposed" => out.deposed = s.text()?,
                "provider_name" => out.provider_name = s.text()?,
                "action_reason" => out.action_reason = s.text()?,
                _ => out.change = RawValueChange::read(s)?,
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
    pub actions: Vec<Cow<'a, str>>,
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
    /// Reads a value, which perhaps is the same as one that was read before.
    fn read(scanner: &mut Scanner<'a>, keys: &mut Vec<u16>, before: &Tree<'a>) -> Result<Tree<'a>> {
        if let Some(known) = before.text
            && scanner.again(known)
        {
            return Ok(Tree { text: before.text, keys: before.keys.clone() });
        }
        let begin = keys.len();
        let (text, count) = scanner.outline(keys)?;
        Ok(Tree { text, keys: count.map(|n| begin..begin + n) })
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

    /// Reads a change.
    pub fn read(scanner: &mut Scanner<'a>) -> Result<Self> {
        let (mut out, nothing) = (RawValueChange::default(), Tree::default());
        scanner.fields(Self::NAMES, |s, name| {
            match name {
                "actions" => s.elements(|s| s.text().map(|action| out.actions.extend(action)))?,
                "before" => out.before.value = Tree::read(s, &mut out.keys, &out.after.value)?,
                "after" => out.after.value = Tree::read(s, &mut out.keys, &out.before.value)?,
                "after_unknown" => out.after.unknown = Tree::read(s, &mut out.keys, &nothing)?,
                "before_sensitive" => out.before.sensitive = Tree::read(s, &mut out.keys, &out.after.sensitive)?,
                "after_sensitive" => out.after.sensitive = Tree::read(s, &mut out.keys, &out.before.sensitive)?,
                "replace_paths" => out.replace_paths = s.raw()?,
                _ => out.importing = s.raw()?,
            }
            Ok(())
        })?;
        Ok(out)
    }
}
