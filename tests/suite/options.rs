//! Exit codes with their precedence, settings that change them, outputs, determinism.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::run::{Dir, check_plan, command, plan_dir};
use crate::world::World;

fn bucket(more: Value) -> Value {
    let mut args = json!({ "compartment_id": "ocid1.compartment.oc1..c", "namespace": "acme", "name": "b" });
    args.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    args
}

/// Two rules and nothing else, so that other packs do not decide these tests.
const RECIPE: &str = "recipe \"two\" {\n  rules = [\"oci-bucket-public\", \"oci-bucket-customer-managed-key\"]\n}\n";

fn zone(more: &str) -> String {
    format!(
        "unzoned = \"none\"\n{RECIPE}zone \"z\" {{\n  recipe = \"two\"\n  compartments = [\"ocid1.compartment.oc1..c\"]\n{more}}}\n"
    )
}

fn clean() -> World {
    World::new().creates("oci_objectstorage_bucket.b", bucket(json!({ "kms_key_id": "ocid1.key.oc1..k" })))
}

fn keyless() -> World {
    World::new().creates("oci_objectstorage_bucket.b", bucket(json!({})))
}

fn public() -> World {
    World::new().creates(
        "oci_objectstorage_bucket.b",
        bucket(json!({ "kms_key_id": "ocid1.key.oc1..k", "access_type": "ObjectRead" })),
    )
}

fn undecided() -> World {
    World::new().creates("terraform_data.t", json!({ "input": "x" })).creates(
        "oci_objectstorage_bucket.b",
        bucket(json!({ "kms_key_id": "ocid1.key.oc1..k", "access_type": "${terraform_data.t.output}" })),
    )
}

fn existing() -> World {
    World::new().exists(
        "oci_objectstorage_bucket.b",
        bucket(json!({ "kms_key_id": "ocid1.key.oc1..k", "access_type": "ObjectRead" })),
    )
}

fn errored(world: World) -> World {
    world.top("errored", json!(true))
}

#[test]
fn exit_codes_and_their_order() {
    let z = zone("");
    let fails = zone("  undecided = \"fail\"\n");
    let reports = format!("undecided = \"fail\"\n{}", zone("  undecided = \"report\"\n"));
    let cases: Vec<(&str, World, &str, &[&str], i32)> = vec![
        ("clean", clean(), &z, &[], 0),
        ("violated", keyless(), &z, &[], 1),
        ("below the bar", keyless(), &z, &["--fail-on", "critical"], 0),
        ("at the bar", public(), &z, &["--fail-on", "critical"], 1),
        ("undecided", undecided(), &z, &[], 0),
        ("undecided fails", undecided(), &z, &["--undecided=fail"], 1),
        ("undecided reported", undecided(), &z, &["--undecided=report"], 0),
        ("undecided fails in the zone", undecided(), &fails, &[], 1),
        ("undecided reported in the zone", undecided(), &reports, &[], 0),
        ("undecided below the bar", undecided(), &fails, &["--fail-on=critical"], 1),
        ("existing", existing(), &z, &[], 0),
        ("existing fails", existing(), &z, &["--existing=fail"], 1),
        ("errored", errored(clean()), &z, &[], 3),
        ("violated and errored", errored(keyless()), &z, &[], 1),
        ("no such severity", keyless(), &z, &["--fail-on", "huge"], 2),
        ("no such setting", keyless(), &z, &["--undecided", "maybe"], 2),
        ("no such format", keyless(), &z, &["--output", "pdf=x"], 2),
        ("no file for the output", keyless(), &z, &["--output", "sarif"], 2),
        ("no such flag", keyless(), &z, &["--frobnicate"], 2),
        ("no such day", keyless(), &z, &["--now", "2026-02-30"], 2),
        ("no such recipe", keyless(), &z, &["--recipe", "nope"], 2),
        ("no such zone file", keyless(), &z, &["--config", "nope.hcl"], 2),
        ("wrong zone file", keyless(), "zone \"z\" {\n}\n", &[], 2),
        ("exemptions are refused", keyless(), "exemption \"x\" {\n}\n", &[], 2),
    ];
    for (name, world, zones, more, code) in cases {
        let dir = plan_dir(&world, zones);
        let run = dir.run(&[&["check", "plan.json", "--format", "json"], more].concat());
        assert_eq!(run.code, code, "{name}: {}{}", run.out, run.err);
        // Wrong usage writes no report; everything else writes one.
        assert_eq!(run.out.is_empty(), code == 2, "{name}");
        assert_eq!(run.err.is_empty(), code != 2, "{name}: {}", run.err);
    }
}

#[test]
fn the_file_can_say_it_too() {
    let with = |setting: &str| format!("{setting}\n{}", zone(""));
    assert_eq!(check_plan(&keyless(), &with("fail_on = \"critical\""), &[]).code, 0);
    assert_eq!(check_plan(&keyless(), &with("fail_on = \"critical\""), &["--fail-on", "high"]).code, 1);
    assert_eq!(check_plan(&existing(), &with("existing = \"fail\""), &[]).code, 1);
    assert_eq!(check_plan(&undecided(), &with("undecided = \"fail\""), &[]).code, 1);
}

#[test]
fn strict_takes_nothing_for_granted() {
    let key = json!({ "compartment_id": "ocid1.compartment.oc1..c", "display_name": "k", "management_endpoint": "https://kms.example.com" });
    let world = World::new()
        .creates("oci_kms_key.k", key)
        .creates("oci_objectstorage_bucket.b", bucket(json!({ "kms_key_id": "${oci_kms_key.k.id}" })));
    assert_eq!(check_plan(&world, &zone(""), &[]).findings(), [""; 0]);
    let strict = check_plan(&world, &zone(""), &["--strict"]);
    assert_eq!(strict.findings(), ["undecided oci-bucket-customer-managed-key oci_objectstorage_bucket.b"]);
    assert_eq!(check_plan(&world, &zone(""), &["--strict", "--undecided=fail"]).code, 1);
    // With the sources the expression itself is proof.
    let dir = plan_dir(&world, &zone("")).with("src/main.tf", world.sources());
    assert_eq!(dir.check("plan.json", &["--strict", "--source", "src"]).findings(), [""; 0]);
}

#[test]
fn a_closed_pipe_is_no_error() {
    // Enough findings to fill the pipe.
    let mut world = World::new();
    for i in 0..400 {
        world =
            world.creates(&format!("oci_objectstorage_bucket.b{i}"), bucket(json!({ "access_type": "ObjectRead" })));
    }
    for format in ["human", "json", "sarif", "junit", "markdown", "github"] {
        let dir = plan_dir(&world, &zone(""));
        let mut child = command(dir.path(), &["check", "plan.json", "--format", format])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let out = child.wait_with_output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{format}: {}", String::from_utf8_lossy(&out.stderr));
        assert_eq!(String::from_utf8_lossy(&out.stderr), "", "{format}");
    }
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let formats = ["human", "json", "sarif", "junit", "gitlab-codequality", "github", "markdown"];
    let dir = plan_dir(&public(), &zone(""));
    let outputs: Vec<String> = formats.iter().map(|f| format!("{f}={f}.out")).collect();
    let mut args = vec!["check", "plan.json", "--format", "json"];
    outputs.iter().for_each(|o| args.extend(["--output", o]));
    let run = dir.run(&args);
    assert_eq!(run.code, 1);
    for format in formats {
        let written = std::fs::read_to_string(dir.path().join(format!("{format}.out"))).unwrap();
        let direct = dir.run(&["check", "plan.json", "--format", format]).out;
        assert_eq!(written, direct, "{format}: one evaluation feeds all");
    }
    let left: Vec<String> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.contains("part"))
        .collect();
    assert_eq!(left, [""; 0]);
    // A place that cannot be written to, and a directory in the place of the file.
    std::fs::create_dir(dir.path().join("taken")).unwrap();
    for place in ["no/such/dir/x.json", "taken"] {
        let run = dir.run(&["check", "plan.json", "--output", &format!("json={place}")]);
        assert_eq!(run.code, 2, "{place}");
        assert!(run.err.contains(place), "{}", run.err);
    }
    let left = std::fs::read_dir(dir.path())
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().contains("part"))
        .count();
    assert_eq!(left, 0);
}

/// A file that was there stays as it was if the new one cannot be written.
#[test]
fn an_older_report_survives_a_failure() {
    let dir =
        Dir::new().with("old.json", "old").with("plan.json", "{\"format_version\": \"1.2\", \"resource_changes\": [");
    assert_eq!(dir.run(&["check", "plan.json", "--output", "json=old.json"]).code, 2);
    assert_eq!(std::fs::read_to_string(dir.path().join("old.json")).unwrap(), "old");
}

fn many() -> World {
    let mut world = undecided().exists("oci_objectstorage_bucket.old", bucket(json!({ "access_type": "ObjectRead" })));
    for i in 0..60 {
        world = world
            .creates(&format!("oci_objectstorage_bucket.n{i}"), bucket(json!({ "access_type": "ObjectRead" })))
            .creates(&format!("oci_core_subnet.s{i}"), json!({ "compartment_id": "ocid1.compartment.oc1..c", "vcn_id": "ocid1.vcn.oc1..v", "cidr_block": "10.0.0.0/24" }));
    }
    world
}

#[test]
fn same_input_same_bytes() {
    let plan = plan_dir(&many(), "");
    let sources = Dir::new().with("main.tf", many().sources());
    for (dir, input) in [(&plan, "plan.json"), (&sources, ".")] {
        for format in ["json", "human", "sarif", "junit", "gitlab-codequality", "github", "markdown"] {
            let run = |threads: &str| {
                dir.run(&["check", input, "--format", format, "--threads", threads, "--now", "2026-11-21"])
            };
            let first = run("1");
            assert!(first.out.len() > 2000, "{format}");
            for threads in ["2", "2", "4", "1"] {
                let next = run(threads);
                assert_eq!(
                    (&next.out, next.code, &next.err),
                    (&first.out, first.code, &first.err),
                    "{format} --threads {threads}"
                );
            }
        }
        for command in ["inspect", "zones"] {
            assert_eq!(dir.run(&[command, input]).out, dir.run(&[command, input]).out, "{command}");
        }
    }
}

#[test]
fn the_report_is_as_published() {
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let sources = Dir::new().with(
        "main.tf",
        format!("{}locals {{\n  x = local.x\n}}\noutput \"x\" {{\n  value = local.x\n}}\n", many().sources()),
    );
    let reports = [
        check_plan(&many(), "", &[]).report(),
        check_plan(&many(), &zone(""), &["--all-verdicts"]).report(),
        check_plan(&errored(clean()), "", &["--strict"]).report(),
        check_plan(&World::new(), "", &[]).report(),
        sources.check(".", &["--all-verdicts"]).report(),
    ];
    for report in &reports {
        let errors: Vec<String> =
            validator.iter_errors(report).map(|e| format!("{}: {e}", e.instance_path())).take(5).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    // Every kind of entry was there.
    let all = reports.iter().map(Value::to_string).collect::<String>();
    for part in
        ["\"undecided\"", "\"existing\"", "\"satisfied\"", "\"diagnostics\":[{", "\"not_checked\":[{", "\"labels\":[{"]
    {
        assert!(all.contains(part), "{part}");
    }
}

#[test]
fn timing_goes_to_standard_error_only() {
    let dir = plan_dir(&clean(), &zone(""));
    let plain = dir.run(&["check", "plan.json", "--format", "json"]);
    let timed = dir.run(&["check", "plan.json", "--format", "json", "--timing"]);
    assert_eq!(plain.out, timed.out);
    assert!(plain.err.is_empty() && !timed.err.is_empty());
}

#[test]
fn help_and_version_are_no_errors() {
    for args in [&["--help"][..], &["--version"], &["check", "--help"]] {
        let run = Dir::new().run(args);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{args:?}");
        assert!(run.out.contains("ringfence"), "{}", run.out);
    }
    assert_eq!(Dir::new().run(&[]).code, 2);
    assert_eq!(Dir::new().run(&["check"]).code, 2);
    assert_eq!(Dir::new().run(&["explain", "no-such-rule"]).code, 2);
}

/// Whoever interrupts gets neither a report nor a clean exit.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_is_not_clean() {
    use std::os::unix::process::ExitStatusExt;
    let dir = Dir::new();
    // A process started in the background of a script inherits "ignore interrupts"; the test must not.
    let mut child = std::process::Command::new("env")
        .args(["--default-signal=INT", env!("CARGO_BIN_EXE_ringfence"), "check", "-"])
        .current_dir(dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    // Either the process ends by the signal (which shells show as 130) or says 130 itself.
    assert!(status.signal() == Some(2) || status.code() == Some(130), "{status:?}");
}
