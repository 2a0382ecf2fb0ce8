//! What is said of broken files: place, words, and one error for one mistake.

use super::*;
use crate::text::FileId;

/// `line:column summary: detail` of each error, columns in bytes from 1.
fn told(text: &str) -> Vec<String> {
    let (_, problems) = parse(FileId(0), text);
    let place = |offset: usize| {
        let before = &text[..offset];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        format!("{}:{}", before.matches('\n').count() + 1, offset - line + 1)
    };
    let one =
        |d: &crate::text::Diagnostic| format!("{} {}: {}", place(d.span.unwrap().start as usize), d.summary, d.detail);
    problems.iter().map(one).collect()
}

/// Text, and the beginnings of what is said of it, in order.
type Case = (&'static str, &'static [&'static str]);

fn check(cases: &[Case]) {
    for (text, expected) in cases {
        let found = told(text);
        let fits = found.len() == expected.len() && found.iter().zip(*expected).all(|(f, e)| f.contains(e));
        assert!(fits, "{text}\nexpected: {expected:#?}\nfound:    {found:#?}");
    }
}

#[test]
fn quotes_that_are_none_are_told_where_they_stand() {
    check(&[
        ("resource 'a' 'b' {\n}\n", &["1:10 Invalid character: Single quotes do not delimit strings."]),
        ("resource “a” “b” {\n}\n", &["1:10 Invalid character: Typographic quotes"]),
        ("locals {\n  a = 'x'\n}\n", &["2:7 Invalid character: Single quotes"]),
        (
            "resource \"a\" \"b {\n  x = 1\n}\n",
            &["1:14 Unterminated string literal: There is no closing quote for this label"],
        ),
        ("locals {\n  a = \"x\n  b = 1\n}\n", &["2:7 Unterminated string literal"]),
    ]);
}

#[test]
fn a_label_without_its_closing_quote_is_a_label_all_the_same() {
    let (body, _) = parse(FileId(0), "resource \"a\" \"b {\n  x = 1\n}\n");
    let labels: Vec<&str> = body.blocks().flat_map(|b| &b.labels).map(|l| &*l.name).collect();
    assert_eq!(labels, ["a", "b"]);
}

#[test]
fn one_bracket_that_lacks_its_partner_is_one_mistake() {
    check(&[
        ("output \"o\" { value = foo(1 }\n", &["1:25 Unclosed parenthesis"]),
        ("output \"o\" { value = foo(1, }\n", &["1:25 Unclosed parenthesis"]),
        ("locals {\n  a = [1, 2\n}\noutput \"o\" {}\n", &["2:7 Unclosed bracket"]),
        (
            "r \"x\" \"y\" {\n  i = {\n    b = [\n      1,\n      2\n  }\n}\noutput \"o\" {}\n",
            &["3:9 Unclosed bracket"],
        ),
        ("locals {\n  a = \"${foo(1}\"\n  b = 2\n}\n", &["2:13 Unclosed parenthesis"]),
        ("locals {\n  a = 1\n}}\noutput \"o\" {}\n", &["3:2 Unexpected closing brace"]),
        ("a {\n  b {\n  } }\n", &["3:5 Missing newline after block definition"]),
        ("locals {\n  a = foo(\n", &["2:10 Unclosed parenthesis", "1:1 Unclosed configuration block"]),
        ("resource \"a\" \"b\" {\n  x = 1\n\nresource \"a\" \"c\" {\n}\n", &["1:1 Unclosed configuration block"]),
    ]);
}

#[test]
fn what_other_languages_have_is_answered_with_what_this_one_has() {
    check(&[
        (
            "locals {\n  a: 1\n}\n",
            &["2:4 Argument or block definition required: An argument is set with an equals sign: \"a = ...\""],
        ),
        (
            "locals {\n  a = if true { 1 }\n}\n",
            &[
                "2:10 Missing newline after argument: Nothing else may stand on the line where this argument ends. A choice is written \"condition ?",
            ],
        ),
        ("locals {\n  a = not true\n}\n", &["For \"not\" write \"!\""]),
        (
            "locals {\n  a = true and false\n}\n",
            &[
                "2:12 Missing newline after argument: Nothing else may stand on the line where this argument ends. For \"and\" write \"&&\".",
            ],
        ),
        ("locals {\n  a = true or false\n}\n", &["For \"or\" write \"||\"."]),
        (
            "{\n  \"resource\": {}\n}\n",
            &[
                "1:1 Argument or block definition required: A file begins with a block, such as 'resource \"type\" \"name\" {'. If this is JSON",
            ],
        ),
        (
            "locals {\n  a = \"C:\\Users\"\n}\n",
            &["\"\\U\" must be followed by 8 hexadecimal digits. For a backslash itself write \"\\\\\"."],
        ),
        (
            "locals {\n  a = [for x of y : x]\n}\n",
            &["2:14 Invalid 'for' expression: Here the word \"in\" and a collection are needed"],
        ),
    ]);
}

#[test]
fn a_value_that_something_follows_is_none() {
    let (body, _) = parse(FileId(0), "locals {\n  a = if true { 1 }\n  b = 1,\n}\n");
    let kinds: Vec<bool> =
        body.blocks().flat_map(|b| b.body.attributes()).map(|a| matches!(a.expr.kind, ast::ExprKind::Error)).collect();
    // A comma too many says nothing about the value before it.
    assert_eq!(kinds, [true, false]);
}

#[test]
fn a_merge_conflict_is_one_mistake() {
    const TOLD: &str = "Unresolved merge conflict: Two versions of these lines stand here";
    check(&[
        ("r \"x\" \"y\" {\n<<<<<<< HEAD\n  a = 1\n=======\n  a = 2\n>>>>>>> other\n}\noutput \"o\" {}\n", &[TOLD]),
        ("<<<<<<< HEAD\nlocals {\n=======\nlocals { # {\n>>>>>>> other\n  a = 1\n}\n", &[TOLD]),
        ("<<<<<<< HEAD\na {}\n||||||| base\nb {}\n=======\nc {}\n>>>>>>> other\n", &[TOLD]),
        // Two conflicts are two.
        ("<<<<<<< a\nx {}\n=======\n>>>>>>> b\n<<<<<<< a\ny {}\n=======\n>>>>>>> b\n", &[TOLD, TOLD]),
        ("locals {\n  a = [\n<<<<<<< HEAD\n    1,\n=======\n    2,\n>>>>>>> other\n  ]\n}\n", &[TOLD]),
        ("locals {\r\n=======\r\n}\r\n", &[TOLD]),
    ]);
    let (body, _) = parse(FileId(0), "<<<<<<< HEAD\na {}\n=======\nb {}\n>>>>>>> other\nc {}\n");
    let kinds: Vec<&str> = body.blocks().map(|b| &*b.kind.name).collect();
    // The first version is read.
    assert_eq!(kinds, ["a", "c"]);
}
