//! Input that is broken, partial, of another kind, or hostile: said clearly, never wrong quietly.

#[cfg(unix)]
use std::{io::Write, process::Stdio};

use serde_json::{Value, json};

#[cfg(unix)]
use crate::run::command;
use crate::run::{Dir, check_plan};
use crate::world::World;

fn small() -> World {
    World::new().creates(
        "oci_objectstorage_bucket.b",
        json!({ "compartment_id": "ocid1.compartment.oc1..c", "namespace": "acme", "name": "b", "access_type": "ObjectRead" }),
    )
}

/// As Windows PowerShell's `>` writes it: UTF-16LE with a byte order mark.
fn utf16(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf16_big(text: &str) -> Vec<u8> {
    format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// What cannot be read ends with 2, names file and place, and tells what causes it or the way out.
#[test]
fn what_is_no_plan_is_refused_with_the_way_out() {
    let plan = small().plan().to_string();
    let half = &plan[..plan.len() / 2];
    let pretty = serde_json::to_string_pretty(&small().plan()).unwrap();
    let broken = pretty.replacen("\"oci_objectstorage_bucket.b\"", "oci_objectstorage_bucket.b", 1);
    let at = broken.lines().position(|l| l.contains(": oci_objectstorage")).unwrap() + 1;
    let place = format!("input:{at}:");
    let wrapped = format!("Initializing...\nreading\n{plan}");
    let doubled = format!("{plan}\n{plan}");
    let utf16_half = [&utf16(half)[..], b"\""].concat();
    let utf16_lone = [&utf16("{\n  ")[..], &[0x00, 0xD8, b'"', 0]].concat();
    let utf16_broken = utf16(&broken);
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("truncated", half.as_bytes(), &["input:1:", "breaks off", "cut short"]),
        ("invalid", broken.as_bytes(), &[&place, "invalid JSON", "expected"]),
        ("wrapper before", wrapped.as_bytes(), &["2 line(s) of other output before", "2>/dev/null"]),
        ("text after", doubled.as_bytes(), &["after the JSON"]),
        ("no plan", b"{\"hello\": 1}", &["neither a plan nor a state", "hello", "terraform show -json"]),
        ("array", b"[1]", &["JSON array", "terraform show -json"]),
        ("CloudFormation", b"{\"AWSTemplateFormatVersion\": \"2010-09-09\"}", &["CloudFormation"]),
        ("log of a plan", b"{\"@level\":\"info\",\"@message\":\"x\"}", &["log of terraform plan -json"]),
        ("configuration", b"{\"resource\": {}}", &["configuration in JSON syntax", "ringfence check DIR"]),
        ("human plan", b"Terraform will perform the following actions:\n", &["human output", "terraform show -json"]),
        ("sources", b"resource \"a\" \"b\" {\n}\n", &["Terraform sources", "ringfence check DIR"]),
        ("empty", b"", &["is empty", "terraform show -json"]),
        ("blank", b"  \n\n", &["is empty"]),
        ("major version", b"{\"format_version\": \"2.0\", \"resource_changes\": []}", &["2.0", "1.2"]),
        ("no version", b"{\"format_version\": \"new\", \"resource_changes\": []}", &["\"new\""]),
        ("zip", b"PK\x03\x04rest", &["damaged zip file", "terraform plan -out"]),
        (
            "encrypted",
            b"{\"meta\":{},\"encrypted_data\":\"x\",\"encryption_version\":\"v0\"}",
            &["encrypted", "tofu show -json"],
        ),
        (
            "bookmark",
            b"{\"remote_plan_format\":1,\"run_id\":\"run-1\",\"hostname\":\"h\"}",
            &["HCP Terraform", "terraform show -json"],
        ),
        ("old state", b"{\"version\": 3, \"lineage\": \"x\", \"serial\": 1}", &["version 3", "version 4"]),
        ("no UTF-8", b"{\"format_version\": \"1.2\",\n \"resource_changes\": [\"\xFF\"]}", &["input:2:", "UTF-8"]),
        (
            "wrong shape",
            b"{\"format_version\": \"1.2\", \"resource_changes\": 7}",
            &["input:1:", "not a plan as Terraform writes it"],
        ),
        // Nobody reads these values; the file is broken all the same.
        (
            "broken where nobody looks",
            b"{\"format_version\": \"1.2\",\n \"planned_values\": {\"a\": [1, tru]}, \"resource_changes\": []}",
            &["input:2:33", "invalid JSON"],
        ),
        (
            "broken inside of a resource",
            b"{\"format_version\": \"1.2\", \"resource_changes\": [{\"address\": \"a_b.c\", \"change\": {\"after\": {\"x\" 1}}}]}",
            &["input:1:", "invalid JSON", "expected `:`"],
        ),
        (
            "wrong shape of the configuration",
            b"{\"format_version\": \"1.2\", \"resource_changes\": [], \"configuration\":\n {\"root_module\": 7}}",
            &["input:2:18", "not a plan as Terraform writes it"],
        ),
        ("UTF-16 that breaks off", &utf16_half, &["input:1:", "UTF-16", "in the middle of a character", "Out-File"]),
        ("UTF-16 with half of a character", &utf16_lone, &["input:2:3", "UTF-16", "half of a character", "Out-File"]),
        // The place is that in the text, not in the bytes.
        ("invalid UTF-16", &utf16_broken, &[&place, "invalid JSON", "expected"]),
        (
            "wrong shape of a state",
            b"{\"format_version\": \"1.0\", \"values\": 7}",
            &["input:1:", "not a state as Terraform writes it", "terraform show -json > state.json"],
        ),
    ];
    for (name, bytes, wanted) in cases {
        let run = Dir::new().with("input", bytes).run(&["check", "input"]);
        assert_eq!(run.code, 2, "{name}: {}", run.err);
        assert!(run.out.is_empty(), "{name}: a report was written:\n{}", run.out);
        assert!(run.err.starts_with("error: input"), "{name}: {}", run.err);
        for text in *wanted {
            assert!(run.err.contains(text), "{name}: {text:?} is not in:\n{}", run.err);
        }
    }
}

/// A big plan is mapped instead of being read into memory: what is wrong with it has its place all the same.
#[test]
fn big_files_are_refused_as_small_ones_are() {
    let plan = big().to_string();
    assert!(plan.len() > 3 << 19);
    let replaced = |what: &str, with: &str| {
        let at = plan.rfind(what).unwrap();
        ([&plan.as_bytes()[..at], with.as_bytes(), &plan.as_bytes()[at + what.len()..]].concat(), at)
    };
    let (broken, at) = replaced("\"namespace\":\"acme\"", "\"namespace\" \"acme\"");
    let place = format!("input:1:{}", at + "\"namespace\" ".len() + 1);
    let (wrong, _) = replaced("\"address\":\"oci", "\"address\":7,\"x\":\"oci");
    let utf8 = plan.rfind("acme").unwrap();
    let no_utf8 = [&plan.as_bytes()[..utf8], &[0xC3][..], &plan.as_bytes()[utf8..]].concat();
    let half = &plan.as_bytes()[..plan.len() * 3 / 4];
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("truncated", half, &["input:1:", "breaks off", "cut short"]),
        ("invalid", &broken, &[&place, "invalid JSON", "expected `:`"]),
        ("wrong shape", &wrong, &["input:1:", "a string was expected, not a number"]),
        ("no UTF-8", &no_utf8, &[&format!("input:1:{}", utf8 + 1), "UTF-8"]),
    ];
    for (name, bytes, wanted) in cases {
        let dir = Dir::new().with("input", bytes);
        let (run, piped) = (dir.run(&["check", "input"]), dir.run_with(&["check", "-"], bytes));
        assert_eq!((run.code, run.out.as_str(), piped.code), (2, "", 2), "{name}: {}", run.err);
        for text in *wanted {
            assert!(run.err.contains(text), "{name}: {text:?} is not in:\n{}", run.err);
            let text = text.replace("input:", "standard input:");
            assert!(piped.err.contains(&text), "{name}: {text:?} is not in:\n{}", piped.err);
        }
    }
}

/// What a big file says is what it says in memory, and behind a byte order mark, and as a state.
#[test]
fn big_files_say_what_small_ones_say() {
    let plan = big();
    let text = plan.to_string();
    let dir = Dir::new().with("plan.json", text.as_bytes());
    let report = |mut report: Value| {
        report["inputs"] = Value::Null;
        report
    };
    let read = report(dir.check("plan.json", &[]).report());
    assert_eq!(read["summary"]["by_severity"]["critical"], json!(BIG), "{}", read["summary"]);
    let marked = dir.with("bom.json", format!("\u{FEFF}{text}").as_bytes()).with("utf16.json", utf16(&text));
    for name in ["bom.json", "utf16.json"] {
        assert!(report(marked.check(name, &[]).report()) == read, "{name}");
    }
    let piped = marked.run_with(&["check", "-", "--format", "json"], text.as_bytes());
    assert!(report(piped.report()) == read);
}

/// Values are decoded while rules are judged: a file that was written to meanwhile gets no verdict.
#[cfg(unix)]
#[test]
fn a_file_that_changes_meanwhile_is_refused() {
    let text = big().to_string();
    for change in ["", " "] {
        let dir = Dir::new().with("plan.json", &text);
        let made = std::process::Command::new("mkfifo").arg(dir.path().join("zones.hcl")).status();
        assert!(made.expect("mkfifo is part of every Unix").success());
        let running = command(dir.path(), &["check", "plan.json", "--config", "zones.hcl"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It waits for its configuration; that it can be written shows that it has begun.
        let mut zones = std::fs::OpenOptions::new().write(true).open(dir.path().join("zones.hcl")).unwrap();
        let mut plan = std::fs::OpenOptions::new().append(true).open(dir.path().join("plan.json")).unwrap();
        plan.write_all(change.as_bytes()).unwrap();
        drop((plan, zones.write_all(b"# None.\n"), zones));
        let run = running.wait_with_output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
        match change {
            "" => assert!(run.status.code() == Some(1) && out.contains("oci_objectstorage_bucket.b0"), "{out}{err}"),
            _ => {
                assert_eq!((run.status.code(), &*out), (Some(2), ""), "{err}");
                assert!(err.contains("plan.json: was written to while it was checked"), "{err}");
            }
        }
    }
}

const BIG: usize = 300;

/// A plan of some megabytes: as many public buckets, with a name of characters that are more than a byte.
fn big() -> Value {
    (0..BIG)
        .fold(World::new(), |world, n| {
            world.creates(
                &format!("oci_objectstorage_bucket.b{n}"),
                json!({ "compartment_id": "ocid1.compartment.oc1..c", "namespace": "acme", "name": "ä€".repeat(50),
                    "access_type": "ObjectRead", "metadata": { "x": "y".repeat(5_000) } }),
            )
        })
        .plan()
}

#[test]
fn the_kind_is_told_by_content() {
    let plan = small().plan().to_string();
    let bom = format!("\u{FEFF}{plan}");
    for (name, bytes) in
        [("plan.txt", plan.as_bytes().to_vec()), ("state.tfstate", bom.into_bytes()), ("utf16.json", utf16(&plan))]
    {
        let run = Dir::new().with(name, bytes).check(name, &[]);
        assert_eq!(
            (run.code, run.report()["inputs"][0]["kind"].as_str()),
            (1, Some("plan-json")),
            "{name} {}",
            run.err
        );
    }
    // Umlauts and what lies beyond the first plane come through every encoding of PowerShell.
    let named =
        small().creates("oci_objectstorage_bucket.other", json!({ "name": "Tür 🚪", "access_type": "ObjectRead" }));
    let plan = named.plan().to_string();
    let told = |bytes: Vec<u8>| {
        let run = Dir::new().with("input", bytes).check("input", &[]);
        assert_eq!(run.code, 1, "{}", run.err);
        run.of_rule("oci-bucket-public")
    };
    let expected = told(plan.clone().into_bytes());
    assert!(expected.iter().any(|f| f.to_string().contains("Tür 🚪")), "{expected:?}");
    for (name, bytes) in [
        ("LE", utf16(&plan)),
        ("BE", utf16_big(&plan)),
        ("LE without mark", utf16(&plan)[2..].to_vec()),
        ("BE without mark", utf16_big(&plan)[2..].to_vec()),
    ] {
        assert_eq!(told(bytes), expected, "{name}");
    }
    let run = Dir::new().run_with(&["check", "-", "--format", "json"], plan.as_bytes());
    assert_eq!((run.code, run.report()["inputs"][0]["path"].as_str()), (1, Some("-")));
}

/// States are read in every encoding that plans are.
#[test]
fn states_may_be_utf16() {
    let file = json!({ "version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "resources": [{
        "mode": "managed", "type": "oci_objectstorage_bucket", "name": "b", "provider": "provider[\"registry.terraform.io/oracle/oci\"]",
        "instances": [{ "schema_version": 0, "attributes": { "name": "b", "access_type": "ObjectRead" } }] }] });
    let shown = json!({ "format_version": "1.0", "terraform_version": "1.11.4", "values": { "root_module": { "resources": [{
        "address": "oci_objectstorage_bucket.b", "mode": "managed", "type": "oci_objectstorage_bucket", "name": "b",
        "provider_name": "registry.terraform.io/oracle/oci", "values": { "name": "b", "access_type": "ObjectRead" } }] } } });
    for state in [file.to_string(), shown.to_string()] {
        for bytes in [utf16(&state), utf16_big(&state), format!("\u{FEFF}{state}").into_bytes()] {
            let run = Dir::new().with("input", bytes).check("input", &["--existing=fail"]);
            assert_eq!(run.report()["inputs"][0]["kind"], "state", "{}", run.err);
            assert_eq!(run.of_rule("oci-bucket-public").len(), 1, "{}", run.out);
        }
    }
}

/// Terraform reads no source that is UTF-16: it is a gap that says so. Files of ringfence's own are read.
#[test]
fn sources_in_utf16_are_told_by_name() {
    let bucket = "resource \"oci_objectstorage_bucket\" \"b\" {\n  access_type = \"ObjectRead\"\n}\n";
    let run = Dir::new().with("main.tf", utf16(bucket)).run(&["check", "."]);
    assert_eq!(run.code, 3, "{}\n{}", run.out, run.err);
    let all = format!("{}{}", run.out, run.err);
    assert!(all.contains("main.tf") && all.contains("UTF-16") && all.contains("save it as UTF-8"), "{all}");
    let marked = Dir::new().with("main.tf", format!("\u{FEFF}{bucket}")).check(".", &[]);
    assert_eq!(marked.of_rule("oci-bucket-public").len(), 1, "{}", marked.out);

    let off = "disable \"oci-bucket-public\" { reason = \"Tür\" }\n";
    let plan = small().plan().to_string();
    for zones in [utf16(off), format!("\u{FEFF}{off}").into_bytes()] {
        let run = Dir::new().with("plan.json", &plan).with("ringfence.hcl", zones).check("plan.json", &[]);
        assert!(run.of_rule("oci-bucket-public").is_empty(), "{}\n{}", run.out, run.err);
    }
}

#[test]
fn a_newer_minor_version_is_read_with_a_warning() {
    let run = check_plan(&small().top("format_version", json!("1.9")), "", &[]);
    assert_eq!(run.code, 1);
    let said = run.report()["not_checked"].to_string();
    assert!(said.contains("1.9") && said.contains("1.2"), "{said}");
    // Nothing else is wrong: it passes, unless nothing may be left out.
    let clean = World::new().top("format_version", json!("1.9"));
    assert_eq!(check_plan(&clean, "", &[]).code, 0);
    assert_eq!(check_plan(&clean, "", &["--strict"]).code, 3);
}

#[test]
fn an_errored_plan_is_checked_as_far_as_it_goes() {
    let errored = |world: World| world.top("errored", json!(true)).top("complete", json!(false));
    let run = check_plan(&errored(small()), "", &[]);
    assert_eq!(run.code, 1);
    assert_eq!(run.of_rule("oci-bucket-public").len(), 1);
    let run = check_plan(&errored(World::new()), "", &[]);
    assert_eq!(run.code, 3);
    assert_eq!(run.report()["inputs"][0]["partial"], json!(["errored"]));
    let human = crate::run::plan_dir(&errored(World::new()), "").run(&["check", "plan.json"]);
    assert!(human.out.contains("planning failed"), "{}", human.out);
}

/// Why a plan is partial is said in the report and to people.
#[test]
fn partial_plans_say_so() {
    let bucket = json!({ "compartment_id": "ocid1.compartment.oc1..c", "namespace": "acme", "name": "b", "kms_key_id": "ocid1.key.oc1..k" });
    let later = World::new().creates("oci_objectstorage_bucket.later", bucket.clone()).plan();
    let deferred = json!([{ "reason": "resource_config_unknown", "resource_change": later["resource_changes"][0] }]);
    let one = || World::new().exists("oci_objectstorage_bucket.b", bucket.clone());
    let mut targeted = one().plan();
    let mut other = targeted["prior_state"]["values"]["root_module"]["resources"][0].clone();
    other["address"] = json!("oci_objectstorage_bucket.left_out");
    other["name"] = json!("left_out");
    targeted["prior_state"]["values"]["root_module"]["resources"].as_array_mut().unwrap().push(other);
    let mut refresh = one().plan();
    refresh["resource_changes"] = json!([]);
    let mut destroy = World::new().deletes("oci_objectstorage_bucket.b", bucket.clone()).plan();
    destroy["resource_changes"][0].as_object_mut().unwrap().remove("action_reason");
    destroy["configuration"] = one().plan()["configuration"].clone();
    let cases: &[(&str, Value)] = &[
        ("targeted", targeted),
        ("deferred", one().top("deferred_changes", deferred).plan()),
        ("incomplete", one().top("complete", json!(false)).plan()),
        ("refresh-only", refresh),
        ("destroy", destroy),
    ];
    for (name, plan) in cases {
        let dir = Dir::new().with("plan.json", plan.to_string());
        let run = dir.check("plan.json", &[]);
        let report = run.report();
        assert_eq!(report["inputs"][0]["partial"], json!([name]), "{name}");
        assert_eq!(report["notes"].as_array().unwrap().len(), 1, "{name}: {}", report["notes"]);
        let note = report["notes"][0].as_str().unwrap();
        let human = dir.run(&["check", "plan.json"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(human.contains(note), "{name}: {note:?} is not in\n{human}");
        assert_eq!(dir.check("plan.json", &["--strict"]).code, 3, "{name}");
    }
}

/// "Nobody manages the default security list of this network" is only true if all was planned.
#[test]
fn absences_are_undecided_in_a_partial_plan() {
    let rule = "oci-vcn-default-security-list-unmanaged";
    let world = || {
        World::new().creates(
            "oci_core_vcn.n",
            json!({ "compartment_id": "ocid1.compartment.oc1..c", "cidr_blocks": ["10.0.0.0/16"] }),
        )
    };
    let verdict = |world: &World| check_plan(world, "", &[]).of_rule(rule)[0]["verdict"].as_str().unwrap().to_string();
    assert_eq!(verdict(&world()), "violated");
    assert_eq!(verdict(&world().top("complete", json!(false))), "undecided");
    // What is there is judged all the same.
    assert_eq!(
        check_plan(&small().top("complete", json!(false)), "", &[]).of_rule("oci-bucket-public")[0]["verdict"],
        "violated"
    );
}

/// A value that cannot be decoded is a gap of that resource, and the run does not end with 0 over it.
#[test]
fn values_that_cannot_be_decoded_are_gaps() {
    let args = json!({ "compartment_id": "ocid1.compartment.oc1..c", "namespace": "acme", "name": "b", "kms_key_id": "ocid1.key.oc1..k", "access_type": "@@@" });
    let plan = World::new().creates("oci_objectstorage_bucket.b", args).plan().to_string();
    let zones = "unzoned = \"none\"\nzone \"z\" {\n  recipe = \"r\"\n  compartments = [\"ocid1.compartment.oc1..c\"]\n}\nrecipe \"r\" {\n  rules = [\"oci-bucket-public\"]\n}\n";
    for (name, text) in [
        ("lone surrogate", plan.replace("\"@@@\"", "\"\\ud800\"")),
        ("duplicate key", plan.replace("\"@@@\"", "{\"a\": 1, \"a\": 2}")),
    ] {
        let run = Dir::new().with("plan.json", text).with("ringfence.hcl", zones).check("plan.json", &[]);
        let gaps = run.report()["not_checked"].to_string();
        assert!(gaps.contains("oci_objectstorage_bucket.b") && gaps.contains("access_type"), "{name}: {gaps}");
        assert_eq!(run.code, 3, "{name}");
    }
}

/// Entries that tell nothing of a resource are gaps, and the run does not end with 0 over them.
#[test]
fn changes_that_cannot_be_read_are_gaps() {
    type Change = fn(&mut Value);
    let odd: [(&str, Change); 4] = [
        ("no change", |entry| drop(entry.as_object_mut().unwrap().remove("change"))),
        ("an odd address", |entry| entry["address"] = json!("not an address!")),
        ("attributes that are a text", |entry| entry["change"]["after"] = json!("text")),
        ("attributes that are a list", |entry| entry["change"]["after"] = json!(["x"])),
    ];
    for (name, change) in odd {
        let mut plan = small().plan();
        change(&mut plan["resource_changes"][0]);
        let run = Dir::new().with("plan.json", plan.to_string()).check("plan.json", &[]);
        assert_eq!(run.code, 3, "{name}: {} {}", run.out, run.err);
        assert!(run.report()["not_checked"].to_string().contains("cannot be read"), "{name}: {}", run.out);
    }
}

/// All mistakes are told with their code, and the rest is still checked.
#[test]
fn sources_with_errors_are_checked_as_far_as_they_go() {
    let dir = Dir::new()
        .with("bad.tf", "resource \"oci_objectstorage_bucket\" \"a\" {\n  compartment_id = var.nope\n  namespace = upper(\n}\n")
        .with("cycle.tf", "locals {\n  x = local.y\n  y = local.x\n}\noutput \"x\" {\n  value = local.x\n}\n")
        .with("good.tf", "resource \"oci_objectstorage_bucket\" \"b\" {\n  compartment_id = \"ocid1.compartment.oc1..c\"\n  name = \"b\"\n  namespace = \"acme\"\n  access_type = \"ObjectRead\"\n}\n");
    let run = dir.check(".", &[]);
    let report = run.report();
    let said: Vec<(&str, &str)> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["location"]["file"].as_str().unwrap(), d["summary"].as_str().unwrap()))
        .collect();
    assert!(said.contains(&("bad.tf", "Reference to undeclared input variable")), "{said:?}");
    assert!(said.iter().any(|(f, s)| *f == "bad.tf" && *s == "Unclosed parenthesis"), "{said:?}");
    assert!(said.iter().any(|(f, s)| *f == "cycle.tf" && s.contains("Cycle")), "{said:?}");
    assert!(run.of_rule("oci-bucket-public").iter().any(|f| f["address"] == "oci_objectstorage_bucket.b"));
    assert_eq!(run.code, 1);
    let human = dir.run(&["check", "."]);
    let all = format!("{}{}", human.out, human.err);
    assert!(all.contains("bad.tf:2:20") && all.contains("2 |   compartment_id = var.nope"), "{all}");
    // Without findings the answer is incomplete, never clean.
    let only_bad = Dir::new()
        .with("cycle.tf", "locals {\n  x = local.y\n  y = local.x\n}\noutput \"x\" {\n  value = local.x\n}\n");
    assert_eq!(only_bad.check(".", &[]).code, 3);
}

/// Ends with an answer; how long it takes is not asserted, but what grows without bounds would not end.
fn ends(name: &str, dir: &Dir, input: &str) -> crate::run::Run {
    let run = dir.check(input, &[]);
    assert!((0..=3).contains(&run.code), "{name}: exit {} {}", run.code, run.err);
    run
}

#[test]
fn hostile_plans_end_in_time() {
    let nest = |open: &str, close: &str| format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
    for (name, deep) in [("arrays", nest("[", "]")), ("objects", nest("{\"a\":", "}"))] {
        for place in ["metadata", "name", "kms_key_id"] {
            let mut args = json!({ "compartment_id": "ocid1.compartment.oc1..c", "namespace": "acme", "name": "b" });
            args[place] = json!("@@@");
            let plan =
                World::new().creates("oci_objectstorage_bucket.b", args).plan().to_string().replace("\"@@@\"", &deep);
            let run = ends(name, &Dir::new().with("plan.json", plan), "plan.json");
            assert_ne!(run.code, 0, "{name} in {place}: what cannot be read is not clean");
        }
    }
    let rules: Vec<Value> = (0..200).map(|i| json!({ "protocol": "6", "source": "0.0.0.0/0", "tcp_options": [{ "min": 0, "max": 65535 - (i % 7) }] })).collect();
    let wide = World::new().creates(
        "oci_core_security_list.l",
        json!({ "compartment_id": "ocid1.compartment.oc1..c", "vcn_id": "v", "ingress_security_rules": rules }),
    );
    let run = ends("wide", &Dir::new().with("plan.json", wide.plan().to_string()), "plan.json");
    assert_eq!(run.code, 1);
}

#[test]
fn hostile_sources_end_in_time() {
    let bucket = "resource \"oci_objectstorage_bucket\" \"b\" {\n  compartment_id = \"c\"\n  name = \"b\"\n  namespace = \"acme\"\n";
    let doubling: String =
        (1..60).map(|i| format!("  l{i} = \"${{local.l{}}}${{local.l{}}}\"\n", i - 1, i - 1)).collect();
    let lists: String =
        (1..40).map(|i| format!("  m{i} = [local.m{}, local.m{}, local.m{}]\n", i - 1, i - 1, i - 1)).collect();
    let cases = [
        ("count", format!("{bucket}  count = 1000000\n}}\n")),
        ("for_each", format!("{bucket}  for_each = toset([for i in range(1000000) : tostring(i)])\n}}\n")),
        ("self reference", "module \"a\" {\n  source = \"./\"\n}\n".to_string()),
        (
            "doubling",
            format!(
                "locals {{\n  l0 = \"xxxxxxxxxx\"\n{doubling}}}\noutput \"o\" {{\n  value = local.l59\n}}\n{bucket}}}\n"
            ),
        ),
        (
            "lists of lists",
            format!("locals {{\n  m0 = [1]\n{lists}}}\noutput \"o\" {{\n  value = local.m39\n}}\n{bucket}}}\n"),
        ),
        (
            "parentheses",
            format!(
                "locals {{\n  x = {}1{}\n}}\noutput \"o\" {{\n  value = local.x\n}}\n",
                "(".repeat(50_000),
                ")".repeat(50_000)
            ),
        ),
        ("blocks", format!("{}{}", "a {\n".repeat(50_000), "}\n".repeat(50_000))),
        ("templates", format!("locals {{\n  x = {}1{}\n}}\n", "\"${".repeat(20_000), "}\"".repeat(20_000))),
        ("unary", format!("locals {{\n  x = {}1\n}}\n", "-".repeat(100_000))),
        ("conditionals", format!("locals {{\n  x = {}1\n}}\n", "true ? 1 : ".repeat(30_000))),
    ];
    for (name, text) in cases {
        let run = ends(name, &Dir::new().with("main.tf", text), ".");
        let report = run.report();
        if name != "conditionals" && name != "unary" {
            let told =
                report["diagnostics"].as_array().unwrap().len() + report["not_checked"].as_array().unwrap().len();
            assert!(told > 0, "{name}: nothing was refused");
            // A module that is not installed leaves a gap, which only --strict counts.
            assert!(run.code != 0 || name == "self reference", "{name}");
        }
    }
}

/// A value that no firewall has (a range that ends before it begins, a block that is none) is a gap of its resource:
/// the rest of that resource, other resources and other rules are judged.
#[test]
fn refused_values_are_gaps_of_their_resource() {
    let rule = |from: i64, to: i64, block: &str| json!({ "from_port": from, "to_port": to, "protocol": "tcp", "cidr_blocks": [block] });
    let group = |rules: Value| json!({ "name": "g", "description": "web", "ingress": rules });
    let odd = World::new()
        .creates("aws_security_group.odd", group(json!([rule(443, 22, "10.0.0.0/8"), rule(22, 22, "0.0.0.0/0")])))
        .creates("aws_security_group.open", group(json!([rule(22, 22, "0.0.0.0/0")])));
    let run = Dir::new().with("plan.json", odd.plan().to_string()).run(&["check", "plan.json", "--format", "json"]);
    let report = run.report();
    assert_eq!(run.code, 1, "{}", run.err);
    assert_eq!(report["diagnostics"], json!([]), "no rule failed");
    let gaps = report["not_checked"].as_array().unwrap();
    let told = |why: &str| {
        gaps.iter().any(|g| g["what"] == "aws_security_group.odd" && g["reason"].as_str().unwrap().contains(why))
    };
    assert!(told("from_port 443 is above to_port 22"), "{gaps:#?}");
    assert!(told("aws-sg-ingress-ssh-open"), "{gaps:#?}");
    assert!(
        run.findings().iter().any(|f| f == "aws-sg-ingress-ssh-open aws_security_group.open"),
        "{:?}",
        run.findings()
    );

    let alone = World::new().creates("aws_security_group.odd", group(json!([rule(22, 22, "10.0.0.0/33")])));
    let dir = Dir::new().with("plan.json", alone.plan().to_string());
    let run = dir.run(&["check", "plan.json", "--format", "json"]);
    assert!(run.report()["not_checked"].to_string().contains("10.0.0.0/33"), "{}", run.out);
    assert_eq!(run.code, 3, "what was not judged is no clean answer: {}\n{}", run.out, run.err);
}

/// What the rule itself wrote wrongly stays a mistake of the rule.
#[test]
fn refused_constants_are_mistakes_of_the_rule() {
    let pack = |first: &str| {
        format!(
            "rule \"odd\" {{\n  title = \"t\"\n  resource = [\"aws_security_group\"]\n  severity = \"high\"\n  principle = \"network\"\n  \
             baseline = true\n  why = \"w\"\n  remedy = \"r\"\n  enforce {{\n    condition = net::overlaps({first}, \"10.0.0.0/8\")\n    \
             error_message = \"m\"\n  }}\n}}\n"
        )
    };
    let world = World::new().creates("aws_security_group.g", json!({ "name": "10.0.0.0/33" }));
    let run = |first: &str| {
        let dir = Dir::new().with("plan.json", world.plan().to_string()).with("rules/odd.rules.hcl", pack(first));
        dir.run(&["check", "plan.json", "--rules", "rules", "--no-builtin-rules", "--format", "json"])
    };
    let (constant, planned) = (run("\"10.0.0.0/33\""), run("attrs.name"));
    assert_eq!(constant.code, 3, "{}\n{}", constant.out, constant.err);
    assert_eq!(constant.report()["diagnostics"][0]["summary"], "Error in function call");
    assert_eq!(planned.code, 3, "{}\n{}", planned.out, planned.err);
    assert!(
        planned.report()["not_checked"].to_string().contains("odd makes nothing of a value: net::overlaps"),
        "{}",
        planned.out
    );
}
