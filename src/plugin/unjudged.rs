//! That a rule could not be judged, in the words in which guard, policy engine and provider say it.

use crate::finding::Finding;
use crate::text::one_line;

/// The principle.
pub const MUST_NOT: &str = "What cannot be judged must not happen.";
/// What is said where it happens all the same.
pub const NO_MATTER: &str = "That does not stop this run.";

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The guard: it denies changes, and has the sources with their comments.
    Guard,
    /// The policy engine.
    Engine,
    /// The provider: nobody tells it which values are sensitive, and a reason may repeat one.
    Provider,
}

/// What is said in one line.
pub fn summary(rule: &Finding) -> String {
    format!("Cannot be judged: {}", rule.rule.title)
}

/// What is said below it; `goes_on` says why what the rule is about happens all the same, if it does.
pub fn detail(rule: &Finding, speaker: Speaker, goes_on: Option<&str>) -> String {
    let (id, severity) = (&rule.rule.id, rule.severity.name());
    let begin = match (speaker, goes_on) {
        (Speaker::Guard, None) => "Denied by ringfence: rule",
        _ => "Rule",
    };
    let mut out = format!("{begin} {id} ({severity}) could not be judged here. {}", goes_on.unwrap_or(MUST_NOT));
    let (reason, fix) = match speaker {
        Speaker::Guard => (one_line(&rule.message), fix(id)),
        Speaker::Engine => (one_line(&rule.message), "Correct the value that the reason names, or the rule.".into()),
        Speaker::Provider => (
            "A function refuses a value, or the rule fails; ringfence check says which. It is not told here, because it may \
             repeat a value."
                .into(),
            "Correct the value, or the rule.".into(),
        ),
    };
    let asks = one_line(&rule.rule.why);
    let more = format!("ringfence explain {id}");
    for (name, text) in [("Reason", reason), ("The rule asks", asks), ("Fix", fix), ("More", more)] {
        if !text.is_empty() {
            out.push_str(&format!("\n\n{name}: {text}"));
        }
    }
    out
}

/// What there is to be done where comments in the sources count.
pub fn fix(id: &str) -> String {
    format!(
        "Correct the value that the reason names. If it is right, the rule is at fault: # ringfence:ignore {id} reason=\"...\" above \
         the block lets it pass."
    )
}
