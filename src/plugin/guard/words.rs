//! What a developer reads: diagnostics that Terraform prints, and what the guard says at the end.

use super::super::protocol::{AttributePath, Diagnostic, ERROR, PathStep, Selector, WARNING};
use super::super::types::Shape;
use super::super::unjudged::{self, Speaker};
use super::result::Reasons;
use crate::finding::{Finding, Verdict};
use crate::model::Type;
use crate::text::one_line;

/// At which call something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `PlanResourceChange`
    Plan,
    /// `ApplyResourceChange`
    Apply,
}

/// What the guard does with a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// The call is denied.
    Deny,
    /// It is only told.
    Tell,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All.
    Whole,
    /// What is wrong and how to mend it: why was said before.
    Short,
}

/// A finding as Terraform prints it, at the attribute that decided.
pub fn diagnostic(finding: &Finding, moment: Moment, force: Force, extent: Extent, shape: &Shape) -> Diagnostic {
    let rule = &finding.rule;
    let mut detail = String::new();
    detail.push_str(&opening(finding, moment, force));
    if extent == Extent::Whole {
        paragraph(&mut detail, "Why", &rule.why);
    }
    paragraph(&mut detail, "Fix", &rule.remedy);
    if finding.verdict == Verdict::Undecided && !finding.waits_for.is_empty() {
        paragraph(&mut detail, "Waits for", &finding.waits_for.join(", "));
    }
    paragraph(&mut detail, "Zone", &zone(finding).unwrap_or_default());
    if extent == Extent::Whole {
        paragraph(&mut detail, "More", &format!("ringfence explain {}", rule.id));
    }
    let severity = if force == Force::Deny { ERROR } else { WARNING };
    let attribute = finding.attribute.as_deref().and_then(|path| attribute_path(path, shape));
    Diagnostic { severity, summary: summary(finding), detail, attribute }
}

/// The zone that a finding is about, and what puts its resource there.
fn zone(finding: &Finding) -> Option<String> {
    let zone = finding.zone.as_ref()?;
    let reason = if zone.reason.is_empty() { String::new() } else { format!(", {}", zone.reason) };
    Some(format!("{}{reason}", zone.name))
}

fn summary(finding: &Finding) -> String {
    let message = capitalised(finding.message.trim());
    match finding.verdict {
        Verdict::Undecided => format!("Cannot be decided: {}", finding.rule.title),
        _ => message,
    }
}

fn opening(finding: &Finding, moment: Moment, force: Force) -> String {
    let (id, severity) = (&finding.rule.id, finding.severity.name());
    match (force, finding.verdict, moment) {
        (Force::Tell, Verdict::Undecided, _) => {
            format!("ringfence could not decide rule {id} ({severity}). It only observes: the change goes on.")
        }
        (Force::Tell, ..) => {
            format!("This breaks rule {id} ({severity}). ringfence only observes: the change goes on.")
        }
        (Force::Deny, Verdict::Undecided, _) => format!(
            "Denied by ringfence: rule {id} ({severity}) still depends on a value that is not known, even now. \
             The provider was not called; nothing was changed. (--undecided=allow lets such changes pass.)"
        ),
        (Force::Deny, _, Moment::Plan) => format!("Denied by ringfence: this breaks rule {id} ({severity})."),
        (Force::Deny, _, Moment::Apply) => format!(
            "Denied by ringfence: with the values that are known now, this breaks rule {id} ({severity}). \
             The provider was not called; nothing was changed."
        ),
    }
}

/// A line of its own. Terraform wraps lines that do not begin with a space.
fn paragraph(out: &mut String, name: &str, text: &str) {
    let text = one_line(text);
    if !text.is_empty() {
        out.push_str(&format!("\n\n{name}: {text}"));
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    // Names of resources and attributes keep their case: only a plain word is changed.
    let first: String = text.chars().take_while(|c| !c.is_whitespace()).collect();
    match chars.next() {
        Some(c) if first.chars().all(char::is_alphabetic) => c.to_uppercase().collect::<String>() + chars.as_str(),
        _ => text.to_string(),
    }
}

/// What is said where the guard itself fails. The operation is denied.
pub fn failure(what: &str) -> Diagnostic {
    Diagnostic {
        severity: ERROR,
        summary: "ringfence could not check this change".into(),
        detail: format!(
            "Denied by ringfence, because what cannot be checked must not happen: {what}.\n\n\
             This is a fault of ringfence or of its set-up, not of your configuration. \
             `ringfence guard --mode=observe` lets changes pass and only tells."
        ),
        attribute: None,
    }
}

/// That a rule could not be judged on a change.
pub fn not_judged(rule: &Finding, force: Force) -> Diagnostic {
    let (severity, goes_on) = match force {
        Force::Deny => (ERROR, None),
        Force::Tell => (WARNING, Some("ringfence only observes: the change goes on.")),
    };
    let detail = unjudged::detail(rule, Speaker::Guard, goes_on);
    Diagnostic { severity, summary: unjudged::summary(rule), detail, attribute: None }
}

/// How many findings about the plan as a whole are told one by one.
const TOLD: usize = 5;

/// What is said at the first apply call when the plan as a whole must not be applied. `place` is where a finding is in
/// the sources: Terraform names the resource whose call came first, which may be another one.
pub fn refusals(reasons: &Reasons, place: &dyn Fn(&Finding) -> Option<String>) -> Vec<Diagnostic> {
    let broken = (!reasons.broken.is_empty()).then(|| refusal(&reasons.broken, place));
    let unjudged = (!reasons.unjudged.is_empty()).then(|| none_judged(&reasons.unjudged, place));
    broken.into_iter().chain(unjudged).collect()
}

/// What is said at the calls after it: the reasons were told.
pub fn refused_as_told() -> Diagnostic {
    Diagnostic {
        severity: ERROR,
        summary: "Not applied: ringfence refuses this plan as a whole".into(),
        detail:
            "Nothing is wrong with this resource by itself, or it is told where the reasons are: in the other error of \
                 ringfence. The provider was not called."
                .into(),
        attribute: None,
    }
}

const WHOLE: &str = "Denied by ringfence: the plan as a whole was checked before its first change, and nothing of it is \
                     applied. What is wrong may be about another resource than the one that Terraform names above:";

/// `main.tf:9: thing a is open to everybody.`, with what to do about it.
fn item(finding: &Finding, what: &str, place: &dyn Fn(&Finding) -> Option<String>) -> String {
    let place = place(finding).map_or_else(String::new, |p| format!(", {p}"));
    let (id, severity) = (&finding.rule.id, finding.severity.name());
    let mut out = format!("\n\n  {}{place}\n    {}\n    Rule: {id} ({severity})", finding.address, one_line(what));
    if finding.verdict != Verdict::Undecided && !finding.rule.remedy.is_empty() {
        out.push_str(&format!("\n    Fix: {}", one_line(&finding.rule.remedy)));
    }
    if let Some(zone) = zone(finding) {
        out.push_str(&format!("\n    Zone: {zone}"));
    }
    out
}

fn whole(findings: &[Finding], place: &dyn Fn(&Finding) -> Option<String>) -> String {
    let mut detail = String::from(WHOLE);
    for finding in findings.iter().take(TOLD) {
        detail.push_str(&item(finding, &capitalised(finding.message.trim()), place));
    }
    if findings.len() > TOLD {
        detail.push_str(&format!("\n\n  and {} more", findings.len() - TOLD));
    }
    let mut rules: Vec<&Finding> = Vec::new();
    for finding in findings.iter().take(TOLD) {
        if !rules.iter().any(|f| f.rule.id == finding.rule.id) {
            rules.push(finding);
        }
    }
    if let [only] = rules[..] {
        paragraph(&mut detail, "Why", &only.rule.why);
    }
    let explained: Vec<String> = rules.iter().map(|f| format!("ringfence explain {}", f.rule.id)).collect();
    paragraph(&mut detail, "More", &explained.join(", "));
    detail
}

fn none_judged(rules: &[Finding], place: &dyn Fn(&Finding) -> Option<String>) -> Diagnostic {
    let count = rules.len();
    let summary = format!("{count} rule{} of this plan cannot be judged", if count == 1 { "" } else { "s" });
    let mut detail = whole(rules, place);
    let id = rules.first().map_or("RULE", |f| &f.rule.id);
    paragraph(&mut detail, "Fix", &format!("{} {}", unjudged::MUST_NOT, unjudged::fix(id)));
    Diagnostic { severity: ERROR, summary, detail, attribute: None }
}

fn refusal(findings: &[Finding], place: &dyn Fn(&Finding) -> Option<String>) -> Diagnostic {
    let summary = match findings {
        [only] => format!("This plan breaks a rule: {}", one_line(&only.message)),
        several => format!("This plan breaks rules in {} places", several.len()),
    };
    Diagnostic { severity: ERROR, summary, detail: whole(findings, place), attribute: None }
}

/// A path such as `rules[0].ports["a"].min` as the protocol writes it, as far as the protocol can: it has no step
/// into a set. `None` if it does not begin with an attribute.
fn attribute_path(path: &str, shape: &Shape) -> Option<AttributePath> {
    let mut steps = Vec::new();
    let mut at = Node::Shape(shape);
    for step in split(path)? {
        let (selector, next) = at.step(&step)?;
        let Some(selector) = selector else { break };
        steps.push(PathStep { selector: Some(selector) });
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    if steps.is_empty() { None } else { Some(AttributePath { steps }) }
}

enum Node<'a> {
    Shape(&'a Shape),
    Type(&'a Type),
}

impl<'a> Node<'a> {
    /// The step as the protocol writes it (`None` within a set), and what is there.
    fn step(&self, step: &Text) -> Option<(Option<Selector>, Option<Node<'a>>)> {
        let index = |n: u32| Some(Selector::Index(i64::from(n)));
        Some(match (self, step) {
            (Node::Shape(Shape::Object(fields)), Text::Name(name)) => {
                (Some(Selector::Attribute(name.clone())), Some(Node::Shape(&fields.get(name.as_str())?.shape)))
            }
            (Node::Shape(Shape::List(inner)), Text::Index(n)) => (index(*n), Some(Node::Shape(inner))),
            (Node::Shape(Shape::Map(inner)), Text::Name(key)) => {
                (Some(Selector::Key(key.clone())), Some(Node::Shape(inner)))
            }
            (Node::Shape(Shape::Plain(ty)), step) => return Node::Type(ty).step(step),
            (Node::Type(Type::List(inner)), Text::Index(n)) => (index(*n), Some(Node::Type(inner))),
            (Node::Type(Type::Tuple(types)), Text::Index(n)) => (index(*n), types.get(*n as usize).map(Node::Type)),
            (Node::Type(Type::Map(inner)), Text::Name(key)) => {
                (Some(Selector::Key(key.clone())), Some(Node::Type(inner)))
            }
            (Node::Type(Type::Object(object)), Text::Name(name)) => {
                (Some(Selector::Attribute(name.clone())), object.attributes.get(name.as_str()).map(Node::Type))
            }
            _ => (None, None),
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Text {
    Name(String),
    Index(u32),
}

/// The steps of a printed path.
fn split(path: &str) -> Option<Vec<Text>> {
    let mut out = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix("[\"") {
            let end = inner.find("\"]")?;
            out.push(Text::Name(inner[..end].replace("\\\"", "\"")));
            rest = &inner[end + 2..];
        } else if let Some(inner) = rest.strip_prefix('[') {
            let end = inner.find(']')?;
            out.push(Text::Index(inner[..end].parse().ok()?));
            rest = &inner[end + 1..];
        } else {
            let name = rest.strip_prefix('.').unwrap_or(rest);
            let end = name.find(['.', '[']).unwrap_or(name.len());
            out.push(Text::Name(name[..end].to_string()));
            rest = &name[end..];
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::super::super::types::Field;
    use super::*;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    fn object(fields: Vec<(&str, Shape)>) -> Shape {
        let fields = fields.into_iter().map(|(n, shape)| (n.into(), Field { shape, sensitive: false }));
        Shape::Object(Arc::new(fields.collect::<BTreeMap<_, _>>()))
    }

    fn steps(path: &str) -> Vec<String> {
        let rule = object(vec![("ports", Shape::Plain(Type::list(Type::Number)))]);
        let shape = object(vec![
            ("name", Shape::Plain(Type::String)),
            ("rule", Shape::List(Box::new(rule.clone()))),
            ("group", Shape::Set(Box::new(rule))),
            ("tags", Shape::Plain(Type::map(Type::String))),
        ]);
        let path = attribute_path(path, &shape);
        path.map(|p| p.steps.iter().map(|s| format!("{:?}", s.selector.as_ref().unwrap())).collect())
            .unwrap_or_default()
    }

    #[test]
    fn paths_lead_as_far_as_the_protocol_can() {
        assert_eq!(steps("name"), [r#"Attribute("name")"#]);
        assert_eq!(
            steps("rule[1].ports[0]"),
            [r#"Attribute("rule")"#, "Index(1)", r#"Attribute("ports")"#, "Index(0)"]
        );
        assert_eq!(steps("group[1].ports[0]"), [r#"Attribute("group")"#], "there is no step into a set");
        assert_eq!(steps(r#"tags["a.b"]"#), [r#"Attribute("tags")"#, r#"Key("a.b")"#]);
        assert_eq!(steps("nothing"), [""; 0]);
    }

    #[test]
    fn only_plain_words_are_capitalised() {
        assert_eq!(capitalised("bucket \"a\" is public"), "Bucket \"a\" is public");
        assert_eq!(capitalised("kms_key_id is missing"), "kms_key_id is missing");
    }
}
