//! The table of expressions under `testdata/functions`, with the results that Terraform 1.11.4 gave.
//!
//! A line is `expression`, `ok`, JSON, type (without spaces), or `expression`, `error`, summary, detail, or
//! `expression`, `fails` where Terraform's words are not ours: a panic of its, the text of another parser,
//! or a sensitive value that it shows.

mod expression;
mod unknowns;

use expression::evaluate;

use super::*;

struct Files;

impl Environment for Files {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        match path.trim_start_matches("./") {
            "a.txt" => Ok(b"hello\n".to_vec()),
            "d/b.txt" => Ok(b"b".to_vec()),
            "d/e/c.json" => Ok(b"{}".to_vec()),
            "bin" => Ok(vec![0xff, 0xfe]),
            path => Err(format!(
                "no file exists at {path:?}; this function works only with files that are distributed as part of the configuration source code, so if this file will be created by a resource in this configuration you must instead obtain this result from an attribute of that resource"
            )),
        }
    }

    fn list_files(&self, dir: &str) -> Result<Vec<String>, String> {
        let all = ["a.txt", "bin", "d/b.txt", "d/e/c.json"];
        let dir = dir.trim_start_matches("./").trim_end_matches('/');
        let prefix = if dir == "." || dir.is_empty() { String::new() } else { format!("{dir}/") };
        Ok(all.iter().filter_map(|f| f.strip_prefix(&prefix)).map(str::to_owned).collect())
    }

    fn file_exists(&self, path: &str) -> Result<bool, String> {
        Ok(self.read_file(path).is_ok())
    }

    fn now(&self) -> Option<String> {
        None
    }
}

/// What a case came out as, in the columns of the table.
fn outcome(expression: &str) -> String {
    match evaluate(expression, &Files) {
        Ok(value) => match json::encode(&value) {
            (json, json::Written::Whole) => {
                let ty: String = describe_type(&value).split_whitespace().collect();
                format!("ok\t{json}\t{ty}")
            }
            (begun, _) => format!("unknown\t{begun}"),
        },
        Err((summary, detail)) => format!("error\t{summary}\t{detail}"),
    }
}

fn check(table: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let (expression, expected) = line.split_once('\t').unwrap();
        let got = outcome(expression);
        let same = if expected == "fails" { got.starts_with("error\t") } else { got == expected };
        if !same {
            wrong.push(format!("{expression}\n  terraform: {expected}\n  ours:      {got}"));
        }
    }
    wrong
}

#[test]
fn results_are_those_of_terraform() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/functions");
    let mut cases = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "tsv") {
            let table = std::fs::read_to_string(&path).unwrap();
            cases += table.lines().count();
            wrong.extend(check(&table));
        }
    }
    assert!(cases > 0, "no table in {dir}");
    assert!(wrong.is_empty(), "{} of {cases} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}
