//! The `iam::` functions of the rule language.

use super::condition::Condition;
use super::oci::{self, Reached, Statement, StatementKind, Verb};
use crate::model::{Kind, Marks, Refinement, Type, Unknown, Value};
use crate::text::Str;

/// Calls a function by its name without `iam::`; `None` if there is none of that name.
///
/// | function | answer |
/// | --- | --- |
/// | `statements(list)` | the statements, parsed |
/// | `covers(statement, verb, resource)` | whether its verb and resource type include these |
/// | `excludes_permission(statement, permission)` | whether its condition forbids this permission, or the operations that it is feared for |
/// | `excludes(statement, variable, value)` | whether its condition forbids requests in which the variable has this value |
/// | `excludes(statement, request)` | whether it forbids requests whose variables have all of these values: `{ "request.operation" = "DeleteBucket" }` |
/// | `limited_by(statement, variables)` | whether only requests pass in which one of the variables has a stated value |
/// | `grants_permission(statement, permission)` | whether it allows requests with this permission |
///
/// A statement is an element of what `statements` returns, or a text. What depends on a part of a
/// statement that is not known, or cannot be read, is unknown. The result carries the marks of all
/// arguments.
pub fn call(name: &str, args: &[Value]) -> Option<Result<Value, String>> {
    let marks = args.iter().fold(Marks::default(), |all, a| all.join(&a.marks));
    let result = match (name, args) {
        ("statements", [list]) => statements(list),
        ("covers", [s, verb, resource]) => covers(s, verb, resource),
        ("excludes_permission", [s, permission]) => {
            one_text(permission, "permission", |p| Ok(judge_statement(s, &|s| s.excludes_permission(p))))
        }
        ("excludes", [s, variable, value]) => one_text(variable, "variable", |name| {
            one_text(value, "value", |value| Ok(judge_condition(s, &|c| c.excludes(&[(name, value)]))))
        }),
        ("excludes", [s, request]) => excludes(s, request),
        ("limited_by", [s, variables]) => limited_by(s, variables),
        ("grants_permission", [s, permission]) => one_text(permission, "permission", |p| grants(s, p)),
        ("statements" | "covers" | "excludes_permission" | "excludes" | "limited_by" | "grants_permission", _) => {
            Err(format!("iam::{name} was called with {} arguments", args.len()))
        }
        _ => return None,
    };
    Some(result.map(|value| value.with_marks(&marks)))
}

/// A statement as far as it is known.
enum Known {
    Whole(Statement),
    /// All but the identifier of its compartment.
    Placed(Statement, Vec<Str>),
    Beginning(Statement, Reached, Vec<Str>),
    Nothing(Vec<Str>),
}

impl Known {
    fn of(value: &Value) -> Known {
        let text = value.get("text").unwrap_or(value);
        if let Some(text) = text.as_str() {
            return Known::Whole(oci::parse(text));
        }
        let waits = text.waits_for();
        match &text.kind {
            Kind::Unknown(u) => match &u.refinement.prefix {
                Some(prefix) => {
                    let placed = u.refinement.behind_id.as_ref().and_then(|rest| oci::parse_around(prefix, rest));
                    if let Some(statement) = placed {
                        return Known::Placed(statement, waits);
                    }
                    let (statement, reached) = oci::parse_beginning(prefix);
                    Known::Beginning(statement, reached, waits)
                }
                None => Known::Nothing(waits),
            },
            _ => Known::Nothing(waits),
        }
    }
}

fn unknown(ty: Type, waits_for: Vec<Str>) -> Value {
    let refinement = Refinement { not_null: true, ..Refinement::default() };
    Kind::Unknown(Unknown { ty, refinement, waits_for }.into()).into()
}

fn not_readable(statement: &Statement) -> Value {
    let problem = statement.problem.as_deref().unwrap_or("unknown grammar");
    unknown(Type::Bool, vec![format!("a policy statement that can be read ({problem})").into()])
}

/// A text argument; the result is unknown if it is.
fn one_text(value: &Value, what: &str, f: impl Fn(&str) -> Result<Value, String>) -> Result<Value, String> {
    match value.as_str() {
        Some(text) => f(text),
        None if value.is_unknown() => Ok(unknown(Type::Bool, value.waits_for())),
        None => Err(format!("the {what} is not a text")),
    }
}

fn covers(statement: &Value, verb: &Value, resource: &Value) -> Result<Value, String> {
    one_text(verb, "verb", |verb| {
        let verb = Verb::of(verb).ok_or_else(|| format!("{verb:?} is none of inspect, read, use, manage"))?;
        one_text(resource, "resource type", |resource| {
            Ok(match Known::of(statement) {
                Known::Whole(s) if s.kind == StatementKind::Unreadable => not_readable(&s),
                Known::Whole(s) | Known::Placed(s, _) => s.covers(verb, resource).into(),
                Known::Beginning(s, reached, waits) => {
                    let too_weak = reached >= Reached::Action && s.verb.as_deref().and_then(Verb::of) < Some(verb);
                    match reached >= Reached::Resource || too_weak {
                        true => s.covers(verb, resource).into(),
                        false => unknown(Type::Bool, waits),
                    }
                }
                Known::Nothing(waits) => unknown(Type::Bool, waits),
            })
        })
    })
}

/// Whether the condition of a statement has a property that no condition at all does not have.
fn judge_condition(statement: &Value, f: &dyn Fn(&Condition) -> bool) -> Value {
    judge_statement(statement, &|s| s.condition.as_ref().is_some_and(f))
}

/// Whether a statement has a property that its end may change.
fn judge_statement(statement: &Value, f: &dyn Fn(&Statement) -> bool) -> Value {
    match Known::of(statement) {
        Known::Whole(s) if s.kind == StatementKind::Unreadable => not_readable(&s),
        Known::Whole(s) | Known::Placed(s, _) => f(&s).into(),
        Known::Beginning(_, _, waits) | Known::Nothing(waits) => unknown(Type::Bool, waits),
    }
}

fn excludes(statement: &Value, request: &Value) -> Result<Value, String> {
    if !request.is_wholly_known() {
        return Ok(unknown(Type::Bool, request.waits_for()));
    }
    let pairs: Option<Vec<(&str, &str)>> = request
        .as_entries()
        .and_then(|entries| entries.iter().map(|(name, value)| Some((&**name, value.as_str()?))).collect());
    let pairs = pairs.ok_or("the request is not an object of variables and texts")?;
    Ok(judge_condition(statement, &|c| c.excludes(&pairs)))
}

fn limited_by(statement: &Value, variables: &Value) -> Result<Value, String> {
    if !variables.is_wholly_known() {
        return Ok(unknown(Type::Bool, variables.waits_for()));
    }
    let names: Option<Vec<&str>> = match variables.as_elements() {
        Some(items) => items.iter().map(Value::as_str).collect(),
        None => variables.as_str().map(|v| vec![v]),
    };
    let names = names.ok_or("the variables are neither a text nor a list of texts")?;
    Ok(judge_condition(statement, &|c| c.limited_by(&names)))
}

fn grants(statement: &Value, permission: &str) -> Result<Value, String> {
    let granting = |kind| matches!(kind, StatementKind::Allow | StatementKind::Admit | StatementKind::Endorse);
    let holds = |s: &Statement| {
        s.holds_permission(permission)
            .ok_or_else(|| format!("nothing is known about the permission {permission}"))
            .map(|holds| holds && granting(s.kind))
    };
    Ok(match Known::of(statement) {
        Known::Whole(s) if s.kind == StatementKind::Unreadable => not_readable(&s),
        Known::Whole(s) | Known::Placed(s, _) => (holds(&s)? && !s.excludes_permission(permission)).into(),
        // What follows can only take away.
        Known::Beginning(s, reached, _) if reached >= Reached::Resource && !holds(&s)? => false.into(),
        Known::Beginning(_, _, waits) | Known::Nothing(waits) => unknown(Type::Bool, waits),
    })
}

fn statements(list: &Value) -> Result<Value, String> {
    if list.is_null() {
        return Ok(Value::tuple(Vec::new()));
    }
    if list.is_unknown() {
        return Ok(unknown(Type::Dynamic, list.waits_for()));
    }
    let items = list.as_elements().ok_or("the statements are not a list")?;
    let parsed: Result<Vec<Value>, String> = items.iter().map(|v| described(v, &list.marks)).collect();
    Ok(match list.kind {
        Kind::Partial(_) => Kind::Partial(parsed?.into()).into(),
        _ => Value::tuple(parsed?),
    })
}

/// One statement as an object.
fn described(value: &Value, outer: &Marks) -> Result<Value, String> {
    // The elements are not the texts any more, so their origin is not carried over.
    let marks = outer.join(&value.marks);
    let fields = match Known::of(value) {
        Known::Whole(s) if s.kind == StatementKind::Unreadable => {
            let all = fields(&s, Reached::Nothing, &not_readable(&s).waits_for());
            with(all, "problem", optional(s.problem.as_deref()))
        }
        Known::Whole(s) => fields(&s, Reached::End, &[]),
        Known::Placed(s, waits) => with(fields(&s, Reached::End, &[]), "location", unknown(Type::String, waits)),
        Known::Beginning(s, reached, waits) => fields(&s, reached, &waits),
        Known::Nothing(_) if !value.is_unknown() => return Err("a statement is not a text".into()),
        Known::Nothing(waits) => return Ok(unknown(Type::Dynamic, waits).with_marks(&marks)),
    };
    let mut fields: Vec<(&str, Value)> =
        fields.into_iter().map(|(name, field)| (name, field.with_marks(&marks))).collect();
    fields.push(("text", value.clone()));
    Ok(Value::object(fields).with_marks(&marks))
}

type Fields = Vec<(&'static str, Value)>;

/// The same, one of them another value.
fn with(mut all: Fields, name: &str, value: Value) -> Fields {
    all.iter_mut().filter(|(known, _)| *known == name).for_each(|(_, field)| *field = value.clone());
    all
}

fn fields(s: &Statement, reached: Reached, waits: &[Str]) -> Fields {
    // Each part with how far one must have read for it to be certain.
    let part = |at: Reached, ty: Type, value: Value| match reached >= at {
        true => value,
        false => unknown(ty, waits.to_vec()),
    };
    let text = |at, value: &Option<String>| match reached >= at {
        true => optional(value.as_deref()),
        // May well be null.
        false => {
            Kind::Unknown(Unknown { ty: Type::String, waits_for: waits.to_vec(), ..Unknown::default() }.into()).into()
        }
    };
    let strings = |items: &[String]| Value::list(Type::String, items.iter().map(|i| Value::from(i.as_str())).collect());
    let tests = s.condition.iter().flat_map(Condition::tests).map(|t| {
        let operands: Vec<&str> = t.operands.iter().map(|o| o.text.as_str()).collect();
        Value::object([
            ("variable", Value::from(t.variable.as_str())),
            ("op", Value::from(t.op.as_str())),
            ("value", Value::from(operands.join(", "))),
        ])
    });
    vec![
        ("kind", part(Reached::Kind, Type::String, s.kind.name().into())),
        ("subject_kind", text(Reached::SubjectKind, &s.subject_kind)),
        (
            "subjects",
            part(Reached::Subject, Type::list(Type::String), strings(s.subjects.as_deref().unwrap_or_default())),
        ),
        ("subject_tenancy", text(Reached::Subject, &s.subject_tenancy)),
        ("verb", text(Reached::Action, &s.verb)),
        ("permissions", part(Reached::Action, Type::list(Type::String), strings(&s.permissions))),
        ("resource", text(Reached::Resource, &s.resource)),
        ("location_kind", text(Reached::LocationKind, &s.location_kind)),
        ("location", text(Reached::Location, &s.location)),
        ("condition", text(Reached::End, &s.condition_text)),
        ("has_condition", part(Reached::Where, Type::Bool, s.condition_text.is_some().into())),
        ("conditions", part(Reached::End, Type::Dynamic, Value::tuple(tests.collect()))),
        ("problem", text(Reached::End, &s.problem)),
    ]
}

fn optional(text: Option<&str>) -> Value {
    text.map_or(Kind::Null(Type::String).into(), Value::from)
}
