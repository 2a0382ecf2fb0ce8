//! Small trees by hand, each about one thing of the language: a real Terraform and this program plan the same, or
//! refuse the same for the same reason.
//!
//! A file of `tests/e2e/language` holds many: a line `# case: NAME` begins one, `# file: PATH` another file of it.
//! `RINGFENCE_LANGUAGE=NAME` runs those whose names hold NAME, and prints what both say.

#![allow(clippy::print_stdout, reason = "what both say is for reading")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use crate::harness::{partners, workspace};
use crate::side_by_side::{Outcome, outcome};

/// Differences that are known, by the name of the case, with the reason.
const LISTED: &[(&str, &str)] = &[
    ("ephemeral/an ephemeral output of a module in a resource", NOT_EPHEMERAL),
    ("ephemeral/an ephemeral output of a module that holds none in a root output", NOT_EPHEMERAL),
    (
        "expressions/division by zero",
        "Terraform computes an infinity, and fails where it writes that down, without a place; here the division is refused",
    ),
    (
        "expressions/templatefile without the file",
        "a file that is not there may be made before Terraform runs: a gap, not a mistake",
    ),
    ("modules/a source that is computed", OPENTOFU),
    ("modules/lifecycle with an expression", OPENTOFU),
    ("modules/a source that is not there", "a module that cannot be read is a gap, and what else is wrong is told"),
    ("modules/a variable without a value", "its value is not known here, and what depends on it is undecided"),
    (
        "modules/a whole module",
        "Terraform 1.11 forgets that an output of a module is declared sensitive, if its value is not",
    ),
    (
        "modules/a module without count used with an index",
        "the place is the same, and here it is said that there is no output of that name",
    ),
    ("modules/count of what is not known", PENDING),
    ("modules/for_each of what is not known", PENDING),
    (
        "modules/ignore_changes of something that there is not",
        "arguments of lifecycle name attributes of releases to come: only their form is looked at",
    ),
    ("modules/replace_triggered_by something that is no resource", "as above"),
    ("movement/import", IMPORTED),
    ("movement/import into a module", IMPORTED),
    ("movement/import with a secret for_each", IMPORTED),
    ("movement/import with a secret id", IMPORTED),
    ("movement/import with for_each", IMPORTED),
    ("movement/import with for_each over a map", IMPORTED),
    ("movement/import with for_each over a tuple", IMPORTED),
    ("movement/import with an id that is not known", PENDING),
    (
        "movement/moved from a key that is still declared",
        "moves are held against what is declared, not against which instances there are",
    ),
    ("movement/import with for_each that is not known", PENDING),
    ("providers/an alias that nobody configures is passed", MISSING_PROVIDER),
    ("providers/an alias that nobody configures is passed on by a module", MISSING_PROVIDER),
    ("providers/providers from an expression", MISSING_PROVIDER),
    (
        "providers/configuration_aliases in the root module",
        "a module for others, checked alone, is not wrong for it: whoever calls it passes what it asks for",
    ),
];

const OPENTOFU: &str = "OpenTofu evaluates it";
const NOT_EPHEMERAL: &str = "Terraform 1.11 refuses the output, whose value is not ephemeral; later releases accept it, and \
                             refuse what is refused here";
const IMPORTED: &str =
    "what a resource is that is imported, its provider tells; not even its id need be the one imported";
const PENDING: &str = "whether it waits for a resource or for a variable that nobody gave is not told apart";
const MISSING_PROVIDER: &str =
    "Terraform says only \"missing provider\", without a place; here it is told where and what to do";

struct Case {
    name: String,
    files: Vec<(String, String)>,
}

fn cases(path: &Path) -> Vec<Case> {
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut cases: Vec<Case> = Vec::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        if let Some(name) = line.strip_prefix("# case: ") {
            cases.push(Case { name: format!("{stem}/{name}"), files: vec![("main.tf".into(), String::new())] });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(path) = line.strip_prefix("# file: ") {
            case.files.push((path.to_owned(), String::new()));
        } else if let Some((_, text)) = case.files.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    cases
}

/// What differs, if anything does.
fn difference(case: &Case, verbose: bool) -> Option<String> {
    let dir = workspace().join("work").join("language").join(&case.name);
    let _ = fs::remove_dir_all(&dir);
    for (path, text) in &case.files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let found = outcome(&dir);
    if verbose {
        match &found {
            Outcome::Refused(both) => println!("== {}: refused by both\n{both}", case.name),
            Outcome::Same(values, _) => println!("== {}: {values} values are the same", case.name),
            _ => {}
        }
    }
    let how = match found {
        Outcome::Same(..) | Outcome::Refused(_) | Outcome::Unfinished => {
            let _ = fs::remove_dir_all(&dir);
            return None;
        }
        Outcome::Vaguer(how) => format!("vaguer here: {how}"),
        Outcome::Hidden => "hides more here".into(),
        Outcome::Differs(how) => how,
    };
    Some(format!("{}: {how}", case.name))
}

#[test]
fn hand_written_trees_are_evaluated_as_terraform_plans_them() {
    partners();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/language");
    let mut files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let wanted = std::env::var("RINGFENCE_LANGUAGE").ok();
    let all: Vec<Case> = files.iter().flat_map(|path| cases(path)).collect();
    let chosen = all.iter().filter(|case| wanted.as_ref().is_none_or(|part| case.name.contains(part)));
    let queue = Mutex::new(chosen);
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(case) = queue.lock().unwrap().next() else { return };
                    if let Some(how) = difference(case, wanted.is_some()) {
                        wrong.lock().unwrap().push((case.name.clone(), how));
                    }
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    let listed = |name: &str| LISTED.iter().any(|(listed, _)| *listed == name);
    if wanted.is_none() {
        for (name, _) in LISTED {
            assert!(wrong.iter().any(|(n, _)| n == name), "{name} is listed and does not differ");
        }
    }
    wrong.retain(|(name, _)| !listed(name));
    wrong.sort();
    let texts: Vec<&str> = wrong.iter().map(|(_, how)| how.as_str()).collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n\n{}", wrong.len(), all.len(), texts.join("\n\n"));
}
