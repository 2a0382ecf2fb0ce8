//! Three-valued results, limits of unknowns, budgets.

use super::*;
use crate::model::{AttrPath, AttrRef, Refinement, Unknown};

fn unknown(ty: Type, refinement: Refinement, waits: &str) -> Value {
    Kind::Unknown(Arc::new(Unknown { ty, refinement, waits_for: vec![waits.into()] })).into()
}

fn scope() -> TestScope {
    let not_null = || Refinement { not_null: true, ..Refinement::default() };
    let number = |n: i64| Some(Number::from(n));
    let partial = |items: Vec<Value>| Value::from(Kind::Partial(Arc::new(items)));
    TestScope::new(Typing::Strict)
        .with("u", unknown(Type::Dynamic, Refinement::default(), "u"))
        .with("b", unknown(Type::Bool, Refinement::default(), "b"))
        .with("s", unknown(Type::String, Refinement::default(), "s"))
        .with("id", unknown(Type::String, not_null(), "id"))
        .with("ocid", unknown(Type::String, Refinement { prefix: Some("ocid1.".into()), ..not_null() }, "ocid"))
        .with("arn", unknown(Type::String, Refinement { prefix: Some("arn:".into()), ..not_null() }, "arn"))
        .with("n", unknown(Type::Number, Refinement { min: number(1), max: number(5), ..not_null() }, "n"))
        .with("list", unknown(Type::list(Type::String), not_null(), "list"))
        .with("two", unknown(Type::list(Type::String), Refinement { min_length: Some(2), ..not_null() }, "two"))
        .with("tuple", unknown(Type::tuple(vec![Type::String]), not_null(), "tuple"))
        .with("map", unknown(Type::map(Type::Number), not_null(), "map"))
        .with("object", Value::object([("known", 1.into()), ("open", unknown(Type::String, not_null(), "open"))]))
        .with("part", partial(vec!["a".into()]))
        .with("none", partial(vec![]))
        .with("flags", Value::tuple(vec![true.into(), unknown(Type::Bool, not_null(), "flag"), false.into()]))
        .with("secret", unknown(Type::String, not_null(), "secret").sensitive())
        .with("made", attribute("id"))
        .with("name", attribute("name"))
}

/// An attribute of a resource that is not made yet.
fn attribute(name: &str) -> Value {
    let mut value = unknown(Type::String, Refinement::default(), name);
    let address = "oci_kms_key.k".parse().unwrap();
    value.marks.origin = Some(Arc::new(AttrRef { address, path: AttrPath::field(name) }));
    value
}

/// `unknown(type; limits; waits)` or the debug form of the value.
fn show(value: &Value) -> String {
    let mut out = if value.marks.sensitive { "sensitive ".to_owned() } else { String::new() };
    let Kind::Unknown(u) = &value.kind else { return format!("{out}{value:?}") };
    out.push_str(&u.ty.to_string());
    let r = &u.refinement;
    if r.not_null {
        out.push('!');
    }
    r.prefix.iter().for_each(|p| out.push_str(&format!(" {p}*")));
    r.behind_id.iter().for_each(|b| out.push_str(&format!(" ID{b:?}")));
    if r.min.is_some() || r.max.is_some() {
        let show = |n: &Option<Number>| n.as_ref().map(ToString::to_string).unwrap_or_default();
        out.push_str(&format!(" {}..{}", show(&r.min), show(&r.max)));
    }
    if r.min_length.is_some() || r.max_length.is_some() {
        let show = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
        out.push_str(&format!(" #{}..{}", show(r.min_length), show(r.max_length)));
    }
    let waits: Vec<&str> = u.waits_for.iter().map(|w| &**w).collect();
    format!("{out} <- {}", waits.join(","))
}

fn check(scope: &TestScope, table: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let found = match scope.eval(text) {
            Ok(found) => show(&found.value),
            Err(e) => format!("error: {}", e.lines().next().unwrap_or_default()),
        };
        if found != *expected {
            wrong.push(format!("{text}\n   expected: {expected}\n   found:    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn logic_is_three_valued() {
    check(
        &scope(),
        &[
            ("b && false", "false"),
            ("false && b", "false"),
            ("b && true", "bool! <- b"),
            ("true && b", "bool! <- b"),
            ("b || true", "true"),
            ("true || b", "true"),
            ("b || false", "bool! <- b"),
            ("b && u", "bool! <- b,u"),
            ("!b", "bool! <- b"),
            ("b && null.x", "bool! <- b"),
            ("b && [] ", "error: Invalid operand"),
            ("null.x && b", "error: Attempt to get attribute from null value"),
            ("false && null.x", "false"),
            ("true && null.x", "error: Attempt to get attribute from null value"),
        ],
    );
    let mut terraform = scope();
    (terraform.logic, terraform.operands) = (Logic::Terraform, Operands::All);
    check(
        &terraform,
        &[
            ("b && false", "bool! <- b"),
            ("false && b", "bool! <- b"),
            ("true || b", "bool! <- b"),
            ("b || true", "bool! <- b"),
            ("b ? 1 : 1", "1"),
        ],
    );
}

#[test]
fn which_errors_count_beside_an_operand_that_decides_is_a_matter_of_releases() {
    const FAILS: &str = "error: Attempt to get attribute from null value";
    const INCONSISTENT: &str = "error: Inconsistent conditional result types";
    const UNFIT: &str = "error: Invalid operand";
    // The expression; before 1.12, and since.
    let cases = [
        ("true || null.x", FAILS, "true"),
        ("null.x || true", FAILS, "true"),
        ("false && null.x", FAILS, "false"),
        ("null.x && false", FAILS, "false"),
        ("false || null.x", FAILS, FAILS),
        ("null.x || false", FAILS, FAILS),
        ("b || null.x", FAILS, "bool! <- b"),
        ("null.x || b", FAILS, FAILS),
        ("null.x || null.x", FAILS, FAILS),
        ("null.x || b || true", FAILS, "true"),
        ("b && null.x && null.x", FAILS, "bool! <- b"),
        ("true || \"maybe\"", UNFIT, UNFIT),
        ("[null.x] || true", FAILS, UNFIT),
        ("true || null", "error: Operation failed", "true"),
        ("null || true", "error: Operation failed", "error: Operation failed"),
        ("false || null", "error: Operation failed", "error: Operation failed"),
        // The type of a branch that is not taken is asked for, and its error is none.
        ("true ? 1 : (null.x && true)", INCONSISTENT, INCONSISTENT),
        ("true ? false : (null.x && true)", "false", "false"),
        // What a function is not given, because it is wrong, cannot make the other branch wrong.
        ("true ? tolist([1]) : tolist(upper(true || null.x))", "[1]", "[1]"),
        ("b && false", "false", "false"),
        ("try(false && tonumber(s) == 1, 7)", "dynamic <- s", "false"),
    ];
    for (operands, column) in [(Operands::All, 0), (Operands::Deciding, 1)] {
        let mut scope = scope();
        scope.operands = operands;
        let table: Vec<(&str, &str)> = cases.iter().map(|c| (c.0, [c.1, c.2][column])).collect();
        check(&scope, &table);
    }
}

#[test]
fn limits_decide_where_they_can() {
    check(
        &scope(),
        &[
            ("id == null", "false"),
            ("id != null", "true"),
            ("s == null", "bool! <- s"),
            ("u == null", "bool! <- u"),
            ("id == \"x\"", "bool! <- id"),
            ("id == 5", "false"),
            ("s == 5", "false"),
            ("u == 5", "bool! <- u"),
            ("ocid == \"ocid1.vcn\"", "bool! <- ocid"),
            ("ocid == \"arn:x\"", "false"),
            ("ocid != \"\"", "true"),
            ("ocid == arn", "false"),
            ("ocid == id", "bool! <- ocid,id"),
            ("n > 0", "true"),
            ("n > 5", "false"),
            ("n >= 5", "bool! <- n"),
            ("n < 1", "false"),
            ("n <= 5", "true"),
            ("n < 6", "true"),
            ("5 >= n", "true"),
            ("n == 7", "false"),
            ("n + 1", "number! 2..6 <- n"),
            ("10 - n", "number! 5..9 <- n"),
            ("n * 2", "number! <- n"),
            ("-n", "number! -5..-1 <- n"),
            ("n + 1 > 1", "true"),
            ("length(part) > 0", "true"),
            ("length(none) > 0", "bool! <- more"),
            ("length(none) >= 0", "true"),
            ("two == []", "false"),
            // A list of texts is never an empty tuple, whatever it will hold.
            ("list == []", "false"),
            ("part == []", "false"),
            ("object == {known = 1, open = \"x\"}", "bool! <- open"),
            ("object == {known = 2, open = \"x\"}", "false"),
            ("[1, u] == [2, 3]", "false"),
            ("[u, 1] == [2, 3]", "false"),
            ("toset([\"a\"]) == u", "bool! <- u"),
        ],
    );
}

#[test]
fn unknowns_are_walked_with_what_they_wait_for() {
    check(
        &scope(),
        &[
            ("u.a.b[0]", "dynamic <- u"),
            ("object.known", "1"),
            ("object.open", "string! <- open"),
            ("object.other", "error: Unsupported attribute"),
            ("list[0]", "string <- list"),
            ("list[\"x\"]", "error: Invalid index"),
            ("list.x", "error: Unsupported attribute"),
            ("tuple[0]", "string <- tuple"),
            ("tuple[1]", "error: Invalid index"),
            ("map.a", "number <- map"),
            ("map[s]", "number <- map,s"),
            ("[1, 2][u]", "dynamic <- u"),
            ("{a = 1}[s]", "dynamic <- s"),
            ("s.x", "error: Unsupported attribute"),
            ("part[0]", "dynamic <- "),
            ("u[*].a", "dynamic <- u"),
            ("list[*]", "list(string)! <- list"),
            ("two[*]", "list(string)! #2.. <- two"),
            ("s[*]", "dynamic! #0..1 <- s"),
            ("id[*]", "[(known after apply)]"),
            ("part[*]", "partial [\"a\"]"),
            ("\"a${s}b\"", "string! a* <- s"),
            ("\"a${s}b${u}\"", "string! a* <- s,u"),
            ("\"${ocid}x\"", "string! ocid1.* <- ocid"),
            ("\"a-${made}-b${\"c\"}\"", "string! a-* ID\"-bc\" <- id"),
            ("\"a-${made}-${made}\"", "string! a-* <- id"),
            ("\"a-${name}\"", "string! a-* <- name"),
            ("\"a-${ocid}x\"", "string! a-ocid1.* <- ocid"),
            ("\"%{ if b }x%{ endif }\"", "string! <- b"),
            ("\"a%{ for x in list }${x}%{ endfor }\"", "string! a* <- list"),
            ("{(s) = 1}", "dynamic! <- s"),
            ("{a = s}", "{\"a\": (known after apply)}"),
            ("join(list...)", "dynamic <- list"),
            ("join(n...)", "error: Invalid expanding argument value"),
            ("join([\"a\", \"b\"]...)", "\"a+b\""),
            ("secret", "sensitive string! <- secret"),
            ("\"x${secret}\"", "sensitive string! x* <- secret"),
            ("[s][0]", "string <- s"),
            ("try(u.x, 1)", "dynamic <- u"),
            ("try(object.other, 1)", "1"),
            ("can(u.x)", "bool! <- u"),
            ("can(object.other)", "false"),
        ],
    );
}

#[test]
fn conditionals_keep_what_both_branches_share() {
    check(
        &scope(),
        &[
            ("b ? \"x\" : \"y\"", "string! <- b"),
            ("b ? \"x\" : null", "string <- b"),
            ("b ? 1 : 5", "number! 1..5 <- b"),
            ("b ? 1 : \"a\"", "string! <- b"),
            ("b ? [1] : [1, 2]", "list(number)! #1..2 <- b"),
            ("b ? n : 9", "number! 1..9 <- b"),
            ("b ? 1 : 1", "1"),
            ("b ? null.x : 1", "dynamic <- b"),
            ("b ? 1 : {}", "error: Inconsistent conditional result types"),
            ("true ? s : 1", "string <- s"),
            ("false ? s : 1", "\"1\""),
        ],
    );
}

#[test]
fn for_expressions_keep_what_is_certain() {
    check(
        &scope(),
        &[
            ("[for x in u : x]", "dynamic! <- u"),
            ("[for x in two : x]", "dynamic! #2.. <- two"),
            ("[for x in two : x if x == 1]", "dynamic! <- two"),
            ("{for x in list : x => 1}", "dynamic! <- list"),
            ("[for x in flags : x]", "[true, (known after apply), false]"),
            ("[for i, x in flags : i if x]", "partial [0]"),
            ("[for i, x in flags : i if !x]", "partial [2]"),
            ("length([for i, x in flags : i if x]) > 0", "true"),
            ("[for x in [1] : x if b]", "dynamic! #0..1 <- b"),
            ("{for i, x in flags : i => 1 if x}", "dynamic! <- flag"),
            ("{for x in [s] : x => 1}", "dynamic! <- s"),
            ("[for x in part : upper(x)]", "partial [\"A\"]"),
            ("{for x in part : x => 1}", "dynamic! <- "),
            ("[for x in s : x]", "error: Iteration over non-iterable value"),
        ],
    );
    let mut terraform = scope();
    terraform.logic = Logic::Terraform;
    check(&terraform, &[("[for i, x in flags : i if x]", "dynamic <- flag")]);
}

#[test]
fn loose_typing_compares_by_content() {
    let mut loose = scope();
    loose.typing = Typing::Loose;
    check(
        &loose,
        &[
            ("tolist([\"a\"]) == [\"a\"]", "true"),
            ("toset([\"b\", \"a\"]) == [\"a\", \"b\"]", "true"),
            ("toset([\"b\", \"a\"]) == [\"a\", \"c\"]", "false"),
            ("tomap({a = 1}) == {a = 1}", "true"),
            ("1 == \"1\"", "false"),
            ("[1] == [\"1\"]", "false"),
            ("[] == {}", "false"),
            ("true ? [1] : {}", "[1]"),
            ("true ? 1 : \"a\"", "\"1\""),
            ("toset([s, \"a\"]) == [\"b\", \"c\"]", "false"),
            ("toset([s, \"a\"]) == [\"b\", \"a\"]", "bool! <- s"),
        ],
    );
}

#[test]
fn what_costs_too_much_is_given_up() {
    let mut scope = scope();
    scope.limit = 10_000;
    let many = "[for a in x : [for b in x : [for c in x : c]]]";
    let scope = scope.with("x", Value::tuple(vec![1.into(); 100])).with("long", Value::from("x".repeat(200_000)));
    for text in [many.to_owned(), format!("try({many}, 1)"), format!("can({many})"), format!("b && {many} == []")] {
        let problem = scope.eval(&text).unwrap_err();
        assert!(problem.starts_with("Evaluation takes too long"), "{text}: {problem}");
    }
    let doubling = format!("\"{}\"", "${long}".repeat(10));
    assert!(scope.eval(&doubling).unwrap_err().starts_with("Evaluation takes too long"));
}

#[test]
fn deep_nesting_is_an_error_and_long_chains_are_not() {
    let scope = scope();
    let mut deep = crate::hcl::ast::Expr { kind: crate::hcl::ast::ExprKind::Null, span: Span::new(FileId(0), 0, 0) };
    for _ in 0..1000 {
        deep = crate::hcl::ast::Expr { span: deep.span, kind: crate::hcl::ast::ExprKind::Parens(Box::new(deep)) };
    }
    assert_eq!(evaluate(&deep, &scope).unwrap_err().summary, "Expression nests too deeply");
    let mut chain = crate::hcl::ast::Expr {
        kind: crate::hcl::ast::ExprKind::Number(Number::from(0)),
        span: Span::new(FileId(0), 0, 0),
    };
    for _ in 0..5000 {
        let one = crate::hcl::ast::Expr { kind: crate::hcl::ast::ExprKind::Number(Number::from(1)), span: chain.span };
        let sum = crate::hcl::ast::ExprKind::Binary(crate::hcl::ast::BinaryOp::Add, Box::new(chain), Box::new(one));
        chain = crate::hcl::ast::Expr { span: Span::new(FileId(0), 0, 0), kind: sum };
    }
    assert_eq!(evaluate(&chain, &scope).unwrap().value, Value::from(5000));
    std::mem::forget(chain); // dropping a chain of boxes recurses; trees of the parser are shallower
}

#[test]
fn errors_never_show_what_is_sensitive() {
    let secret = Value::from("hunter2").sensitive();
    let scope = scope().with("pw", secret.clone()).with("vault", Value::object([("hunter2", 1.into())]).sensitive());
    for text in [
        "{for x in [pw, pw] : x => 1}",
        "vault.hunter3",
        "vault[\"hunter3\"]",
        "{a = 1}[pw]",
        "pw + 1",
        "pw ? 1 : 2",
        "tomap({a = 1})[pw]",
        "[1][pw]",
        "pw.x",
        "-pw",
        "[for x in pw : x]",
    ] {
        let problem = scope.eval(text).unwrap_err();
        assert!(!problem.contains("hunter2"), "{text}: {problem}");
    }
}

#[test]
fn references_are_found_without_evaluation() {
    for (text, expected, direct) in [
        ("var.x", "var.x", true),
        ("(var.x)", "var.x", true),
        ("\"${var.x}\"", "var.x", true),
        ("\"a${var.x}\"", "var.x", false),
        ("a.b[0].c", "a.b[0].c", true),
        ("a.b[\"k\"].c", "a.b[\"k\"].c", true),
        ("a.b[count.index].c", "a.b count.index", false),
        ("a.b[*].id", "a.b", false),
        ("[for v in var.list : v.id]", "var.list", false),
        ("[for var in a.b : var.id if c.d]", "a.b c.d", false),
        ("{for k, v in a.b : k => \"${v}${e.f}\"}", "a.b e.f", false),
        ("\"%{ for v in a.b }${v.x}${c.d}%{ endfor }\"", "a.b c.d", false),
        ("x.y ? a.b : c.d + e.f", "x.y a.b c.d e.f", false),
        ("f(a.b, c.d...)", "a.b c.d", false),
        ("a.b[c.d[e.f]][g.h]", "a.b c.d e.f g.h", false),
        ("5", "", false),
    ] {
        let (expr, problems) = parse_expression(FileId(0), text, 0);
        assert!(problems.is_empty(), "{text}");
        let found: Vec<String> = references(&expr).iter().map(ToString::to_string).collect();
        assert_eq!(found.join(" "), expected, "{text}");
        assert_eq!(is_direct_traversal(&expr), direct, "{text}");
    }
}
