//! Service defaults, each with the releases of the provider that it holds for.

use std::sync::Arc;

use crate::model::release::{Range, Release};
use crate::model::schema::Syntax;
use crate::model::{Defaulted, Value};
use crate::text::Str;

/// A service default.
#[derive(Debug, Clone)]
pub struct Default {
    /// The value that the service uses.
    pub value: Value,
    /// Why, with its source.
    pub mark: Arc<Defaulted>,
    /// The releases of the provider for which it holds; `None`: all.
    pub releases: Option<Range>,
    /// The provider whose releases these are, as people write it: `hashicorp/aws`.
    pub provider: Str,
    /// How the attribute is written: whatever is written as blocks, `dynamic` blocks can make.
    pub syntax: Syntax,
}

/// The defaults of one attribute: one, or several for releases that follow each other.
#[derive(Debug, Clone, std::default::Default)]
pub struct Defaults(Vec<Default>);

impl Defaults {
    /// Adds a default.
    ///
    /// # Errors
    /// It holds for releases that have another default already.
    pub fn add(&mut self, default: Default) -> Result<(), &'static str> {
        let all = Range::default();
        let range = |d: &Default| d.releases.clone().unwrap_or_default();
        if self.0.iter().any(|known| range(known).meets(&default.releases.clone().unwrap_or(all.clone()))) {
            return Err("the attribute has a default for some of these releases already");
        }
        self.0.push(default);
        Ok(())
    }

    /// Whether the attribute is written as nested blocks.
    pub fn are_blocks(&self) -> bool {
        self.0.iter().any(|default| default.syntax == Syntax::Block)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Default> {
        self.0.iter()
    }

    /// The value where nobody wrote the attribute, marked with its source. Where the release of the provider is not
    /// known, it is taken to be the newest that is admitted, as `terraform init` would; that is an assumption if
    /// another release has another default. `None` if the release has none.
    pub fn value(&self, release: impl FnOnce() -> Release) -> Option<Value> {
        let (found, assumed) = match self.0.as_slice() {
            [only] if only.releases.is_none() => (only, None),
            some => choose(some, &release())?,
        };
        let mut value = found.value.clone();
        value.marks.defaulted = Some(found.mark.clone());
        if let Some(assumed) = assumed {
            value.marks.assumed = Some(Arc::new(assumed));
        }
        Some(value)
    }
}

fn choose<'d>(all: &'d [Default], release: &Release) -> Option<(&'d Default, Option<Str>)> {
    let of = |d: &'d Default| d.releases.clone().unwrap_or_default();
    let (admitted, told) = match release {
        Release::Exact(version) => return Some((all.iter().find(|d| of(d).admits(*version))?, None)),
        Release::Within { range, written } => (range.clone(), format!("{written} is required")),
        Release::Unknown => (Range::default(), "nothing tells which".to_string()),
    };
    let newest = all.iter().find(|d| of(d).has_newest_of(&admitted))?;
    let certain = of(newest).covers(&admitted);
    let provider = &newest.provider;
    let assumed = format!(
        "the newest release of {provider} is taken to be used ({told}, and no lock file): older ones have another default"
    );
    Some((newest, (!certain).then(|| assumed.into())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::release::Version;

    fn default(releases: Option<&str>, value: bool) -> Default {
        Default {
            value: value.into(),
            mark: Arc::new(Defaulted { source: "docs".into() }),
            releases: releases.map(|r| Range::parse(r).unwrap()),
            provider: "hashicorp/aws".into(),
            syntax: Syntax::Attribute,
        }
    }

    fn flipped() -> Defaults {
        let mut all = Defaults::default();
        all.add(default(Some(">= 6.0.0"), false)).unwrap();
        all.add(default(Some(">= 2.0.0, < 6.0.0"), true)).unwrap();
        all
    }

    fn within(text: &str) -> Release {
        Release::Within { range: Range::parse(text).unwrap(), written: text.into() }
    }

    #[test]
    fn a_release_has_its_default() {
        let exact = |text| Release::Exact(Version::parse(text).unwrap());
        let get = |release: Release| {
            flipped().value(|| release).map(|v| (v.as_bool() == Some(true), v.marks.assumed.is_some()))
        };
        assert_eq!(get(exact("5.100.0")), Some((true, false)));
        assert_eq!(get(exact("6.0.0")), Some((false, false)));
        assert_eq!(get(exact("1.9.0")), None);
        assert_eq!(get(within("~> 5.0")), Some((true, false)));
        assert_eq!(get(within(">= 6.2, != 6.3.0")), Some((false, false)));
        assert_eq!(get(within(">= 5.0")), Some((false, true)));
        assert_eq!(get(within("< 3")), Some((true, true)));
        assert_eq!(get(within("< 2")), None);
        assert_eq!(get(Release::Unknown), Some((false, true)));
    }

    #[test]
    fn a_default_for_all_releases_asks_for_none() {
        let mut all = Defaults::default();
        all.add(default(None, true)).unwrap();
        let value = all.value(|| panic!("nobody needs the release")).unwrap();
        assert_eq!((value.as_bool(), value.marks.assumed), (Some(true), None));
        assert!(all.add(default(Some("< 3"), true)).is_err());
    }
}
