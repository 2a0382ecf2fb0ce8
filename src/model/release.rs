//! Releases of providers and of Terraform: their numbers, and which of them a constraint admits
//! (https://developer.hashicorp.com/terraform/language/expressions/version-constraints).

use crate::text::Str;

/// A release number: major, minor, patch. What stands after a hyphen is left out: a beta of a release already has its
/// defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub [u64; 3]);

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

impl Version {
    /// Reads `5.31.0`, `v5.31`, `6.0.0-beta2`.
    pub fn parse(text: &str) -> Option<Version> {
        parts(text).map(|(version, _)| version)
    }
}

/// The number, and how many parts of it were written.
fn parts(text: &str) -> Option<(Version, usize)> {
    let text = text.trim();
    let number = text.strip_prefix('v').unwrap_or(text).split(['-', '+']).next().unwrap_or_default();
    let mut version = [0; 3];
    let mut written = 0;
    for part in number.split('.') {
        *version.get_mut(written)? = part.parse().ok()?;
        written += 1;
    }
    Some((Version(version), written))
}

/// Releases from one to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first, and whether it is left out; `None`: from the beginning.
    from: Option<(Version, bool)>,
    /// The last, and whether it belongs to them; `None`: without end.
    to: Option<(Version, bool)>,
    /// Single releases that are left out.
    without: Vec<Version>,
}

impl Range {
    /// Reads a constraint: `~> 5.0, != 5.3.0`. `None` if it is none.
    pub fn parse(text: &str) -> Option<Range> {
        let mut all = Range::default();
        for part in text.split(',') {
            all = all.and(&one(part.trim())?);
        }
        Some(all)
    }

    /// A release and all after it.
    pub fn since(first: Version) -> Range {
        Range { from: Some((first, false)), ..Range::default() }
    }

    /// The releases that are in both.
    pub fn and(&self, other: &Range) -> Range {
        let to = match (self.to, other.to) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let without = self.without.iter().chain(&other.without).copied().collect();
        Range { from: self.from.max(other.from), to, without }
    }

    /// Whether a release is among them.
    pub fn admits(&self, version: Version) -> bool {
        let late_enough = self.from.is_none_or(|(first, left_out)| version > first || version == first && !left_out);
        let early_enough = self.to.is_none_or(|(last, included)| version < last || version == last && included);
        late_enough && early_enough && !self.without.contains(&version)
    }

    /// Whether the newest releases of another range are among these.
    pub fn has_newest_of(&self, other: &Range) -> bool {
        let reaches = match (self.to, other.to) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(own), Some(their)) => own >= their,
        };
        let begins_before = match (self.from, other.to) {
            (Some((first, left_out)), Some((last, included))) => first < last || first == last && included && !left_out,
            _ => true,
        };
        reaches && begins_before
    }

    /// Whether all releases of another range are among these (single ones left aside).
    pub fn covers(&self, other: &Range) -> bool {
        self.from <= other.from && self.has_newest_of(other)
    }

    /// Whether there are releases in both (single ones left aside).
    pub fn meets(&self, other: &Range) -> bool {
        let both = self.and(other);
        match (both.from, both.to) {
            (Some((first, left_out)), Some((last, included))) => first < last || first == last && included && !left_out,
            _ => true,
        }
    }
}

fn one(text: &str) -> Option<Range> {
    let number = text.trim_start_matches(['=', '!', '<', '>', '~']);
    let operator = &text[..text.len() - number.len()];
    let (version, written) = parts(number)?;
    let [major, minor, _] = version.0;
    let from = |left_out| Range { from: Some((version, left_out)), ..Range::default() };
    let to = |included| Range { to: Some((version, included)), ..Range::default() };
    Some(match operator {
        "" | "=" => Range { from: Some((version, false)), to: Some((version, true)), ..Range::default() },
        "!=" => Range { without: vec![version], ..Range::default() },
        ">" => from(true),
        ">=" => from(false),
        "<" => to(false),
        "<=" => to(true),
        // Only the last part that was written may grow.
        "~>" => {
            let next = if written > 2 { [major, minor.checked_add(1)?, 0] } else { [major.checked_add(1)?, 0, 0] };
            Range { to: Some((Version(next), false)), ..from(false) }
        }
        _ => return None,
    })
}

/// What is known of the release of a provider that a plan was, or will be, made with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// A lock file names it.
    Exact(Version),
    /// The configuration admits some.
    Within {
        /// Which.
        range: Range,
        /// As written.
        written: Str,
    },
    /// Nothing is known.
    #[default]
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(constraint: &str, version: &str) -> bool {
        Range::parse(constraint).unwrap().admits(Version::parse(version).unwrap())
    }

    #[test]
    fn constraints_admit_what_terraform_admits() {
        let cases = [
            ("5.1.0", "5.1.0", "5.1.1"),
            ("= 5.1", "5.1.0", "5.1.1"),
            (">= 4.0.0, < 5", "4.67.0", "5.0.0"),
            ("~> 5.2", "5.99.0", "6.0.0"),
            ("~>5.2", "5.2.0", "5.1.9"),
            ("~> 5.2.1", "5.2.9", "5.3.0"),
            ("> 5.0", "5.0.1", "5.0.0"),
            ("<= 5.0", "5.0.0", "5.0.1"),
            (">= 5.0, != 5.3.0", "5.3.1", "5.3.0"),
            ("~> 3.0 , >= 3.5", "3.5.0", "3.4.9"),
            ("< 6.0.0", "5.100.0", "6.0.0-beta1"),
        ];
        for (constraint, yes, no) in cases {
            assert!(admits(constraint, yes), "{constraint} {yes}");
            assert!(!admits(constraint, no), "{constraint} {no}");
        }
        for none in ["", "latest", "=> 1.0", ">= 1.0.0.0", "1.x", "~> ", "<> 3"] {
            assert_eq!(Range::parse(none), None, "{none}");
        }
    }

    #[test]
    fn ranges_know_how_they_lie_to_each_other() {
        let range = |text| Range::parse(text).unwrap();
        assert!(range("< 6.0.0").covers(&range("~> 5.0")));
        assert!(!range("< 6.0.0").covers(&range(">= 5.0")));
        assert!(!range(">= 6.0.0").covers(&range(">= 5.0")));
        assert!(range(">= 6.0.0").has_newest_of(&range(">= 5.0")));
        assert!(!range(">= 6.0.0").has_newest_of(&range("< 6.0.0")));
        assert!(range(">= 6.0.0").has_newest_of(&range("<= 6.0.0")));
        assert!(!range("< 6.0.0").has_newest_of(&Range::default()));
        assert!(!range("< 6.0.0").meets(&range(">= 6.0.0")));
        assert!(range("<= 6.0.0").meets(&range(">= 6.0.0")));
    }
}
