//! Built-in functions against a real `terraform console`.
//!
//! Random calls of every function, with arguments from a pool of awkward values, are evaluated here
//! and by Terraform, many in one process: `jsonencode([try(jsonencode(call), "!"), ...])` gives the
//! values and which of them fail, `type([...])` the types of those that do not. Run with
//! `RINGFENCE_CONSOLE_CASES` to choose how many calls (default 600) and `RINGFENCE_CONSOLE_SEED` to
//! choose others. Fails when there is no terraform: a comparison that did not happen proves nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "helpers of a test")]

use std::io::Write;
use std::process::{Command, Stdio};

use ringfence::eval::functions::{Nothing, arity, call, describe_type, names};
use ringfence::model::{Kind, Value};

/// What depends on the time, on chance, on files, or on this program's not having the means.
const NOT_COMPARED: &[&str] = &[
    "abspath",
    "base64gunzip",
    "base64gzip",
    "bcrypt",
    "cidrcontains",
    "convert",
    "list",
    "map",
    "pathexpand",
    "plantimestamp",
    "rsadecrypt",
    "sensitive",
    "timestamp",
    "urldecode",
    "uuid",
];

/// A small generator of numbers: the same seed gives the same calls everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// A scalar, or a collection of values from the pool.
fn value(random: &mut Random, depth: usize) -> Value {
    const TEXTS: &[&str] = &[
        "",
        "a",
        "b",
        "A b",
        "10.0.0.0/8",
        "10.1.2.3",
        "fd00::/48",
        "1",
        "1.50",
        "true",
        "x,y",
        "é",
        "日本",
        "%s-%d",
        "a.b",
        "/a(b)?/",
        "[a-z]+",
        "2024-02-29T23:59:59Z",
        "1h30m",
        "{\"a\":[1,null]}",
        "a: [1, two]\n",
        "dns",
        "UTF-8",
        "aGk=",
        "h1,h2\n1,2\n",
        "../a//b/",
        "<&>",
        "x\ny\n",
    ];
    const NUMBERS: &[&str] =
        &["0", "1", "-1", "2", "3", "8", "16", "0.5", "-2.5", "1e21", "0.1", "12345678901234567890123", "1e-7"];
    let number = |random: &mut Random| {
        Value::from(NUMBERS[random.below(NUMBERS.len())].parse::<ringfence::model::Number>().unwrap())
    };
    let items = |random: &mut Random| (0..random.below(4)).map(|_| value(random, depth + 1)).collect::<Vec<_>>();
    match random.below(if depth > 2 { 7 } else { 12 }) {
        0..=2 => TEXTS[random.below(TEXTS.len())].into(),
        3..=4 => number(random),
        5 => (random.below(2) == 0).into(),
        6 => TEXTS[random.below(4)].into(),
        7 => Value::tuple((0..random.below(4)).map(|_| TEXTS[random.below(6)].into()).collect()),
        8 => Value::tuple((0..random.below(4)).map(|_| number(random)).collect()),
        9 => Value::tuple(items(random)),
        10 => Value::object(["a", "b", "c"].into_iter().zip(items(random))),
        _ => {
            let converted = ["tolist", "toset", "tomap"][random.below(3)];
            let source = if converted == "tomap" {
                Value::object(["a", "b", "c"].into_iter().zip(items(random)))
            } else {
                Value::tuple(items(random))
            };
            call(converted, std::slice::from_ref(&source), &Nothing).unwrap().unwrap_or(source)
        }
    }
}

/// A value as text of the language.
fn render(value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(render).collect::<Vec<_>>().join(", ");
    let entries = |value: &Value| {
        let entries = value.as_entries().unwrap().iter();
        entries.map(|(k, v)| format!("{} = {}", render(&k.clone().into()), render(v))).collect::<Vec<_>>().join(", ")
    };
    match &value.kind {
        Kind::Null(_) => "null".into(),
        Kind::Bool(b) => b.to_string(),
        Kind::Number(n) => n.to_string(),
        Kind::String(s) => {
            let json = serde_json::to_string(&**s).unwrap();
            json.replace("${", "$${").replace("%{", "%%{")
        }
        Kind::Tuple(items) => format!("[{}]", list(items)),
        Kind::List(_, items) => format!("tolist([{}])", list(items)),
        Kind::Set(_, items) => format!("toset([{}])", list(items)),
        Kind::Object(_) => format!("{{{}}}", entries(value)),
        Kind::Map(..) => format!("tomap({{{}}})", entries(value)),
        Kind::Unknown(_) | Kind::Partial(_) | Kind::Resource(_) => unreachable!("the pool has none"),
    }
}

/// Standard output of one expression, or its standard error.
fn console(expression: &str) -> Result<String, String> {
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new("terraform")
        .arg("console")
        .current_dir(dir.path())
        .env("TF_CLI_CONFIG_FILE", "/dev/null")
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("these tests need terraform on the path");
    child.stdin.take().unwrap().write_all(format!("{expression}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stdout) + &text(output.stderr)) }
}

/// JSON of each expression, `None` for those that fail. A fault that `try` does not catch fails the
/// whole batch, which is then halved until it stands alone.
fn values(expressions: &[String]) -> Vec<Option<String>> {
    let wrapped: Vec<String> = expressions.iter().map(|e| format!("try(jsonencode({e}), \"!\")")).collect();
    // Twice through base64, so that the console's own quoting has nothing to quote.
    match console(&format!("base64encode(jsonencode([{}]))", wrapped.join(", "))) {
        Ok(out) => {
            let decoded = call("base64decode", &[out.trim().trim_matches('"').into()], &Nothing).unwrap().unwrap();
            let all: Vec<String> = serde_json::from_str(decoded.as_str().unwrap()).unwrap();
            all.into_iter().map(|json| (json != "!").then_some(json)).collect()
        }
        Err(_) if expressions.len() > 1 => {
            let (left, right) = expressions.split_at(expressions.len() / 2);
            [values(left), values(right)].concat()
        }
        Err(_) => vec![None],
    }
}

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

#[test]
fn random_calls_give_what_terraform_gives() {
    let count = setting("RINGFENCE_CONSOLE_CASES", 600) as usize;
    let mut random = Random(setting("RINGFENCE_CONSOLE_SEED", 20_240_229));
    let mut functions: Vec<&str> = names().filter(|n| !NOT_COMPARED.contains(n) && !n.starts_with("file")).collect();
    functions.sort_unstable();
    let mut cases = Vec::new();
    while cases.len() < count {
        let function = functions[cases.len() % functions.len()];
        let arity = arity(function).unwrap();
        let more = if arity.variadic || random.below(40) == 0 { random.below(3) } else { 0 };
        let args: Vec<Value> = (0..arity.required + more).map(|_| value(&mut random, 0)).collect();
        let expression = format!("{function}({})", args.iter().map(render).collect::<Vec<_>>().join(", "));
        cases.push((expression, call(function, &args, &Nothing).unwrap()));
    }
    let (mut wrong, mut succeeded) = (Vec::new(), 0);
    for batch in cases.chunks(40) {
        let expressions: Vec<String> = batch.iter().map(|(e, _)| e.clone()).collect();
        let expected = values(&expressions);
        let mut typed = Vec::new();
        for ((expression, ours), theirs) in batch.iter().zip(&expected) {
            let json =
                ours.as_ref().ok().map(|v| call("jsonencode", std::slice::from_ref(v), &Nothing).unwrap().unwrap());
            let json = json.as_ref().map(|v| v.as_str().unwrap_or("(unknown)"));
            if json != theirs.as_deref() {
                wrong.push(format!("{expression}\n  terraform: {theirs:?}\n  ours:      {json:?} {ours:?}"));
            } else if let Ok(value) = ours {
                typed.push((expression.clone(), value.clone()));
            }
        }
        succeeded += typed.len();
        let all: Vec<&str> = typed.iter().map(|(e, _)| e.as_str()).collect();
        let theirs = console(&format!("type([{}])", all.join(", "))).unwrap();
        let ours = describe_type(&Value::tuple(typed.iter().map(|(_, v)| v.clone()).collect()));
        if theirs.trim() != ours {
            wrong.push(format!("types of {all:#?}\n  terraform: {theirs}\n  ours:      {ours}"));
        }
    }
    println!("{succeeded} of {count} calls succeed in both");
    assert!(succeeded * 10 > count, "only {succeeded} of {count} calls succeeded: the pool has become useless");
    assert!(wrong.is_empty(), "{} of {count} calls differ:\n{}", wrong.len(), wrong.join("\n"));
}
