//! Finds the expression that supplies an attribute.

use crate::model::config::{ConfigBlock, ConfigBody, ConfigEntry, ConfigExpr};
use crate::model::{AttrPath, Step};

/// What the configuration says of an attribute path.
#[derive(Debug, Clone, Copy)]
pub enum Supplier<'a> {
    /// An expression supplies it, or a collection that holds it.
    Expr(&'a ConfigExpr),
    /// The path is a block, or runs into one.
    Block(&'a ConfigBlock),
    /// Nobody wrote it.
    Omitted,
    /// `dynamic` blocks may have produced it: the configuration does not say.
    Hidden,
}

/// Looks a path up in a block's arguments. `planned` tells how many nested blocks of a path the plan
/// has: `dynamic` blocks vanish from plan JSON, so that a static block is the planned one only if the
/// counts are equal.
pub fn find<'a>(body: &'a ConfigBody, path: &AttrPath, planned: &dyn Fn(&AttrPath) -> Option<usize>) -> Supplier<'a> {
    let mut body = body;
    let mut block: Option<&ConfigBlock> = None;
    let counted = |steps: usize| planned(&AttrPath::from(&path.0[..steps]));
    let mut steps = (1..).zip(&path.0).peekable();
    while let Some((at, step)) = steps.next() {
        let Step::Field(name) = step else { return block.map_or(Supplier::Hidden, Supplier::Block) };
        let entry = body.entries.get(name);
        let dynamic = body.dynamic.get(name);
        match entry {
            Some(ConfigEntry::Expr(expr)) => return Supplier::Expr(expr),
            Some(ConfigEntry::Blocks(blocks)) => {
                let index = match steps.peek() {
                    Some((_, Step::Index(i))) => {
                        let i = *i as usize;
                        steps.next();
                        Some(i)
                    }
                    _ => None,
                };
                let same = dynamic.is_none() && counted(at).is_none_or(|n| n == blocks.len());
                if !same {
                    return Supplier::Hidden;
                }
                match blocks.get(index.unwrap_or(0)) {
                    Some(found) => {
                        block = Some(found);
                        body = &found.body;
                    }
                    None => return Supplier::Hidden,
                }
            }
            None => {
                if let Some(exprs) = dynamic {
                    return exprs.first().map_or(Supplier::Hidden, Supplier::Expr);
                }
                let absent = counted(at).is_none_or(|n| n == 0);
                return if absent { Supplier::Omitted } else { Supplier::Hidden };
            }
        }
    }
    block.map_or(Supplier::Omitted, Supplier::Block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::config_json::body;

    fn path(text: &str) -> AttrPath {
        AttrPath(text.split('.').map(|s| s.parse().map_or_else(|_| Step::Field(s.into()), Step::Index)).collect())
    }

    #[test]
    fn a_static_block_is_the_planned_one_only_if_the_counts_agree() {
        let b = body(r#"{"rule":[{"port":{"constant_value":22}}],"name":{"constant_value":"x"}}"#);
        let one = |_: &AttrPath| Some(1);
        let three = |_: &AttrPath| Some(3);
        assert!(matches!(find(&b, &path("rule.0.port"), &one), Supplier::Expr(_)));
        assert!(matches!(find(&b, &path("rule.0.port"), &three), Supplier::Hidden));
        assert!(matches!(find(&b, &path("rule.0.cidr"), &|p| (p.0.len() == 1).then_some(1)), Supplier::Omitted));
        assert!(matches!(find(&b, &path("name"), &one), Supplier::Expr(_)));
    }

    #[test]
    fn what_no_block_declares_is_omitted_unless_the_plan_has_it() {
        let b = body(r#"{"name":{"constant_value":"x"}}"#);
        assert!(matches!(find(&b, &path("kms_key_id"), &|_| None), Supplier::Omitted));
        assert!(matches!(find(&b, &path("rule.0.port"), &|_| Some(2)), Supplier::Hidden));
    }
}
