//! What goes through the relay: several providers and instances, both protocols, many calls at once, large ones.

use super::{Site, thing};

const APPLY: &[&str] = &["apply", "-input=false", "-no-color", "-auto-approve"];

#[test]
fn each_instance_of_a_provider_has_a_process_of_its_own() {
    let mut text = String::from("provider \"demo\" {\n  region = \"r0\"\n}\n");
    text.push_str(&thing("t0", ""));
    for n in 1..3 {
        text.push_str(&format!("provider \"demo\" {{\n  alias  = \"a{n}\"\n  region = \"r{n}\"\n}}\n"));
        text.push_str(&thing(&format!("t{n}"), &format!("  provider = demo.a{n}")));
    }
    let site = Site::new("aliases", &text);
    site.guard(APPLY).ends(0);
    let calls = site.raw_calls();
    let mut created: Vec<Vec<&str>> =
        calls.iter().filter(|c| c.contains(" created ")).map(|c| c.split(' ').collect()).collect();
    created.sort_by_key(|c| c[1]);
    assert_eq!(created.len(), 3);
    for (n, call) in created.iter().enumerate() {
        assert_eq!((call[1], call[3]), (format!("r{n}").as_str(), format!("demo_thing.t{n}").as_str()));
    }
    let mut processes: Vec<&str> = created.iter().map(|c| c[0]).collect();
    processes.sort_unstable();
    processes.dedup();
    assert_eq!(processes.len(), 3, "{created:?}");
}

#[test]
fn protocol_5_is_guarded_alike_and_beside_protocol_6() {
    let five =
        |name: &str, more: &str| format!("resource \"five_thing\" \"{name}\" {{\n  name = \"{name}\"\n{more}\n}}\n");
    let rule = "  rule {\n    port = 443\n  }\n  rule {\n    port   = 22\n    source = \"0.0.0.0/0\"\n  }";
    let text = [thing("six", ""), five("good", "  label = demo_thing.six.id"), five("bad", rule)].concat();
    let site = Site::new("protocols", &text);
    let run = site.guard(&["plan", "-input=false", "-no-color"]).ends(1);
    run.says("Error: Thing bad opens port 22 to everybody. with five_thing.bad, on main.tf line 23")
        .says("23: port = 22");
    site.main(&text.replace("port   = 22", "port   = 2222"));
    let run = site.guard(APPLY).ends(0);
    assert_eq!(run.counts(), (6, 3, 0));
    assert_eq!(site.in_state(), ["demo_thing.six", "five_thing.bad", "five_thing.good"]);
}

#[test]
fn functions_data_and_ephemeral_resources_pass() {
    let text = r#"
data "demo_lookup" "q" {
  query = provider::demo::shout("hello")
}
ephemeral "demo_token" "t" {}
provider "demo" {
  alias  = "late"
  region = ephemeral.demo_token.t.value
}
resource "demo_thing" "a" {
  provider = demo.late
  name     = data.demo_lookup.q.answer
}
"#;
    let site = Site::new("passing", text);
    site.guard(APPLY).ends(0);
    assert_eq!(site.changes(), ["for-a-run created demo_thing.hello!"]);
    assert_eq!(site.attribute("demo_thing.a", "name"), "hello!");
}

#[test]
fn two_hundred_at_once_are_each_judged_by_their_own_values() {
    let text = r#"
resource "demo_thing" "source" {
  name   = "source"
  answer = "public"
}
resource "demo_thing" "many" {
  count  = 200
  name   = "n${count.index}"
  answer = "a${count.index}"
  label  = count.index % 50 == 7 ? demo_thing.source.echo : "l${count.index}"
}
"#;
    let site = Site::new("many", text);
    let run = site.guard(&["apply", "-input=false", "-no-color", "-auto-approve", "-parallelism=10"]).ends(1);
    for n in [7, 57, 107, 157] {
        assert!(run.err.contains(&format!("Thing n{n} is labelled public.")), "{}", run.err);
    }
    assert_eq!(run.err.matches("Error:").count(), 4, "{}", run.err);
    let changes = site.changes();
    assert_eq!(changes.len(), 197, "{changes:?}");
    assert!(!changes.iter().any(|c| c.ends_with(".n57")));
    for n in [0, 8, 199] {
        assert_eq!(site.attribute(&format!("demo_thing.many[{n}]"), "echo"), format!("a{n}"));
    }
}

#[test]
fn equal_instances_are_each_looked_at() {
    let text = "resource \"demo_thing\" \"same\" {\n  count = 20\n  name  = \"same\"\n}\n";
    let site = Site::new("equal", text);
    let run = site.guard(APPLY).ends(0);
    assert_eq!(run.counts(), (40, 20, 0));
    assert_eq!(site.in_state().len(), 20);
    site.main(&text.replace("name  = \"same\"", "name  = \"same\"\n  access = \"everybody\""));
    let run = site.guard(APPLY).ends(1);
    assert_eq!(run.counts(), (20, 0, 20));
}

#[test]
fn replacements_are_judged_as_one() {
    let site = Site::new("replace", &thing("a", "  home = \"here\""));
    site.guard(APPLY).ends(0);
    site.main(&thing("a", "  home = \"there\""));
    site.calls();
    let run = site.guard(APPLY).ends(0);
    assert_eq!(run.counts().1, 2, "the old one ends, the new one begins: {}", run.err);
    assert_eq!(site.changes(), ["home created demo_thing.a", "home delete demo_thing.a"]);
    site.main(&thing("a", "  home = \"nowhere\"\n  access = \"everybody\""));
    site.guard(APPLY).ends(1);
    assert_eq!(site.changes(), [""; 0]);
    let first = thing("first", "  answer = \"public\"");
    let text = format!(
        "{first}{}",
        thing(
            "a",
            "  home = \"far\"\n  label = demo_thing.first.echo\n  lifecycle {\n    create_before_destroy = true\n  }"
        )
    );
    site.main(&text);
    site.guard(APPLY).ends(1).says("Thing a is labelled public.");
    assert_eq!(site.changes(), ["home created demo_thing.first"]);
    assert_eq!(site.attribute("demo_thing.a", "home"), "there");
}

#[test]
fn large_states_flow() {
    let text = thing("big", "  megabytes = 8").replace("\"big\" {", "\"big\" {\n  count = 3");
    let site = Site::new("large", &text);
    site.guard(APPLY).ends(0);
    assert_eq!(site.attribute("demo_thing.big[2]", "payload").as_str().unwrap().len(), 8_000_000);
    let run = site.guard(&["plan", "-input=false", "-detailed-exitcode"]).ends(0);
    assert_eq!(run.counts(), (3, 0, 0));
}

#[test]
fn logs_of_providers_are_where_terraform_would_put_them() {
    let mut site = Site::new("logging", &thing("a", ""));
    site.env("TF_LOG", "trace");
    let run = site.guard(APPLY).ends(0);
    assert!(run.err.lines().any(|l| l.starts_with("demo: {") && l.contains("Received request")), "{}", run.err);
    let path = site.dir.join("log.txt");
    site.env("TF_LOG_PATH", path.to_str().unwrap());
    let run = site.guard(&["plan"]).ends(0);
    assert!(!run.err.contains("Received request"), "{}", run.err);
    let log = std::fs::read_to_string(path).unwrap();
    assert!(log.lines().any(|l| l.starts_with("demo: {")) && log.contains("[TRACE]"), "both logs are in the file");
}

#[test]
fn a_provider_that_crashes_is_told_with_its_last_words() {
    let site = Site::new("crash", &[thing("a", "  crash = \"apply\""), thing("b", "")].concat());
    let run = site.guard(APPLY).ends(1);
    run.says("Plugin did not respond").says("panic: told to crash in apply");
    site.main(&thing("a", "  crash = \"plan\""));
    let run = site.guard(&["plan", "-input=false"]).ends(1);
    run.says("panic: told to crash in plan");
}

#[test]
fn a_provider_that_others_published_is_guarded() {
    let text = r#"
terraform {
  required_providers {
    time = { source = "hashicorp/time" }
  }
}
resource "time_sleep" "wait" {
  create_duration = "1s"
}
resource "time_offset" "later" {
  offset_days = 7
  triggers    = { wait = time_sleep.wait.id }
}
output "later" {
  value = provider::time::rfc3339_parse(time_offset.later.rfc3339).year
}
"#;
    let site = Site::bare("time", text);
    site.init();
    let run = site.guard(APPLY).ends(0);
    assert_eq!(run.counts().1, 2);
    site.guard(&["plan", "-detailed-exitcode"]).ends(0);
    site.guard(&["destroy", "-auto-approve"]).ends(0);
}

#[test]
fn several_published_providers_are_guarded_together() {
    // On the first SDK, on the framework with protocols 5 and 6, with functions, sensitive and write-once values.
    let text = r#"
terraform {
  required_providers {
    random = { source = "hashicorp/random" }
    tls    = { source = "hashicorp/tls" }
    local  = { source = "hashicorp/local" }
    time   = { source = "hashicorp/time" }
    demo   = { source = "ringfence.test/acme/demo" }
  }
}
resource "random_pet" "name" {
  count = 3
}
resource "random_password" "secret" {
  length = 24
}
resource "tls_private_key" "key" {
  algorithm = "ED25519"
}
resource "tls_self_signed_cert" "cert" {
  private_key_pem       = tls_private_key.key.private_key_pem
  validity_period_hours = 1
  allowed_uses          = ["server_auth"]
}
resource "local_file" "cert" {
  filename = "${path.module}/cert.pem"
  content  = tls_self_signed_cert.cert.cert_pem
}
resource "time_static" "now" {}
resource "demo_thing" "all" {
  name   = random_pet.name[0].id
  label  = time_static.now.year > 2000 ? local_file.cert.id : ""
  secret = random_password.secret.result
  access = random_pet.name[1].id
}
"#;
    let site = Site::bare("published", text);
    site.init();
    let run = site.guard(APPLY).ends(0);
    assert_eq!((run.counts().1, run.counts().2), (9, 0), "{}", run.err);
    assert!(std::fs::read_to_string(site.dir.join("cert.pem")).unwrap().contains("BEGIN CERTIFICATE"));
    site.guard(&["plan", "-input=false", "-detailed-exitcode"]).ends(0);
    // What another provider makes up is known when it is applied, and denied then.
    let denied =
        text.replace("access = random_pet.name[1].id", "access = random_pet.other.id == \"\" ? \"\" : \"everybody\"");
    site.write("main.tf", &format!("{denied}resource \"random_pet\" \"other\" {{}}\n"));
    let run = site.guard(APPLY).ends(1).says("is open to everybody");
    assert_eq!((run.counts().1, run.counts().2), (1, 1), "{}", run.err);
    site.guard(&["destroy", "-input=false", "-auto-approve"]).ends(0);
    assert_eq!(site.in_state(), [""; 0]);
}
