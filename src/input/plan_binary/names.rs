//! What the numbers of a plan file mean, which depends on who wrote it.

use super::super::Secrets;
use super::message::Plan;
use crate::model::Action;

/// `Plan.ui_mode` of `plan -destroy`.
pub(super) const DESTROY: u64 = 1;
/// `Plan.ui_mode` of `plan -refresh-only`.
pub(super) const REFRESH_ONLY: u64 = 2;

/// The tool that wrote a plan. Version numbers do not tell: those of the two overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Terraform,
    OpenTofu,
    /// Both are possible; what they write differently does not occur, or is not believed.
    Either,
}

/// The tool and its version.
#[derive(Clone, Copy, Debug)]
pub(super) struct Writer {
    pub tool: Tool,
    /// Major and minor version.
    version: (u32, u32),
}

impl Writer {
    /// Tells the writer by the lock file in the plan, which begins with the name of the command that keeps it, and by
    /// fields that OpenTofu never writes.
    pub fn tell(plan: &Plan<'_>, lock: &[u8]) -> Writer {
        let lock = String::from_utf8_lossy(lock);
        let begins = |command: &str| lock.lines().next().is_some_and(|l| l.contains(command));
        let tool = match () {
            () if begins("\"tofu init\"") => Tool::OpenTofu,
            () if begins("\"terraform init\"") => Tool::Terraform,
            () if plan.applyable || plan.complete || !plan.deferred.is_empty() || plan.actions > 0 => Tool::Terraform,
            () if plan.changes.iter().any(|c| c.provider.contains("registry.opentofu.org")) => Tool::OpenTofu,
            () => Tool::Either,
        };
        let mut parts = plan.terraform_version.split('.').map(|p| p.parse().unwrap_or(0));
        let version = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        Writer { tool, version }
    }

    /// Whether `complete` means anything: it is not written where false, and not at all before Terraform 1.8.
    pub fn tells_completeness(self) -> bool {
        self.tool == Tool::Terraform && self.version >= (1, 8)
    }

    /// Whether attributes that a provider's schema calls sensitive are among the sensitive paths.
    pub fn secrets(self) -> Secrets {
        let since = if self.tool == Tool::Terraform { (1, 8) } else { (1, 9) };
        if self.version >= since { Secrets::All } else { Secrets::OfConfiguration }
    }

    /// `Action`; `None` for one that is not known.
    pub fn action(self, number: u64) -> Option<Action> {
        Some(match (number, self.tool) {
            (0, _) => Action::NoOp,
            (1, _) => Action::Create,
            (2, _) => Action::Read,
            (3, _) => Action::Update,
            (5, _) => Action::Delete,
            (6, _) => Action::DeleteCreate,
            (7, _) => Action::CreateDelete,
            (8, _) => Action::Forget,
            // OpenTofu 1.11: an ephemeral resource is opened.
            (9, Tool::OpenTofu) => Action::Read,
            (9, Tool::Terraform) | (10, Tool::OpenTofu) => Action::CreateForget,
            _ => return None,
        })
    }
}

/// `ResourceInstanceActionReason`, as plan JSON names it; `None` for no reason.
pub(super) fn reason(number: u64) -> Option<&'static str> {
    Some(match number {
        1 => "replace_because_tainted",
        2 => "replace_by_request",
        3 => "replace_because_cannot_update",
        4 => "delete_because_no_resource_config",
        5 => "delete_because_wrong_repetition",
        6 => "delete_because_count_index",
        7 => "delete_because_each_key",
        8 => "delete_because_no_module",
        9 => "replace_by_triggers",
        10 => "read_because_config_unknown",
        11 => "read_because_dependency_pending",
        12 => "delete_because_no_move_target",
        13 => "read_because_check_nested",
        14 => "delete_because_enabled_false",
        15 => "forgot_because_lifecycle_destroy_in_state",
        16 => "forgot_because_lifecycle_destroy_in_config",
        _ => return None,
    })
}

/// `DeferredReason`, as plan JSON names it.
pub(super) fn deferred_reason(number: u64) -> &'static str {
    match number {
        1 => "instance_count_unknown",
        2 => "resource_config_unknown",
        3 => "provider_config_unknown",
        4 => "absent_prereq",
        5 => "deferred_prereq",
        _ => "unknown",
    }
}

/// `CheckResults.Status`, as plan JSON names it.
pub(super) fn status(number: u64) -> &'static str {
    match number {
        1 => "pass",
        2 => "fail",
        3 => "error",
        _ => "unknown",
    }
}
