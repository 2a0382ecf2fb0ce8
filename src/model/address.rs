//! Resource addresses: `module.net["eu"].oci_core_subnet.private[2]`.

use std::fmt;
use std::str::FromStr;

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

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::None => Ok(()),
            Key::Int(n) => write!(f, "[{n}]"),
            Key::Str(s) => {
                f.write_str("[\"")?;
                for c in s.chars() {
                    match c {
                        '"' => f.write_str("\\\"")?,
                        '\\' => f.write_str("\\\\")?,
                        '\n' => f.write_str("\\n")?,
                        '\r' => f.write_str("\\r")?,
                        '\t' => f.write_str("\\t")?,
                        c => write!(f, "{c}")?,
                    }
                }
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

/// Path of a module instance; the root module's is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModulePath(pub Vec<ModuleStep>);

impl ModulePath {
    /// Path of the calls without instance keys, joined by dots, as `modules.json` keys it: `net.subnets`.
    pub fn config_key(&self) -> String {
        self.0.iter().map(|s| &*s.name).collect::<Vec<_>>().join(".")
    }

    /// The path of a module called from here.
    pub fn child(&self, name: Str, key: Key) -> ModulePath {
        let mut steps = self.0.clone();
        steps.push(ModuleStep { name, key });
        ModulePath(steps)
    }
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            write!(f, "module.{}{}", step.name, step.key)?;
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
            write!(f, "{}.", self.module)?;
        }
        write!(f, "{}{}.{}{}", self.mode.prefix(), self.kind, self.name, self.key)
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

fn parse(text: &str) -> Option<Address> {
    let mut steps = split(text)?.into_iter().peekable();
    let mut module = ModulePath::default();
    while steps.peek().is_some_and(|(name, key)| *name == "module" && *key == Key::None) {
        steps.next();
        let (name, key) = steps.next()?;
        module.0.push(ModuleStep { name: name.into(), key });
    }
    let mode = match steps.peek() {
        Some(("data", Key::None)) => Mode::Data,
        Some(("ephemeral", Key::None)) => Mode::Ephemeral,
        _ => Mode::Managed,
    };
    if mode != Mode::Managed {
        steps.next();
    }
    let (kind, no_key) = steps.next()?;
    let (name, key) = steps.next()?;
    if no_key != Key::None || steps.next().is_some() {
        return None;
    }
    Some(Address { module, mode, kind: kind.into(), name: name.into(), key })
}

/// Splits `a.b["x.y"].c[0]` into names with their instance keys.
fn split(text: &str) -> Option<Vec<(&str, Key)>> {
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, tail) = rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        let (key, tail) = match tail.strip_prefix('[') {
            Some(inner) => parse_key(inner)?,
            None => (Key::None, tail),
        };
        out.push((name, key));
        match tail.strip_prefix('.') {
            Some(next) => rest = next,
            None if tail.is_empty() => return Some(out),
            None => return None,
        }
    }
}

/// Parses an instance key after its opening bracket; returns what follows the closing one.
pub(crate) fn parse_key(inner: &str) -> Option<(Key, &str)> {
    if let Some(tail) = inner.strip_prefix("*]") {
        return Some((Key::Wildcard, tail));
    }
    if let Some(quoted) = inner.strip_prefix('"') {
        let mut key = String::new();
        let mut chars = quoted.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => return Some((Key::Str(key.into()), quoted[at + 1..].strip_prefix(']')?)),
                '\\' => match chars.next()?.1 {
                    'n' => key.push('\n'),
                    'r' => key.push('\r'),
                    't' => key.push('\t'),
                    other => key.push(other),
                },
                c => key.push(c),
            }
        }
        return None;
    }
    let end = inner.find(']')?;
    Some((Key::Int(inner[..end].parse().ok()?), &inner[end + 1..]))
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
    fn what_is_no_address_is_refused() {
        for text in ["", "oci_core_vcn", "a.b.c", "module.a", "a.b[", "a.b[x]", "a..b", "a.b[\"x]"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
