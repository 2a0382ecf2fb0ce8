//! Paths to a place inside a resource's attributes.

use std::fmt;

use smallvec::{SmallVec, smallvec};

use crate::text::Str;

/// One step of an [`AttrPath`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// `.name` or `["name"]` of an object or map.
    Field(Str),
    /// `[n]` of a list, tuple or set (sets in the order in which the plan prints them).
    Index(u32),
}

/// The steps of a path: mostly the name of an attribute alone, which takes no room elsewhere.
pub type Steps = SmallVec<[Step; 1]>;

/// `ingress_security_rules[0].tcp_options[0].min`. The empty path is the whole resource.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttrPath(pub Steps);

impl AttrPath {
    /// The path of a top-level attribute.
    pub fn field(name: impl Into<Str>) -> Self {
        AttrPath(smallvec![Step::Field(name.into())])
    }

    /// This path and one step more.
    pub fn child(&self, step: Step) -> Self {
        let mut steps = Steps::with_capacity(self.0.len() + 1);
        steps.extend(self.0.iter().cloned());
        steps.push(step);
        AttrPath(steps)
    }

    /// The top-level attribute that the path begins with.
    pub fn root(&self) -> Option<&Str> {
        match self.0.first() {
            Some(Step::Field(name)) => Some(name),
            _ => None,
        }
    }
}

impl From<&[Step]> for AttrPath {
    fn from(steps: &[Step]) -> Self {
        AttrPath(steps.into())
    }
}

impl fmt::Display for AttrPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(n) => write!(f, "[{n}]")?,
                Step::Field(name) if is_identifier(name) => {
                    if i > 0 {
                        f.write_str(".")?;
                    }
                    f.write_str(name)?;
                }
                Step::Field(name) => write!(f, "[{name:?}]")?,
            }
        }
        Ok(())
    }
}

/// Whether a key can be written after a dot.
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}
