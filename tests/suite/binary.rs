//! Plan files as `terraform plan -out` writes them, read without Terraform. `testdata/plans` has real ones.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::parity::differences;
use crate::run::{Dir, Run, command};

const TREES: &[&str] = &["small", "part"];

fn plans(tree: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/plans").join(tree)
}

fn run(dir: &Path, args: &[&str]) -> Run {
    let out = command(dir, args).output().unwrap();
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    Run { code: out.status.code().unwrap_or(-1), out: text(&out.stdout), err: text(&out.stderr) }
}

fn inspect(tree: &str, args: &[&str]) -> Value {
    let run = run(&plans(tree), &[&["inspect"], args].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

fn check(dir: &Path, args: &[&str]) -> Run {
    run(dir, &[&["check"], args, &["--format", "json", "--now", "2026-11-21", "--all-verdicts"]].concat())
}

/// A plan file far from its sources.
fn alone(tree: &str, name: &str) -> Dir {
    Dir::new().with(name, fs::read(plans(tree).join(name)).unwrap())
}

fn resource<'m>(model: &'m Value, address: &str) -> &'m Value {
    let all = model["resources"].as_array().unwrap();
    all.iter().find(|r| r["address"] == address).unwrap_or_else(|| panic!("no {address}"))
}

#[test]
fn the_model_is_that_of_the_json_with_sources() {
    for tree in TREES {
        let binary = inspect(tree, &["tfplan"]);
        let wrong = differences(&binary, &inspect(tree, &["plan.json", "--source", "."]));
        assert!(wrong.is_empty(), "{tree}:\n{}", wrong.join("\n"));
        assert!(binary["resources"].as_array().unwrap().len() > 6);
    }
}

#[test]
fn findings_are_those_of_the_json_with_sources() {
    for tree in TREES {
        let (binary, json) = (check(&plans(tree), &["tfplan"]), check(&plans(tree), &["plan.json", "--source", "."]));
        assert_eq!(binary.code, json.code);
        let (binary, json) = (binary.report(), json.report());
        assert_eq!(binary["findings"], json["findings"], "{tree}");
        assert!(binary["findings"].as_array().unwrap().len() > 10, "{tree}");
    }
}

/// Nothing but the file is there, and yet every finding has its line.
#[test]
fn a_plan_file_alone_has_lines_and_decides_no_less_than_its_json() {
    for tree in TREES {
        let binary = check(alone(tree, "tfplan").path(), &["tfplan"]).report();
        let json = check(alone(tree, "plan.json").path(), &["plan.json"]).report();
        let findings = binary["findings"].as_array().unwrap();
        for f in findings {
            assert!(f["location"]["file"].is_string(), "{tree}: no line for {} {}", f["rule"], f["address"]);
        }
        for f in json["findings"].as_array().unwrap() {
            let same = |g: &&Value| g["rule"] == f["rule"] && g["address"] == f["address"];
            let found: Vec<&Value> = findings.iter().filter(same).collect();
            assert!(!found.is_empty(), "{tree}: {} {} is lost", f["rule"], f["address"]);
            let decided = |v: &Value| v["verdict"] != "undecided";
            assert!(!decided(f) || found.iter().all(|g| decided(g)), "{tree}: {} {}", f["rule"], f["address"]);
        }
    }
}

#[test]
fn lines_are_those_of_the_argument_at_fault() {
    let report = check(alone("small", "tfplan").path(), &["tfplan"]).report();
    let source = fs::read_to_string(plans("small").join("main.tf")).unwrap();
    let line = |text: &str| source.lines().position(|l| l.contains(text)).unwrap() + 1;
    let of = |rule: &str, address: &str| {
        let found =
            report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == rule && f["address"] == address);
        found.unwrap_or_else(|| panic!("{rule} {address}"))["location"].clone()
    };
    let open = of("oci-bucket-public", "oci_objectstorage_bucket.open");
    assert_eq!((&open["file"], &open["line"]), (&json!("main.tf"), &json!(line("= local.visible"))));
    let site = of("oci-bucket-public", "module.store[\"site\"].oci_objectstorage_bucket.this");
    assert_eq!(site["file"], json!("store/main.tf"));
}

/// A plan file whose sources are changed on the way.
fn with_sources(tree: &str, change: impl Fn(&str, String) -> String) -> Dir {
    let mut from = zip::ZipArchive::new(fs::File::open(plans(tree).join("tfplan")).unwrap()).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..from.len() {
        let mut entry = from.by_index(i).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name.ends_with(".tf") {
            bytes = change(&name, String::from_utf8(bytes).unwrap()).into_bytes();
        }
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        to.start_file(name, stored).unwrap();
        to.write_all(&bytes).unwrap();
    }
    Dir::new().with("tfplan", to.finish().unwrap().into_inner())
}

#[test]
fn suppressions_in_the_sources_inside_count() {
    let ignored = "  # ringfence:ignore oci-bucket-public reason=\"a public site\" until=2027-01-01\n  access_type    = local.visible";
    let dir = with_sources("small", |_, text| text.replace("  access_type    = local.visible", ignored));
    let report = check(dir.path(), &["tfplan"]).report();
    let of = |address: &str| {
        let all = report["findings"].as_array().unwrap();
        let found = all.iter().find(|f| f["rule"] == "oci-bucket-public" && f["address"] == address);
        found.unwrap_or_else(|| panic!("{address}"))["status"].clone()
    };
    assert_eq!(of("oci_objectstorage_bucket.open"), json!("suppressed"));
    assert_eq!(of("module.store[\"site\"].oci_objectstorage_bucket.this"), json!("new"));
}

/// Sources that cannot be read are told, as those of a directory are, and the plan is judged all the same.
#[test]
fn broken_sources_inside_are_told() {
    let dir = with_sources("small", |name, text| match name.contains("store") {
        true => format!("{text}\nresource \"oci_core_vcn\" {{\n"),
        false => text,
    });
    let run = check(dir.path(), &["tfplan"]);
    assert!(matches!(run.code, 1 | 3), "{}: {}", run.code, run.err);
    let report = run.report();
    let told = report["diagnostics"].as_array().unwrap();
    assert!(told.iter().any(|d| d["location"]["file"] == "store/main.tf"), "{told:?}");
    let all = check(&plans("small"), &["tfplan"]).report();
    assert_eq!(report["findings"].as_array().unwrap().len(), all["findings"].as_array().unwrap().len());
}

#[test]
fn sources_that_are_given_win() {
    let dir = alone("small", "tfplan");
    let copy = dir.path().join("elsewhere");
    fs::create_dir_all(copy.join("store")).unwrap();
    let text = fs::read_to_string(plans("small").join("main.tf")).unwrap();
    fs::write(copy.join("main.tf"), format!("# one line more\n{text}")).unwrap();
    fs::copy(plans("small").join("store/main.tf"), copy.join("store/main.tf")).unwrap();
    let lines = |args: &[&str]| -> Vec<(String, u64)> {
        let report = check(dir.path(), args).report();
        let places = report["findings"].as_array().unwrap().iter().map(|f| &f["location"]);
        places.map(|l| (l["file"].as_str().unwrap().into(), l["line"].as_u64().unwrap())).collect()
    };
    let (inside, given) = (lines(&["tfplan"]), lines(&["tfplan", "--source", "elsewhere"]));
    assert_eq!(inside.len(), given.len());
    for ((path, line), (other, moved)) in inside.iter().zip(&given) {
        assert_eq!(*other, format!("elsewhere/{path}"));
        assert_eq!(*moved, line + u64::from(path == "main.tf"));
    }
}

#[test]
fn promises_about_unknown_values_are_kept() {
    let model = inspect("small", &["tfplan"]);
    let note = &resource(&model, "terraform_data.note")["after"];
    let prefix = &note["input"]["prefix"];
    assert_eq!((&prefix["$prefix"], &prefix["$not_null"]), (&json!("key-"), &json!(true)), "{prefix}");
    assert_eq!(note["input"]["tenth"], json!(0.1));
    let json = inspect("small", &["plan.json"]);
    assert!(resource(&json, "terraform_data.note")["after"]["input"]["prefix"].get("$prefix").is_none());
}

#[test]
fn secrets_of_a_plan_file_are_never_shown() {
    for tree in TREES {
        let dir = alone(tree, "tfplan");
        // Once applied, Terraform has the password unmarked in `terraform_data.note.output`: its JSON, too.
        let look = if *tree == "small" { "inspect" } else { "zones" };
        for args in [
            &[look, "tfplan"][..],
            &["check", "tfplan", "--verbose", "--all-verdicts"],
            &["check", "tfplan", "--format", "json", "--all-verdicts"],
            &["check", "tfplan", "--format", "sarif"],
            &["zones", "tfplan"],
        ] {
            let run = run(dir.path(), args);
            assert!(matches!(run.code, 0 | 1), "{args:?}: {}", run.err);
            assert!(!run.out.contains("hunter2") && !run.err.contains("hunter2"), "{args:?} shows the password");
        }
        let model = inspect(tree, &["tfplan"]);
        assert_eq!(model["variables"]["password"], json!({"$sensitive": true}));
    }
}

/// What only the state inside tells: resources that the plan leaves out, and values before.
#[test]
fn the_state_inside_is_used() {
    let model = inspect("part", &["tfplan"]);
    assert_eq!(model["input"]["partial"], json!(["incomplete", "targeted"]));
    let left_out = resource(&model, "oci_core_security_list.web");
    assert_eq!((&left_out["actions"], left_out["before"]["id"].is_string()), (&json!(["no-op"]), true));
    let site = resource(&model, "module.store[\"site\"].oci_objectstorage_bucket.this");
    assert_eq!(
        (&site["before"]["access_type"], &site["after"]["access_type"]),
        (&json!("ObjectRead"), &json!("NoPublicAccess"))
    );
    let moved = resource(&model, "oci_objectstorage_bucket.opened");
    assert_eq!(moved["previous_address"], json!("oci_objectstorage_bucket.open"));
}

#[test]
fn a_plan_file_is_read_from_standard_input() {
    let bytes = fs::read(plans("small").join("tfplan")).unwrap();
    let dir = Dir::new();
    let run = dir.run_with(&["check", "-", "--format", "json", "--now", "2026-11-21", "--all-verdicts"], &bytes);
    let file = check(&plans("small"), &["tfplan"]);
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(run.report()["findings"], file.report()["findings"]);
}
