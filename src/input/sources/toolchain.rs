//! What depends on the release of Terraform.

use super::Options;
use super::decl::ModuleDecl;
use crate::eval::Operands;
use crate::model::release::{Range, Version};

/// What Terraform makes of errors in operands of `&&` and `||` changed with this release.
const SHORT_CIRCUITS: Version = Version([1, 12, 0]);

/// As the release of Terraform has it that is known; else as the newest that all modules admit.
pub(super) fn operands(modules: &[ModuleDecl], options: &Options<'_>) -> Operands {
    let made_by = || Version::parse(options.planned?.meta.terraform_version.as_deref()?);
    let since = match options.terraform.or_else(made_by) {
        Some(release) => release >= SHORT_CIRCUITS,
        None => {
            let admitted = modules.iter().fold(Range::default(), |all, module| all.and(&module.toolchain));
            admitted.meets(&Range::since(SHORT_CIRCUITS))
        }
    };
    if since { Operands::Deciding } else { Operands::All }
}
