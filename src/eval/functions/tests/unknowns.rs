//! What functions say of unknown, partial and marked arguments. Terraform's console has none of the first two.

use std::sync::Arc;

use crate::eval::functions::{Nothing, call};
use crate::model::{Kind, Number, Refinement, Type, Unknown, Value};

fn run(name: &str, args: &[Value]) -> Value {
    call(name, args, &Nothing).unwrap().unwrap()
}

fn waiting(ty: Type, what: &str) -> Value {
    Kind::Unknown(Arc::new(Unknown { ty, waits_for: vec![what.into()], ..Unknown::default() })).into()
}

fn partial(items: Vec<Value>) -> Value {
    Kind::Partial(Arc::new(items)).into()
}

fn unknown(value: &Value) -> &Unknown {
    match &value.kind {
        Kind::Unknown(u) => u,
        _ => panic!("{value:?} is known"),
    }
}

#[test]
fn unknown_arguments_give_unknown_results_of_the_right_type_that_say_what_they_wait_for() {
    let result = run("join", &[waiting(Type::String, "a.x"), Value::tuple(vec![waiting(Type::String, "b.y")])]);
    assert_eq!(unknown(&result).ty, Type::String);
    assert_eq!(unknown(&result).waits_for, ["a.x".into(), "b.y".into()]);
    assert!(unknown(&result).refinement.not_null);
    let split = run("split", &[",".into(), waiting(Type::String, "a.x")]);
    assert_eq!(unknown(&split).ty, Type::list(Type::String));
    assert_eq!(unknown(&run("keys", &[waiting(Type::Dynamic, "m")])).ty, Type::Dynamic);
    assert_eq!(unknown(&run("timestamp", &[])).waits_for, ["timestamp()".into()]);
    // A known fault is a fault, whatever else is unknown.
    assert!(call("upper", &[Value::tuple(vec![])], &Nothing).unwrap().is_err());
}

#[test]
fn what_certain_parts_decide_is_decided() {
    let u = || waiting(Type::Bool, "x");
    assert_eq!(run("anytrue", &[Value::tuple(vec![u(), true.into()])]), true.into());
    assert_eq!(run("alltrue", &[Value::tuple(vec![u(), false.into()])]), false.into());
    assert!(run("alltrue", &[Value::tuple(vec![u(), true.into()])]).is_unknown());
    let s = || waiting(Type::String, "x");
    assert_eq!(run("contains", &[Value::tuple(vec![s(), "a".into()]), "a".into()]), true.into());
    assert!(run("contains", &[Value::tuple(vec![s(), "a".into()]), "b".into()]).is_unknown());
    assert_eq!(run("length", &[Value::tuple(vec![s(), s()])]), Value::from(2));
    assert_eq!(run("coalesce", &["a".into(), s()]), "a".into());
    assert!(run("coalesce", &[s(), "a".into()]).is_unknown());
    assert_eq!(run("lookup", &[Value::object([("a", "x".into()), ("b", s())]), "a".into()]), "x".into());
}

#[test]
fn beginnings_of_texts_are_kept() {
    let s = || waiting(Type::String, "x");
    let prefix = |v: &Value| unknown(v).refinement.prefix.as_deref().map(str::to_owned);
    let url = run("format", &["https://%s/%s".into(), "host".into(), s()]);
    assert_eq!(prefix(&url).as_deref(), Some("https://host/"));
    // What follows a letter could combine with it.
    assert_eq!(prefix(&run("format", &["abc%s".into(), s()])).as_deref(), Some("ab"));
    assert_eq!(run("startswith", &[url.clone(), "https://".into()]), true.into());
    assert_eq!(run("startswith", &[url.clone(), "http://".into()]), false.into());
    assert!(run("startswith", &[url, "https://host/path".into()]).is_unknown());
    let json = run("jsonencode", &[Value::object([("a", 1.into()), ("b", s())])]);
    assert_eq!(prefix(&json).as_deref(), Some("{\"a\":1,\"b\":"));
    assert_eq!(prefix(&run("join", &["-".into(), Value::tuple(vec!["a".into(), s()])])), None);
}

#[test]
fn a_partial_list_is_never_taken_for_a_whole_one() {
    let list = || partial(vec!["a".into(), "b".into()]);
    let length = run("length", &[list()]);
    assert_eq!(unknown(&length).refinement.min, Some(Number::counted(2)));
    assert_eq!(unknown(&length).refinement.max, None);
    assert_eq!(run("contains", &[list(), "a".into()]), true.into());
    assert!(run("contains", &[list(), "z".into()]).is_unknown());
    assert!(run("alltrue", &[partial(vec![true.into()])]).is_unknown());
    assert_eq!(run("alltrue", &[partial(vec![false.into()])]), false.into());
    assert_eq!(run("anytrue", &[partial(vec![true.into()])]), true.into());
    assert!(run("anytrue", &[partial(vec![])]).is_unknown());
    for name in ["sort", "reverse", "sum", "jsonencode"] {
        assert!(run(name, &[list()]).is_unknown(), "{name}");
    }
    assert!(run("join", &[",".into(), list()]).is_unknown());
    assert!(run("one", &[partial(vec!["a".into()])]).is_unknown());
    assert!(call("one", &[list()], &Nothing).unwrap().is_err());
    for name in ["distinct", "flatten", "toset", "tolist", "compact", "setunion", "concat"] {
        let result = run(name, &[list()]);
        assert!(matches!(result.kind, Kind::Partial(_)), "{name} gave {result:?}");
    }
    // "b" may yet be missing from the other set, so only "a" is certain to be in both.
    let both = run("setintersection", &[list(), Value::tuple(vec!["a".into(), "c".into()])]);
    assert!(both.kind == Kind::Partial(Arc::new(vec!["a".into()])));
    assert!(matches!(run("setsubtract", &[Value::tuple(vec!["z".into()]), list()]).kind, Kind::Partial(_)));
    let empty = run("coalescelist", &[partial(vec![]), Value::tuple(vec!["a".into()])]);
    assert!(empty.is_unknown());
}

#[test]
fn marks_of_arguments_are_on_the_result() {
    let mut secret = Value::from("a").sensitive();
    secret.marks.ephemeral = true;
    let result = run("upper", &[secret.clone()]);
    assert!(result.marks.sensitive && result.marks.ephemeral);
    assert!(run("jsonencode", &[Value::tuple(vec![secret.clone()])]).marks.sensitive);
    assert!(!run("length", &[Value::tuple(vec![secret.clone()])]).marks.sensitive);
    assert!(!run("nonsensitive", &[secret.clone()]).marks.sensitive);
    assert!(run("ephemeralasnull", &[secret.clone()]).is_null());
    assert!(run("upper", &[waiting(Type::String, "x").sensitive()]).marks.sensitive);
    let first = run("element", &[Value::tuple(vec!["x".into(), secret]), 0.into()]);
    assert!(!first.marks.sensitive);
}

#[test]
fn an_unknown_within_limits_is_told_from_what_is_outside() {
    let limits = Refinement { prefix: Some("ocid1.key".into()), not_null: true, ..Refinement::default() };
    let u = Unknown { ty: Type::String, refinement: limits, waits_for: vec!["k.id".into()] };
    let key: Value = Kind::Unknown(Arc::new(u)).into();
    assert_eq!(run("contains", &[Value::tuple(vec![key.clone()]), "".into()]), false.into());
    assert!(run("contains", &[Value::tuple(vec![key.clone()]), "ocid1.key.1".into()]).is_unknown());
    // It is certain not to be null or empty, so coalesce passes it on.
    assert_eq!(run("coalesce", &[key.clone(), "x".into()]), key);
}

#[test]
fn the_type_of_elements_is_told_by_what_is_there() {
    let none = Value::list(Type::Dynamic, Vec::new());
    let text = |s: &str| Value::list(Type::tuple(vec![Type::String]), vec![Value::tuple(vec![s.into()])]);
    assert_eq!(run("concat", &[none, text("a")]).ty(), Type::list(Type::tuple(vec![Type::String])));
    // What is converted later may be converted into anything; the limits stay.
    let unknown = Unknown {
        ty: Type::set(Type::String),
        refinement: Refinement { min_length: Some(2), ..Refinement::default() },
        ..Unknown::default()
    };
    let list = run("tolist", &[Kind::Unknown(unknown.into()).into()]);
    assert_eq!(list.ty(), Type::list(Type::Dynamic));
    assert!(run("length", &[list]).is_unknown());
}

/// An environment in which results are as vague as Terraform's.
struct AsTerraform;

impl crate::eval::functions::Environment for AsTerraform {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        Nothing.read_file(path)
    }

    fn list_files(&self, dir: &str) -> Result<Vec<String>, String> {
        Nothing.list_files(dir)
    }

    fn file_exists(&self, path: &str) -> Result<bool, String> {
        Nothing.file_exists(path)
    }

    fn now(&self) -> Option<String> {
        None
    }

    fn logic(&self) -> crate::eval::Logic {
        crate::eval::Logic::Terraform
    }
}

/// Each of these is known, or narrower, with three-valued logic.
#[test]
fn what_terraform_leaves_open_is_left_open_where_its_logic_is_asked_for() {
    let text = || waiting(Type::String, "x");
    let prefixed = || run("format", &["https://%s".into(), text()]);
    let pair = |a: Value, b: Value| Value::tuple(vec![a, b]);
    let limits = |v: &Value| {
        let r = &unknown(v).refinement;
        (r.prefix.as_deref().map(str::to_owned), r.min_length, r.max_length)
    };
    let vague = |name: &str, args: &[Value]| call(name, args, &AsTerraform).unwrap().unwrap();
    let cases = [
        ("alltrue", vec![pair(waiting(Type::Bool, "x"), false.into())], (None, None, None)),
        (
            "contains",
            vec![Value::tuple(vec![pair(text(), "a".into())]), pair("b".into(), "b".into())],
            (None, None, None),
        ),
        ("coalesce", vec![prefixed(), "b".into()], (None, None, None)),
        ("compact", vec![pair(text(), "a".into())], (None, None, None)),
        ("distinct", vec![pair(text(), "a".into())], (None, None, None)),
        ("format", vec!["a/%s-%s".into(), "b".into(), text()], (Some("a/".into()), None, None)),
        ("jsonencode", vec![pair("a".into(), text())], (Some("[".into()), None, None)),
        ("join", vec!["-".into(), pair("1".into(), text())], (None, None, None)),
        ("strcontains", vec![prefixed(), "http".into()], (None, None, None)),
    ];
    for (name, args, expected) in cases {
        let result = vague(name, &args);
        assert_eq!(limits(&result), expected, "{name}");
        assert_ne!(run(name, &args), result, "{name} is no sharper otherwise");
    }
    // What is known to Terraform is known.
    assert_eq!(vague("anytrue", &[pair(waiting(Type::Bool, "x"), true.into())]), true.into());
    assert_eq!(vague("contains", &[pair(text(), "a".into()), "a".into()]), true.into());
    assert_eq!(vague("startswith", &[prefixed(), "https".into()]), true.into());
    assert_eq!(vague("length", &[pair(text(), text())]), Value::from(2));
}
