//! Findings as an experimental Terraform wants them: one detail for each rule, with the rule's text and the
//! attribute at fault. What blocks is an error; a denial with a warning is advice.

use std::collections::BTreeMap;

use super::super::protocol::{AttributePath, PathStep, Selector};
use super::super::unjudged::{self, Speaker};
use super::messages::{
    ALLOW, Capabilities, Condition, DENY, Detail, Diagnostic, DiagnosticResult, ERROR, EvaluateResponse, FAILURE,
    Position, Range, SETUP_ERROR, Set, SetupResponse, Snippet, UNKNOWN, WARNING,
};
use super::{Loaded, Policies};
use crate::finding::{Finding, Verdict};
use crate::hcl::ast::{Expr, ExprKind, TemplatePart};
use crate::model::{Kind, Value};
use crate::text::{Level, SourceMap, Span, Str, one_line};

/// No rule is about it: allowed, and nothing is shown.
pub fn silence() -> EvaluateResponse {
    EvaluateResponse { result: ALLOW, details: Vec::new() }
}

/// It could not be judged, which stops Terraform.
pub fn failure(result: i32, summary: &str, detail: &str) -> EvaluateResponse {
    let diagnostic = Diagnostic {
        severity: FAILURE,
        summary: summary.into(),
        detail: detail.into(),
        result: Some(DiagnosticResult { result }),
        ..Diagnostic::default()
    };
    let detail = Detail { address: "ringfence".into(), result, diagnostics: vec![diagnostic], ..Detail::default() };
    EvaluateResponse { result, details: vec![detail] }
}

/// What is said of the directories.
pub fn setup(loaded: &Loaded) -> SetupResponse {
    let told = |d: &crate::text::Diagnostic| {
        let severity = if d.level == Level::Error { FAILURE } else { WARNING };
        Diagnostic {
            severity,
            summary: d.summary.clone(),
            detail: d.detail.clone(),
            subject: d.span.map(|s| range(&loaded.sources, s)),
            snippet: d.span.map(|s| snippet(&loaded.sources, s, None)),
            result: (severity == FAILURE).then_some(DiagnosticResult { result: SETUP_ERROR }),
            ..Diagnostic::default()
        }
    };
    let diagnostics = loaded.diagnostics.iter().map(told).collect();
    SetupResponse { capabilities: Some(Capabilities::default()), diagnostics }
}

/// What is concluded of a provider or module.
pub struct Saying {
    /// [`ALLOW`], [`DENY`] or [`UNKNOWN`]
    pub result: i32,
    /// In one line.
    pub summary: String,
    /// And why.
    pub detail: String,
}

impl Saying {
    /// Nothing speaks against it.
    pub fn allow() -> Saying {
        Saying { result: ALLOW, summary: String::new(), detail: String::new() }
    }
}

/// The answer about a provider or module.
pub fn about_supply(policies: &Policies, name: &str, span: Span, saying: Saying) -> EvaluateResponse {
    let sources = &policies.session.sources;
    let severity = if saying.result == DENY { FAILURE } else { WARNING };
    let place = (range(sources, span), snippet(sources, span, Some("supply".into())));
    let said = Diagnostic {
        severity,
        summary: saying.summary,
        detail: saying.detail,
        subject: Some(place.0.clone()),
        snippet: Some(place.1.clone()),
        result: Some(DiagnosticResult { result: saying.result }),
        ..Diagnostic::default()
    };
    let condition = Condition {
        result: saying.result,
        passed: saying.result == ALLOW,
        message: String::new(),
        range: Some(place.0.clone()),
        diagnostics: if saying.result == ALLOW { Vec::new() } else { vec![said] },
        snippet: Some(place.1),
        index: 0,
    };
    let detail = Detail {
        address: name.into(),
        result: saying.result,
        file: place.0.file.clone(),
        range: Some(place.0),
        conditions: vec![condition],
        enforcement: "mandatory".into(),
        ..Detail::default()
    };
    EvaluateResponse { result: saying.result, details: vec![detail] }
}

/// How a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It stops Terraform.
    Stops,
    /// It is told.
    Advises,
}

/// A finding with its weight.
pub struct Weighed {
    /// What was found.
    pub finding: Finding,
    /// What it does.
    pub weight: Weight,
}

/// The answer about a resource: `values` are its own, for paths.
pub fn about(policies: &Policies, found: &[Weighed], unjudged: &[Weighed], values: &[&Value]) -> EvaluateResponse {
    let mut by_rule: BTreeMap<&str, Vec<&Weighed>> = BTreeMap::new();
    for one in found {
        by_rule.entry(&one.finding.rule.id).or_default().push(one);
    }
    let mut details: Vec<Detail> = by_rule.values().map(|all| detail(policies, all, values)).collect();
    details.extend(unjudged.iter().map(not_judged));
    let worst = details.iter().map(|d| d.result).max_by_key(|r| rank(*r)).unwrap_or(ALLOW);
    EvaluateResponse { result: worst, details }
}

/// A rule that could not be judged: an error that stops Terraform if the rule would, else nobody knows.
fn not_judged(one: &Weighed) -> Detail {
    let finding = &one.finding;
    let (result, level, goes_on) = match one.weight {
        Weight::Stops => (ERROR, FAILURE, None),
        Weight::Advises => (UNKNOWN, WARNING, Some(unjudged::NO_MATTER)),
    };
    let diagnostic = Diagnostic {
        severity: level,
        summary: unjudged::summary(finding),
        detail: unjudged::detail(finding, Speaker::Engine, goes_on),
        result: Some(DiagnosticResult { result }),
        ..Diagnostic::default()
    };
    Detail {
        address: finding.rule.id.to_string(),
        result,
        file: finding.rule.source.to_string(),
        set: pack(&finding.rule.source).to_string(),
        diagnostics: vec![diagnostic],
        ..Detail::default()
    }
}

fn rank(result: i32) -> u8 {
    match result {
        ALLOW => 0,
        UNKNOWN => 1,
        DENY => 2,
        _ => 3,
    }
}

fn detail(policies: &Policies, all: &[&Weighed], values: &[&Value]) -> Detail {
    let sources = &policies.session.sources;
    let Some(first) = all.first() else { return Detail::default() };
    let info = &first.finding.rule;
    let rule = policies.session.engine.rules.find(&info.id);
    let conditions: Vec<Condition> = all
        .iter()
        .map(|one| {
            let messages: Vec<&Expr> = rule.iter().flat_map(|r| &r.enforces).map(|e| &e.message).collect();
            let index = which(&messages, &one.finding.message);
            let enforce = rule.and_then(|r| r.enforces.get(index).map(|e| (e.span, e.condition.span)));
            let place = enforce.map(|(header, condition)| (header.to(condition), condition));
            condition(sources, one, place, index, values)
        })
        .collect();
    let result = conditions.iter().map(|c| c.result).max_by_key(|r| rank(*r)).unwrap_or(ALLOW);
    let advisory = all.iter().all(|w| w.finding.verdict != Verdict::Violated || w.weight == Weight::Advises);
    Detail {
        address: info.id.to_string(),
        result,
        file: info.source.to_string(),
        range: rule.map(|r| range(sources, r.span)),
        set: pack(&info.source).to_string(),
        enforcement: if advisory && result == DENY { "advisory" } else { "mandatory" }.into(),
        conditions,
        diagnostics: Vec::new(),
    }
}

fn pack(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(dir, _)| dir)
}

fn condition(
    sources: &SourceMap,
    one: &Weighed,
    place: Option<(Span, Span)>,
    index: usize,
    values: &[&Value],
) -> Condition {
    let finding = &one.finding;
    let result = match finding.verdict {
        Verdict::Satisfied => ALLOW,
        Verdict::Undecided => UNKNOWN,
        Verdict::Violated => DENY,
    };
    let context = Some(format!("rule {:?}", &*finding.rule.id));
    let text = place.map(|(_, condition)| snippet(sources, condition, context));
    let whole = place.map(|(whole, _)| range(sources, whole));
    let mut condition = Condition {
        result,
        passed: result == ALLOW,
        range: whole,
        snippet: text.clone(),
        index: i32::try_from(index).unwrap_or(i32::MAX),
        ..Condition::default()
    };
    if result == ALLOW {
        return condition;
    }
    // Terraform prints a message besides the diagnostic that says the same: there is none.
    condition.diagnostics.push(Diagnostic {
        severity: if one.weight == Weight::Stops { FAILURE } else { WARNING },
        summary: summary(finding),
        detail: explanation(one),
        subject: place.map(|(_, condition)| range(sources, condition)),
        result: Some(DiagnosticResult { result }),
        attribute: finding.attribute.as_deref().and_then(|path| values.iter().find_map(|v| steps(path, v))),
        snippet: text,
        set: Some(Set { name: pack(&finding.rule.source).into(), path: pack(&finding.rule.source).into() }),
    });
    condition
}

fn summary(finding: &Finding) -> String {
    match finding.verdict {
        Verdict::Undecided => format!("Cannot be decided yet: {}", finding.rule.title),
        _ => finding.message.trim().to_string(),
    }
}

fn explanation(one: &Weighed) -> String {
    let finding = &one.finding;
    let (id, severity) = (&finding.rule.id, finding.severity.name());
    let mut out = match (finding.verdict, one.weight) {
        (Verdict::Undecided, Weight::Stops) => {
            format!("Rule {id} ({severity}) depends on a value that is not known, and undecided = \"fail\" is set.")
        }
        (Verdict::Undecided, _) => {
            format!("Rule {id} ({severity}) depends on a value that is known only after apply, and is judged then.")
        }
        (_, Weight::Stops) => format!("Denied by ringfence: this breaks rule {id} ({severity})."),
        (_, Weight::Advises) => format!("This breaks rule {id} ({severity}), which does not stop this run."),
    };
    let mut paragraph = |name: &str, text: &str| {
        let text = one_line(text);
        if !text.is_empty() {
            out.push_str(&format!("\n\n{name}: {text}"));
        }
    };
    paragraph("Why", &finding.rule.why);
    paragraph("Fix", &finding.rule.remedy);
    paragraph("Found", &finding.evidence.join("; "));
    paragraph("Waits for", &finding.waits_for.join(", "));
    if let Some(zone) = &finding.zone {
        paragraph("Zone", &format!("{} {}", zone.name, zone.reason));
    }
    paragraph("More", &format!("ringfence explain {id}"));
    out
}

/// Which of a rule's messages a text was made from: the one whose fixed words it holds.
fn which(messages: &[&Expr], text: &str) -> usize {
    let fits = |expr: &&Expr| match &expr.kind {
        ExprKind::String(whole) => text == &**whole,
        ExprKind::Template(parts) => parts.iter().all(|p| match p {
            TemplatePart::Literal(words) => text.contains(&**words),
            _ => true,
        }),
        _ => false,
    };
    messages.iter().position(fits).unwrap_or(0)
}

/// A span as the protocol has it.
fn range(sources: &SourceMap, span: Span) -> Range {
    let file = sources.get(span.file);
    let position = |offset: u32| {
        let at = file.position(offset);
        Position { line: at.line.into(), column: at.column.into(), byte: offset.into() }
    };
    Range { file: file.path.to_string(), start: Some(position(span.start)), end: Some(position(span.end)) }
}

/// The lines of a span, the span marked.
fn snippet(sources: &SourceMap, span: Span, context: Option<String>) -> Snippet {
    let file = sources.get(span.file);
    let (first, last) = (file.position(span.start), file.position(span.end));
    let begin = file.text.get(..span.start as usize).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let lines: Vec<&str> = (first.line..=last.line).map(|n| file.line(n)).collect();
    let code = lines.join("\n");
    let from = span.start as usize - begin;
    let to = (span.end as usize - begin).min(code.len());
    Snippet { context, code, line: first.line.into(), from: from as i64, to: to as i64 }
}

/// A printed path as the protocol writes it, followed through a value as far as the protocol can: it has no
/// step into a set. `None` if it does not begin in the value.
fn steps(path: &str, value: &Value) -> Option<AttributePath> {
    let mut out = Vec::new();
    let mut at = Some(value);
    let mut rest = path;
    while !rest.is_empty() {
        let (selector, next, left) = step(rest, at?)?;
        let Some(selector) = selector else { break };
        out.push(PathStep { selector: Some(selector) });
        (at, rest) = (next, left);
        if at.is_none() {
            break;
        }
    }
    (!out.is_empty()).then_some(AttributePath { steps: out })
}

type Stepped<'p, 'v> = (Option<Selector>, Option<&'v Value>, &'p str);

fn step<'p, 'v>(path: &'p str, value: &'v Value) -> Option<Stepped<'p, 'v>> {
    if let Some(inner) = path.strip_prefix('[').filter(|p| !p.starts_with('"')) {
        let (number, left) = inner.split_once(']')?;
        let index: usize = number.parse().ok()?;
        let ordered = matches!(value.kind, Kind::List(..) | Kind::Tuple(_));
        let next = value.as_elements().filter(|_| ordered).and_then(|items| items.get(index));
        return Some((next.map(|_| Selector::Index(index as i64)), next, left));
    }
    let (name, left): (Str, &str) = match path.strip_prefix("[\"") {
        Some(inner) => {
            let (name, left) = inner.split_once("\"]")?;
            (name.replace("\\\"", "\"").into(), left)
        }
        None => {
            let path = path.strip_prefix('.').unwrap_or(path);
            let end = path.find(['.', '[']).unwrap_or(path.len());
            (path[..end].into(), &path[end..])
        }
    };
    let next = value.get(&name)?;
    let selector = match value.kind {
        Kind::Map(..) => Selector::Key(name.to_string()),
        _ => Selector::Attribute(name.to_string()),
    };
    Some((Some(selector), Some(next), left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Type;
    use crate::text::SourceFile;

    #[test]
    fn paths_are_followed_as_far_as_the_protocol_can() {
        let rule = Value::object([("port", Value::from(22))]);
        let value = Value::object([
            ("rules", Value::tuple(vec![rule.clone(), rule.clone()])),
            ("set", Value::set(Type::Dynamic, vec![rule])),
            (
                "tags",
                Kind::Map(
                    Type::String,
                    [("a.b".into(), Value::from("x"))].into_iter().collect::<BTreeMap<_, _>>().into(),
                )
                .into(),
            ),
        ]);
        let shown = |path: &str| {
            let found = steps(path, &value).map(|p| p.steps).unwrap_or_default();
            found.into_iter().map(|s| format!("{:?}", s.selector.unwrap())).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(shown("rules[1].port"), r#"Attribute("rules") Index(1) Attribute("port")"#);
        assert_eq!(shown("set[0].port"), r#"Attribute("set")"#, "there is no step into a set");
        assert_eq!(shown(r#"tags["a.b"]"#), r#"Attribute("tags") Key("a.b")"#);
        assert_eq!(shown("nothing"), "");
    }

    #[test]
    fn snippets_mark_the_span_in_whole_lines() {
        let mut sources = SourceMap::default();
        let text = "rule \"a\" {\n  condition = x &&\n    y\n}\n";
        let file = sources.add(SourceFile::new("a.rules.hcl", text));
        let start = text.find("x &&").unwrap();
        let found = snippet(&sources, Span::new(file, start, text.find("y").unwrap() + 1), None);
        assert_eq!((found.line, found.code.as_str()), (2, "  condition = x &&\n    y"));
        assert_eq!(&found.code[found.from as usize..found.to as usize], "x &&\n    y");
    }
}
