//! Every sub-command, and what the guard refuses to guard.

use std::fs;
use std::path::Path;

use super::{Site, thing};
use crate::harness::partners;

const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

#[test]
fn every_sub_command_runs_behind_the_guard() {
    let text = [thing("a", ""), thing("b", "  label = demo_thing.a.id")].concat();
    let site = Site::new("commands", &text);
    site.guard(&["version"]).ends(0);
    site.guard(&["init", "-input=false"]).ends(0);
    site.guard(&["validate"]).ends(0);
    site.guard(APPLY).ends(0);
    let run = site.guard(&["refresh", "-no-color"]).ends(0);
    assert_eq!((run.counts().1, run.counts().2), (0, 0));
    site.guard(&["plan", "-refresh-only", "-detailed-exitcode"]).ends(0);
    site.calls();
    site.guard(&["import", "-no-color", "demo_thing.c", "c"])
        .ends(1)
        .says("resource address \"demo_thing.c\" does not exist");
    site.main(&format!("{text}{}", thing("c", "")));
    site.guard(&["import", "-input=false", "-no-color", "demo_thing.c", "c"]).ends(0);
    assert!(site.calls().contains(&"home import demo_thing.c".to_string()));
    assert_eq!(site.in_state(), ["demo_thing.a", "demo_thing.b", "demo_thing.c"]);
    let run = site.guard(&["destroy", "-input=false", "-no-color", "-auto-approve"]).ends(0);
    assert_eq!((run.counts().1, run.counts().2), (3, 0));
    assert_eq!(site.in_state(), [""; 0]);
    assert_eq!(site.changes().len(), 3);
}

#[test]
fn what_is_broken_can_be_destroyed() {
    let site = Site::new("destroy_broken", &thing("bad", "  access = \"everybody\""));
    site.terraform(APPLY).ends(0);
    let run = site.guard(&["destroy", "-input=false", "-no-color", "-auto-approve"]).ends(0);
    assert_eq!(run.counts().2, 0, "{}", run.err);
    assert_eq!(site.in_state(), [""; 0]);
}

#[test]
fn what_was_broken_before_is_not_denied_but_making_it_worse_is() {
    let bad = "  access = \"everybody\"\n";
    let site = Site::new("existing", &thing("bad", bad));
    site.terraform(APPLY).ends(0);
    site.main(&thing("bad", &format!("{bad}  answer = \"other\"")));
    site.guard(APPLY).ends(0);
    site.main(&thing("bad", &format!("{bad}  label = \"public\"")));
    let run = site.guard(APPLY).ends(1).says("Thing bad is labelled public.");
    assert!(!run.err.contains("open to everybody"), "{}", run.err);
}

#[test]
fn tests_of_terraform_are_guarded() {
    let text = format!("variable \"access\" {{ default = \"nobody\" }}\n{}", thing("a", "  access = var.access"));
    let site = Site::new("test_command", &text);
    fs::create_dir(site.dir.join("tests")).unwrap();
    let good = "run \"makes\" {\n  assert {\n    condition     = demo_thing.a.access == \"nobody\"\n    error_message = \"no\"\n  }\n}\n\
                run \"changes\" {\n  variables {\n    access = \"somebody\"\n  }\n  assert {\n    condition     = demo_thing.a.access == \"somebody\"\n    error_message = \"no\"\n  }\n}\n";
    site.write("tests/a.tftest.hcl", good);
    site.guard(&["test", "-no-color"]).ends(0);
    assert_eq!(site.changes().len(), 3, "made, changed, destroyed");
    site.write("tests/a.tftest.hcl", &good.replace("somebody", "everybody"));
    let run = site.guard(&["test", "-no-color"]).ends(1);
    assert!(format!("{}{}", run.out, run.err).contains("is open to everybody"), "{}{}", run.out, run.err);
    assert_eq!(site.changes().len(), 2, "made and destroyed, not opened");
}

#[test]
fn the_directory_and_variables_of_the_command_line_count() {
    let text = format!("variable \"access\" {{}}\n{}", thing("a", "  access = var.access"));
    let site = Site::new("chdir", &text);
    let name = site.dir.file_name().unwrap().to_str().unwrap().to_string();
    let chdir = format!("-chdir=../{name}");
    let run = site.guard(&[&chdir, "plan", "-input=false", "-no-color", "-var", "access=everybody"]).ends(1);
    run.says("with demo_thing.a");
    site.guard(&[&chdir, "plan", "-input=false", "-no-color", "-var=access=nobody"]).ends(0);
}

#[test]
fn secrets_are_not_told() {
    let site = Site::new("secret", &thing("a", "  secret = \"hunter2\""));
    let run = site.guard(&["plan", "-input=false", "-no-color"]).ends(1).says("(sensitive)");
    // Terraform itself shows the line of the source; that is its decision.
    let own: String = run.err.lines().filter(|l| !l.contains("secret = ")).collect();
    assert!(!own.contains("hunter2"), "{}", run.err);
}

#[test]
fn what_cannot_be_guarded_is_refused() {
    let mut site = Site::new("refused", &thing("a", ""));
    site.env("TF_REATTACH_PROVIDERS", "{}");
    site.guard(APPLY).ends(2).says("TF_REATTACH_PROVIDERS is set");
    site.env("TF_REATTACH_PROVIDERS", "");
    fs::write(
        site.dir.join(".terraform/terraform.tfstate"),
        r#"{"version": 3, "backend": {"type": "cloud", "config": {}}}"#,
    )
    .unwrap();
    site.guard(APPLY).ends(2).says("the backend \"cloud\" runs this elsewhere");
    assert_eq!(site.calls(), [""; 0]);
}

#[test]
fn a_provider_that_was_changed_is_not_run() {
    let site = Site::new("tampered", &thing("a", ""));
    let package = site.dir.join(".terraform/providers/ringfence.test/acme/demo/1.0.0/linux_amd64");
    let file = fs::canonicalize(&package).unwrap().join("terraform-provider-demo_v1.0.0");
    // The package is a link into the mirror that all tests share: this one gets a copy, with a byte more.
    let mut bytes = fs::read(file).unwrap();
    bytes.push(b'\n');
    fs::remove_file(&package).unwrap();
    fs::create_dir(&package).unwrap();
    let changed = package.join("terraform-provider-demo_v1.0.0");
    fs::write(&changed, bytes).unwrap();
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&changed, fs::Permissions::from_mode(0o755)).unwrap();
    for args in [APPLY, &["plan"]] {
        site.guard(args).ends(2).says("ringfence.test/acme/demo").says("is not what the lock file says");
    }
    assert_eq!(site.raw_calls(), [""; 0], "it was not even started");
    fs::remove_dir_all(&package).unwrap();
    site.guard(APPLY).ends(2).says("provider ringfence.test/acme/demo is in the lock file but not installed here");
}

#[test]
fn a_provider_that_cannot_run_stops_the_run() {
    let site = Site::new("unstartable", &thing("a", ""));
    let dir = site.dir.join("broken");
    fs::create_dir(&dir).unwrap();
    let program = dir.join("terraform-provider-demo");
    fs::write(&program, "#!/bin/sh\necho 'no such thing' >&2\nexit 3\n").unwrap();
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut site = site;
    let config = overrides(&site.dir, &dir);
    site.env("TF_CLI_CONFIG_FILE", &config);
    let run = site.guard(APPLY).ends(2);
    run.says("provider ringfence.test/acme/demo cannot be started").says("no such thing");
}

fn overrides(site: &Path, dir: &Path) -> String {
    let path = site.join("cli.rc");
    let text = format!(
        "provider_installation {{\n  dev_overrides {{\n    \"ringfence.test/acme/demo\" = \"{}\"\n  }}\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
        dir.display(),
        partners().join("plugins").display()
    );
    fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn providers_write_no_log_that_nobody_reads() {
    let mut site = Site::new("quiet", &thing("a", ""));
    let real = partners().join("plugins/ringfence.test/acme/demo/1.0.0/linux_amd64/terraform-provider-demo_v1.0.0");
    let dir = site.dir.join("wrapped");
    fs::create_dir(&dir).unwrap();
    let log = dir.join("said");
    let program = dir.join("terraform-provider-demo");
    fs::write(&program, format!("#!/bin/sh\nexec {} 2>>{}\n", real.display(), log.display())).unwrap();
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let config = overrides(&site.dir, &dir);
    site.env("TF_CLI_CONFIG_FILE", &config);
    let plan: &[&str] = &["plan", "-input=false", "-no-color"];
    let traces = |site: &Site| {
        site.guard(plan).ends(0);
        let said = fs::read_to_string(&log).unwrap();
        fs::remove_file(&log).unwrap();
        said.lines().filter(|l| l.contains(r#""@level":"trace""#)).count()
    };
    assert_eq!(traces(&site), 0);
    // Whoever wants them has them.
    site.env("TF_LOG_SDK", "trace");
    assert!(traces(&site) > 0);
    site.env("TF_LOG_SDK", "");
    site.env("TF_LOG", "trace");
    assert!(traces(&site) > 0);
}

#[test]
fn overridden_providers_are_guarded_and_named() {
    let mut site = Site::new("overrides", &thing("bad", "  access = \"everybody\""));
    let dir = partners().join("plugins/ringfence.test/acme/demo/1.0.0/linux_amd64");
    let config = overrides(&site.dir, &dir);
    site.env("TF_CLI_CONFIG_FILE", &config);
    let run = site.guard(&["plan", "-input=false", "-no-color"]).ends(1);
    run.says("Thing bad is open to everybody.").says("its checksum was not verified");
}

#[test]
fn terragrunt_runs_the_guard_in_place_of_terraform() {
    let site = Site::new("terragrunt", &thing("bad", "  access = \"everybody\""));
    // What Terragrunt does with the variable: it asks for the version, goes to its own copy of the unit, and runs.
    let unit = site.dir.join("cache/unit");
    fs::create_dir_all(&unit).unwrap();
    for name in ["main.tf", ".terraform.lock.hcl"] {
        fs::copy(site.dir.join(name), unit.join(name)).unwrap();
    }
    let script = site.dir.join("terragrunt");
    fs::write(&script, "#!/bin/sh\nset -e\ncd cache/unit\n\"$TG_TF_PATH\" -version\n\"$TG_TF_PATH\" init -input=false >/dev/null\nexec \"$TG_TF_PATH\" \"$@\"\n")
        .unwrap();
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = site.command(Path::new(env!("CARGO_BIN_EXE_ringfence")));
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/demo/rules");
    command.args(["guard", "--no-builtin-rules", "--rules"]).arg(rules).arg("--").arg(&script);
    let output = command.args(["plan", "-input=false", "-no-color"]).output().unwrap();
    let run = super::Run::of(output).ends(1).says("Error: Thing bad is open to everybody. with demo_thing.bad");
    assert!(run.out.starts_with("Terraform v"), "{}", run.out);
    site.nothing_is_left();
}

#[test]
fn the_plugin_cache_is_used_as_terraform_uses_it() {
    let mut site = Site::bare("cache", &format!("{}{}", super::PREAMBLE, thing("bad", "  access = \"everybody\"")));
    let cache = site.dir.join("cache");
    fs::create_dir(&cache).unwrap();
    let cache = cache.to_string_lossy().into_owned();
    site.env("TF_PLUGIN_CACHE_DIR", &cache);
    site.init();
    site.guard(&["plan", "-input=false", "-no-color"]).ends(1).says("Thing bad is open to everybody.");
}
