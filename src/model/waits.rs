//! What unknown values wait for, in words ([`crate::model::Unknown::waits_for`]), and when that becomes known.

/// Remark behind a data source that is read when the plan is applied.
pub const READ_AT_APPLY: &str = "(read at apply)";
/// Remark behind a data source that Terraform reads before it has a plan.
pub const READ_WHILE_PLANNING: &str = "(read by Terraform while it plans)";
/// Remark behind something of which the value cannot be told, as what it is made of is wrong.
pub const FAILED: &str = "(its expression has an error)";
/// Remark behind a call that reads a file which cannot or must not be read here.
pub const NOT_READ: &str = "(which is not read here)";
/// How causes begin that are about a statement of a policy.
const STATEMENT: &str = "a policy statement that can be read";
/// How causes end that neither this plan nor its apply tells.
const OUTSIDE: &str = "which is not in this plan";

/// When what is waited for becomes known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// When the plan is applied, as far as anybody can tell.
    Apply,
    /// While Terraform plans: a plan knows it.
    Planning,
    /// When somebody gives the variable of the root module a value.
    Given,
    /// Somewhere else.
    Elsewhere,
    /// Never: it is wrong, or cannot be read.
    Never,
}

/// When something that is waited for becomes known, told by its words.
pub fn when(cause: &str) -> When {
    if cause.ends_with(READ_WHILE_PLANNING) {
        When::Planning
    } else if cause.ends_with(FAILED) || cause.ends_with(NOT_READ) || cause.starts_with(STATEMENT) {
        When::Never
    } else if cause.ends_with(OUTSIDE) {
        When::Elsewhere
    } else if cause.starts_with("var.") {
        When::Given
    } else {
        When::Apply
    }
}

/// What is wrong with a cause that never becomes known, as a sentence without an end.
pub fn defect(cause: &str) -> String {
    if let Some(problem) = cause.strip_prefix(STATEMENT) {
        return format!("a policy statement cannot be read{problem}");
    }
    if let Some(name) = cause.strip_suffix(FAILED) {
        return format!("{name}cannot be evaluated {FAILED}");
    }
    match cause.strip_suffix(NOT_READ) {
        Some(call) => format!("{call}is not read here"),
        None => cause.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_tell_when_they_end() {
        for (cause, want) in [
            ("data.a.b (read at apply)", When::Apply),
            ("data.a.b (read by Terraform while it plans)", When::Planning),
            ("oci_kms_key.k.id", When::Apply),
            ("var.region", When::Given),
            ("recipe R, which is not in this plan", When::Elsewhere),
            ("module.m.var.conf (its expression has an error)", When::Never),
            ("file(\"../x\") (which is not read here)", When::Never),
            ("a policy statement that can be read (it does not say for whom)", When::Never),
        ] {
            assert_eq!(when(cause), want, "{cause}");
        }
    }

    #[test]
    fn defects_say_what_is_wrong() {
        for (cause, want) in [
            ("local.x (its expression has an error)", "local.x cannot be evaluated (its expression has an error)"),
            ("file(\"../x\") (which is not read here)", "file(\"../x\") is not read here"),
            ("a policy statement that can be read (why)", "a policy statement cannot be read (why)"),
        ] {
            assert_eq!(defect(cause), want);
        }
    }
}
