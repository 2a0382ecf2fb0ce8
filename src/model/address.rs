//! Resource addresses: `module.net["eu"].oci_core_subnet.private[2]`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::text::Str;

/// Instance key of a module or resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Neither `count` nor `for_each`.
    #[default]
    None,
    /// `count`
    Int(u64),
    /// `for_each`
    Str(Str),
    /// Not known yet: `[*]`, as of a deferred expansion.
    Wildcard,
}

/// What stands before the first character that a key writes with an escape, that escape, and what stands behind.
fn escaped(text: &str) -> Option<(&str, &'static str, &str)> {
    let at = text.bytes().position(|b| matches!(b, b'"' | b'\\' | b'\n' | b'\r' | b'\t'))?;
    let escape = match text.as_bytes().get(at)? {
        b'"' => "\\\"",
        b'\\' => "\\\\",
        b'\n' => "\\n",
        b'\r' => "\\r",
        _ => "\\t",
    };
    Some((text.get(..at)?, escape, text.get(at + 1..)?))
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::None => Ok(()),
            Key::Int(n) => write!(f, "[{n}]"),
            Key::Str(s) => {
                f.write_str("[\"")?;
                let mut rest: &str = s;
                while let Some((plain, found, behind)) = escaped(rest) {
                    f.write_str(plain)?;
                    f.write_str(found)?;
                    rest = behind;
                }
                f.write_str(rest)?;
                f.write_str("\"]")
            }
            Key::Wildcard => f.write_str("[*]"),
        }
    }
}

/// One step of a module path: the call's name and the instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleStep {
    /// Name of the `module` block.
    pub name: Str,
    /// Which instance of it.
    pub key: Key,
}

/// Path of a module instance; the root module's is empty. The resources of a module share it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModulePath(pub Arc<[ModuleStep]>);

impl ModulePath {
    /// Path of the calls without instance keys, joined by dots, as `modules.json` keys it: `net.subnets`.
    pub fn config_key(&self) -> String {
        self.0.iter().map(|s| &*s.name).collect::<Vec<_>>().join(".")
    }

    /// The path of a module called from here.
    pub fn child(&self, name: Str, key: Key) -> ModulePath {
        self.0.iter().cloned().chain([ModuleStep { name, key }]).collect()
    }
}

impl FromIterator<ModuleStep> for ModulePath {
    fn from_iter<I: IntoIterator<Item = ModuleStep>>(steps: I) -> Self {
        ModulePath(steps.into_iter().collect())
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            f.write_str("module.")?;
            f.write_str(&step.name)?;
            step.key.fmt(f)?;
        }
        Ok(())
    }
}

/// What kind of block declares a resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    /// `resource`
    #[default]
    Managed,
    /// `data`
    Data,
    /// `ephemeral`
    Ephemeral,
}

impl Mode {
    /// Prefix in an address: empty, `data.` or `ephemeral.`.
    pub fn prefix(self) -> &'static str {
        match self {
            Mode::Managed => "",
            Mode::Data => "data.",
            Mode::Ephemeral => "ephemeral.",
        }
    }
}

/// Address of a resource instance. Prints and parses round trip.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// The module instance it is in.
    pub module: ModulePath,
    /// `resource`, `data` or `ephemeral`
    pub mode: Mode,
    /// Resource type, such as `oci_core_vcn`.
    pub kind: Str,
    /// Name of the block.
    pub name: Str,
    /// Which instance of it.
    pub key: Key,
}

impl Address {
    /// Whether it stands for any number of instances, which is not known yet: `[*]`.
    pub fn is_open(&self) -> bool {
        self.key == Key::Wildcard || self.module.0.iter().any(|s| s.key == Key::Wildcard)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.module.0.is_empty() {
            self.module.fmt(f)?;
            f.write_str(".")?;
        }
        for part in [self.mode.prefix(), &self.kind, ".", &self.name] {
            f.write_str(part)?;
        }
        self.key.fmt(f)
    }
}

/// A text that is no resource address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a resource address such as module.net.oci_core_subnet.app[\"eu\"]")]
pub struct AddressError {
    /// The text at fault.
    pub text: String,
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        parse(text).ok_or_else(|| AddressError { text: text.into() })
    }
}

/// Names that occurred. A plan of ten thousand resources has a hundred types and names, and its resources stand
/// module by module: what is the same is kept once.
#[derive(Debug, Default)]
pub struct Names {
    known: FxHashSet<Str>,
    /// The module of the last address, with how an address in it begins.
    module: (String, ModulePath),
}

impl Names {
    /// The name, in the same memory as before.
    pub fn name(&mut self, name: &str) -> Str {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let fresh: Str = name.into();
        self.known.insert(fresh.clone());
        fresh
    }

    /// As [`Address::from_str`], with names that are shared.
    ///
    /// # Errors
    /// [`AddressError`] for what is no address.
    pub fn address(&mut self, text: &str) -> Result<Address, AddressError> {
        self.parse(text).ok_or_else(|| AddressError { text: text.into() })
    }

    fn parse(&mut self, text: &str) -> Option<Address> {
        let (module, rest) = self.module(text)?;
        let (mode, rest) = match (rest.strip_prefix("data."), rest.strip_prefix("ephemeral.")) {
            (Some(rest), _) => (Mode::Data, rest),
            (_, Some(rest)) => (Mode::Ephemeral, rest),
            _ => (Mode::Managed, rest),
        };
        let (kind, Key::None, Some(rest)) = self.step(rest)? else { return None };
        let (name, key, None) = self.step(rest)? else { return None };
        Some(Address { module, mode, kind, name, key })
    }

    /// The module that an address begins with, and the rest.
    fn module<'a>(&mut self, text: &'a str) -> Option<(ModulePath, &'a str)> {
        let (begin, module) = &self.module;
        if let Some(rest) = text.strip_prefix(begin.as_str()).filter(|rest| !rest.starts_with("module.")) {
            return Some((module.clone(), rest));
        }
        let mut rest = text;
        let mut steps = Vec::new();
        while let Some(call) = rest.strip_prefix("module.") {
            let (name, key, Some(tail)) = self.step(call)? else { return None };
            steps.push(ModuleStep { name, key });
            rest = tail;
        }
        let module: ModulePath = steps.into_iter().collect();
        self.module = (text[..text.len() - rest.len()].to_string(), module.clone());
        Some((module, rest))
    }

    /// The first name of `a.b["x.y"].c[0]` with its instance key, and what follows behind the dot.
    fn step<'a>(&mut self, text: &'a str) -> Option<(Str, Key, Option<&'a str>)> {
        let end = memchr::memchr2(b'.', b'[', text.as_bytes()).unwrap_or(text.len());
        let (name, tail) = text.split_at(end);
        if name.is_empty() {
            return None;
        }
        let name = self.name(name);
        let (key, tail) = match tail.strip_prefix('[') {
            Some(inner) => read_key(inner, |key| self.name(key))?,
            None => (Key::None, tail),
        };
        match tail.strip_prefix('.') {
            Some(rest) => Some((name, key, Some(rest))),
            None if tail.is_empty() => Some((name, key, None)),
            None => None,
        }
    }
}

fn parse(text: &str) -> Option<Address> {
    Names::default().parse(text)
}

/// Parses an instance key after its opening bracket; returns what follows the closing one.
pub(crate) fn parse_key(inner: &str) -> Option<(Key, &str)> {
    read_key(inner, |key| key.into())
}

/// The same, of which `keep` makes the text of a key.
fn read_key(inner: &str, keep: impl FnOnce(&str) -> Str) -> Option<(Key, &str)> {
    if let Some(tail) = inner.strip_prefix("*]") {
        return Some((Key::Wildcard, tail));
    }
    if let Some(quoted) = inner.strip_prefix('"') {
        let (key, behind) = unquote(quoted)?;
        return Some((Key::Str(keep(&key)), behind.strip_prefix(']')?));
    }
    let end = inner.find(']')?;
    Some((Key::Int(inner[..end].parse().ok()?), &inner[end + 1..]))
}

/// What stands before the closing quote, without its escapes, and what stands behind it.
fn unquote(quoted: &str) -> Option<(Cow<'_, str>, &str)> {
    let first = memchr::memchr2(b'"', b'\\', quoted.as_bytes())?;
    let (plain, rest) = quoted.split_at(first);
    if let Some(behind) = rest.strip_prefix('"') {
        return Some((plain.into(), behind));
    }
    let mut key = plain.to_string();
    let mut chars = rest.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((key.into(), &rest[at + 1..])),
            '\\' => match chars.next()?.1 {
                'n' => key.push('\n'),
                'r' => key.push('\r'),
                't' => key.push('\t'),
                other => key.push(other),
            },
            c => key.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_print_as_they_were_parsed() {
        for text in [
            "oci_core_vcn.v",
            "data.oci_core_images.all",
            "module.a.oci_core_vcn.v[3]",
            "module.a[\"x.y\"].module.b[0].oci_core_vcn.v[\"k \\\"q\\\" ]\"]",
            "ephemeral.random_password.p",
            "oci_core_vcn.v[*]",
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
        }
    }

    #[test]
    fn names_do_not_mix_modules_up() {
        let mut names = Names::default();
        for text in [
            "a_x.r",
            "module.a.a_x.r",
            "module.a.a_x.s[0]",
            "module.a.module.b.a_x.r",
            "module.a[0].a_x.r",
            "module.ab.a_x.r",
            "a_x.r",
            "module.a.data.a_x.r",
        ] {
            let address = names.address(text).unwrap();
            assert_eq!((address.to_string().as_str(), &address), (text, &text.parse().unwrap()));
        }
        assert!(names.address("module.a.module.b").is_err());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in
            ["", "oci_core_vcn", "data.a", "a[0].b", "a.b.", "a.b.c", "module.a", "a.b[", "a.b[x]", "a..b", "a.b[\"x]"]
        {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
