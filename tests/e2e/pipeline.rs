//! The recipes of `docs/attest.md` with a real Terraform: the lines that are run are those of the page.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::guard::{Run, Site, thing};
use crate::harness::{root, toolchain};

/// `script` of a job in the page's recipe of a number.
fn script(recipe: usize, job: &str) -> String {
    let page = fs::read_to_string(root().join("docs/attest.md")).unwrap();
    let recipe = page.split("```yaml\n").nth(recipe + 1).expect("a recipe").split("```").next().unwrap();
    let body = recipe.split(&format!("\n{job}:\n")).nth(1).unwrap_or_else(|| panic!("no job {job}"));
    let lines = body.lines().take_while(|l| l.starts_with(' ')).filter_map(|l| l.strip_prefix("    - "));
    let lines: Vec<&str> = lines.collect();
    assert!(lines.len() >= 2, "{recipe}");
    lines.join("\n")
}

struct Pipeline {
    site: Site,
    recipe: usize,
}

const VARIABLES: &str = "variable \"access\" { default = \"nobody\" }\n";

impl Pipeline {
    fn new(name: &str, recipe: usize) -> Pipeline {
        let site = Site::new(name, &format!("{VARIABLES}{}", thing("a", "  access = var.access")));
        let bin = site.dir.join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(env!("CARGO_BIN_EXE_ringfence"), bin.join("ringfence")).unwrap();
        let program = toolchain();
        if program.is_absolute() {
            symlink(program, bin.join("terraform")).unwrap();
        }
        let rules = root().join("tests/e2e/demo/rules");
        site.write("ringfence.hcl", &format!("rules = [{rules:?}]\n"));
        let pipeline = Pipeline { site, recipe };
        for key in ["ringfence.key", "other.key"] {
            pipeline.shell(&format!("ringfence attest keygen --out {key}"), &[]).ends(0);
        }
        pipeline
    }

    fn shell(&self, lines: &str, environment: &[(&str, &str)]) -> Run {
        let path = format!("{}:{}", self.site.dir.join("bin").display(), std::env::var("PATH").unwrap());
        let mut command = self.site.command(Path::new("sh"));
        command.args(["-e", "-c", lines]).env("PATH", path).envs(environment.iter().copied());
        Run::of(command.output().expect("sh runs"))
    }

    /// The job that plans and checks, with the secret key of a file.
    fn plan(&self, key: &str, access: &str) -> Run {
        let key = fs::read_to_string(self.site.dir.join(key)).unwrap();
        let environment = [("RINGFENCE_ATTEST_KEY", key.as_str()), ("TF_VAR_access", access)];
        self.shell(&script(self.recipe, "plan"), &environment)
    }

    /// The job that applies.
    fn apply(&self) -> Run {
        self.site.calls();
        self.shell(&script(self.recipe, "apply"), &[])
    }

    #[track_caller]
    fn refuses(&self, why: &str) {
        self.apply().ends(1).says(why);
        assert_eq!(self.site.changes(), [""; 0], "nothing was applied");
    }
}

fn unchecked_changed_and_forged_plans_are_not_applied(name: &str, recipe: usize) {
    let pipeline = Pipeline::new(name, recipe);
    // Planned by somebody who did not have it checked.
    let bare = "terraform plan -input=false -out=tfplan";
    pipeline.shell(bare, &[]).ends(0);
    pipeline.refuses("there is no record that this plan was checked");
    // Checked, and planned anew after that.
    pipeline.plan("ringfence.key", "nobody").ends(0);
    pipeline.shell(bare, &[("TF_VAR_access", "everybody")]).ends(0);
    pipeline.refuses("this plan was not checked");
    // Checked by somebody else.
    pipeline.plan("other.key", "nobody").ends(0);
    pipeline.refuses("no signature of the given key fits");
    // Checked, and found to break a rule.
    fs::remove_file(pipeline.site.dir.join("tfplan")).unwrap();
    pipeline.plan("ringfence.key", "everybody").ends(1);
    pipeline.refuses("the plan was checked and did not pass");
    // And as it should be.
    pipeline.plan("ringfence.key", "nobody").ends(0);
    pipeline.apply().ends(0);
    assert_eq!(pipeline.site.changes(), ["home created demo_thing.a"]);
}

#[test]
fn a_pipeline_that_checks_applies_only_what_was_checked() {
    unchecked_changed_and_forged_plans_are_not_applied("pipeline_check", 0);
}

#[test]
fn a_pipeline_with_the_guard_applies_only_what_was_checked() {
    unchecked_changed_and_forged_plans_are_not_applied("pipeline_guard", 1);
}

/// What a record says, whoever signed it.
fn record(site: &Site, name: &str) -> serde_json::Value {
    use base64::Engine;
    let text = fs::read_to_string(site.dir.join(name)).unwrap();
    let envelope: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(envelope["payloadType"], "application/vnd.in-toto+json");
    let payload = base64::engine::general_purpose::STANDARD.decode(envelope["payload"].as_str().unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}

#[test]
fn guarded_runs_are_recorded_with_what_was_decided() {
    let pipeline = Pipeline::new("pipeline_records", 1);
    let site = &pipeline.site;
    let verify = "ringfence attest verify --public-key ringfence.key.pub tfplan";
    // A permit is used, and says so; a lock is needed and there.
    site.main(&format!(
        "{}{}",
        "\nresource \"demo_thing\" \"site\" {\n  name = \"site\"\n  # ringfence:ignore demo-access reason=\"a web site\" until=2099-01-01\n  access = \"everybody\"\n}\n",
        thing("late", "  label = demo_thing.site.id"),
    ));
    let guard = "ringfence guard --attest-key ringfence.key -- terraform";
    pipeline.shell(&format!("{guard} plan -input=false -out=tfplan && {verify}"), &[]).ends(0);
    let said = record(site, "tfplan.attest.json");
    let claims = &said["predicate"]["ringfence"];
    assert_eq!((&claims["command"], &claims["exit"]), (&"guard plan".into(), &0.into()), "{said}");
    let permits = claims["permits"].to_string();
    assert!(permits.contains("demo-access demo_thing.site: a web site"), "{permits}");
    let sha = std::process::Command::new("sha256sum").arg(site.dir.join("tfplan")).output().unwrap();
    let sha = String::from_utf8(sha.stdout).unwrap();
    assert_eq!(said["subject"][0]["digest"]["sha256"], sha.split(' ').next().unwrap());
    // The apply has a record of its own, and one is not taken for the other.
    pipeline.shell(&format!("{verify} --applied"), &[]).ends(1).says("applied behind the guard");
    pipeline.shell(&format!("{guard} apply -input=false tfplan && {verify} --applied"), &[]).ends(0);
    let swapped = format!("{verify} --attestation tfplan.applied.attest.json");
    pipeline.shell(&swapped, &[]).ends(1).says("RINGFENCE_APPLY_GUARDED");
    // Denied at apply, when it is known.
    site.main(&format!(
        "{}{}",
        thing("first", "  answer = \"everybody\""),
        thing("bad", "  access = demo_thing.first.echo")
    ));
    pipeline.shell(&format!("{guard} plan -input=false -out=tfplan && {verify}"), &[]).ends(0);
    pipeline.shell(&format!("{guard} apply -input=false tfplan"), &[]).ends(1);
    pipeline.shell(&format!("{verify} --applied"), &[]).ends(1).says("did not pass");
    let said = record(site, "tfplan.applied.attest.json");
    let rulings = said["predicate"]["ringfence"]["verdicts"].as_array().unwrap();
    let is_bad = |r: &serde_json::Value| {
        r["rule"] == "demo-access" && r["address"] == "demo_thing.bad" && r["verdict"] == "violated"
    };
    assert!(rulings.iter().any(is_bad), "{said}");
    // Observed only, and broken: nothing is denied, and the record does not pass.
    site.main(&thing("bad", "  access = \"everybody\""));
    pipeline
        .shell(&format!("{} plan -input=false -out=tfplan", guard.replace("guard ", "guard --mode=observe ")), &[])
        .ends(0);
    pipeline.shell(verify, &[]).ends(1).says("did not pass");
    // A rule could not be judged, and nothing was broken: what was only observed does not pass either.
    site.main(&thing("odd", "  home  = \"network\"\n  label = \"10.0.0.0/33\""));
    let observe = guard.replace("guard ", "guard --mode=observe ");
    pipeline.shell(&format!("{observe} plan -input=false -out=tfplan"), &[]).ends(0);
    pipeline.shell(verify, &[]).ends(1).says("did not pass").says("1 not judged");
    let said = record(site, "tfplan.attest.json");
    let rulings = said["predicate"]["ringfence"]["verdicts"].as_array().unwrap();
    assert!(rulings.iter().any(|r| r["rule"] == "demo-range" && r["verdict"] == "not_checked"), "{said}");
    // Without a saved plan it is about the configuration.
    site.main(&thing("a", ""));
    pipeline.shell(&format!("{guard} apply -input=false -auto-approve"), &[]).ends(0);
    let said = record(site, "ringfence.attest.json");
    assert_eq!(said["subject"][0]["name"], "configuration");
    assert!(said["subject"][0]["digest"]["dirHash"].as_str().is_some_and(|d| d.len() == 64), "{said}");
}

#[test]
fn the_key_stays_with_the_guard() {
    let pipeline = Pipeline::new("pipeline_key", 1);
    let seen = pipeline.site.dir.join("seen");
    let spy = pipeline.site.dir.join("bin/terraform-spy");
    fs::write(&spy, format!("#!/bin/sh\nenv > {}\n", seen.display())).unwrap();
    let mut mode = fs::metadata(&spy).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut mode, 0o755);
    fs::set_permissions(&spy, mode).unwrap();
    pipeline.site.main("");
    let key = fs::read_to_string(pipeline.site.dir.join("ringfence.key")).unwrap();
    for verb in ["plan", "init"] {
        pipeline
            .shell(&format!("ringfence guard -- {} {verb}", spy.display()), &[("RINGFENCE_ATTEST_KEY", &key)])
            .ends(0);
        let text = fs::read_to_string(&seen).unwrap();
        assert!(text.contains("PATH=") && !text.contains("PRIVATE KEY"), "{text}");
    }
    // A key that cannot be used is told before anything runs.
    fs::remove_file(&seen).unwrap();
    pipeline
        .shell(&format!("ringfence guard -- {} plan", spy.display()), &[("RINGFENCE_ATTEST_KEY", "nonsense")])
        .ends(2);
    assert!(!seen.exists());
}
