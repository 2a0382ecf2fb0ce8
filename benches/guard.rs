//! What the guard costs: plan and apply of the same configuration with Terraform alone and behind the guard, side by side
//! in one run, each round in the other order.
//!
//! ```text
//! cargo bench --features e2e --bench guard
//!   -- --resources 500 --rounds 5            other numbers
//!      --figures FILE                        the figures for `cargo bench --bench speed -- --guard FILE`
//!      --write-docs --date 2026-11-28        the table of docs/guard.md
//! ```
//!
//! Needs what `tests/e2e/setup.sh` needs. Linux only: elsewhere CPU time and memory are not measured.

// A command talks to its user.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, clippy::expect_used)]

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("guard: measures on Linux only");
}

#[cfg(target_os = "linux")]
fn main() {
    let mut settings = linux::Settings::default();
    let mut arguments = std::env::args().skip(1);
    let mut asked = false;
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().unwrap_or_else(|| panic!("{name} needs a value"));
        match name.as_str() {
            "--bench" => asked = true,
            "--resources" => settings.resources = value().parse().expect("a number"),
            "--rounds" => settings.rounds = value().parse::<usize>().expect("a number").max(1),
            "--figures" => settings.figures = Some(value().into()),
            "--date" => settings.date = value(),
            "--write-docs" => settings.write_docs = true,
            _ => panic!("unknown argument {name}"),
        }
    }
    if !asked {
        // `cargo test --all-targets` starts us without it.
        println!("guard: nothing measured; use `cargo bench --features e2e --bench guard`");
        return;
    }
    assert!(!settings.write_docs || !settings.date.is_empty(), "--write-docs needs --date");
    linux::run(&settings);
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use nix::sys::resource::{UsageWho, getrusage};

    /// What is measured.
    pub struct Settings {
        pub resources: usize,
        pub rounds: usize,
        pub figures: Option<PathBuf>,
        pub write_docs: bool,
        pub date: String,
    }

    impl Default for Settings {
        fn default() -> Settings {
            Settings { resources: 500, rounds: 5, figures: None, write_docs: false, date: String::new() }
        }
    }

    /// One run.
    struct Cost {
        wall: f64,
        /// User and system time of all processes: Terraform, providers, ringfence.
        cpu: f64,
        /// Peak of the guard's own memory, KiB.
        memory: u64,
        /// What the guard says that it added to each call: median and 95 %, milliseconds.
        added: [f64; 2],
    }

    /// What is planned and applied.
    struct Estate {
        name: &'static str,
        text: String,
        /// Rules beside those that are built in.
        rules: Option<PathBuf>,
    }

    /// Medians of an estate and a command.
    struct Row {
        estate: &'static str,
        verb: &'static str,
        alone: [f64; 2],
        guarded: [f64; 2],
        /// Per cent of wall time and CPU, the median of pairs.
        more: [f64; 2],
        added: [f64; 2],
        memory: u64,
    }

    struct Bench {
        dir: PathBuf,
        home: PathBuf,
    }

    pub fn run(settings: &Settings) {
        let home = partners();
        let bench = Bench { dir: home.join("work/bench_guard"), home };
        let mut rows = Vec::new();
        for estate in [things(settings.resources), cloud(settings.resources)] {
            bench.prepare(&estate.text);
            let mut pairs: [Vec<(Cost, Cost)>; 2] = Default::default();
            for round in 0..settings.rounds {
                for (at, verb) in VERBS.into_iter().enumerate() {
                    let step = |guarded| bench.step(&estate, verb, guarded);
                    // What runs first finds the caches as the last round left them.
                    let pair = match round % 2 {
                        0 => {
                            let alone = step(false);
                            (alone, step(true))
                        }
                        _ => {
                            let guarded = step(true);
                            (step(false), guarded)
                        }
                    };
                    eprintln!(
                        "{} {verb} {round}: alone {:.2} s, guarded {:.2} s of CPU",
                        estate.name, pair.0.cpu, pair.1.cpu
                    );
                    pairs[at].push(pair);
                }
            }
            rows.extend(VERBS.iter().zip(&pairs).map(|(verb, pairs)| row(estate.name, verb, pairs)));
        }
        let large = large(&bench);
        let text = document(settings, &rows, &large);
        println!("{text}");
        if settings.write_docs {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guard.md");
            let docs = fs::read_to_string(&path).unwrap();
            let (before, rest) = docs.split_once(BEGIN).expect("docs/guard.md has a place for figures");
            let (_, after) = rest.split_once(END).expect("the place has an end");
            fs::write(path, format!("{before}{BEGIN}\n{text}{END}{after}")).unwrap();
        }
        if let Some(path) = &settings.figures {
            fs::write(path, figures(settings, &rows).to_string()).unwrap();
        }
    }

    const VERBS: [&str; 2] = ["plan", "apply"];
    const BEGIN: &str = "<!-- figures: written by a command, do not edit -->";
    const END: &str = "<!-- end of figures -->";

    fn median(mut all: Vec<f64>) -> f64 {
        all.sort_by(f64::total_cmp);
        match all.len() % 2 {
            0 => (all[all.len() / 2 - 1] + all[all.len() / 2]) / 2.0,
            _ => all[all.len() / 2],
        }
    }

    fn row(estate: &'static str, verb: &'static str, pairs: &[(Cost, Cost)]) -> Row {
        let of = |figure: &dyn Fn(&(Cost, Cost)) -> f64| median(pairs.iter().map(figure).collect());
        Row {
            estate,
            verb,
            alone: [of(&|p| p.0.wall), of(&|p| p.0.cpu)],
            guarded: [of(&|p| p.1.wall), of(&|p| p.1.cpu)],
            more: [of(&|p| 100.0 * (p.1.wall / p.0.wall - 1.0)), of(&|p| 100.0 * (p.1.cpu / p.0.cpu - 1.0))],
            added: [of(&|p| p.1.added[0]), of(&|p| p.1.added[1])],
            memory: pairs.iter().map(|p| p.1.memory).max().unwrap_or(0) / 1024,
        }
    }

    fn document(settings: &Settings, rows: &[Row], large: &str) -> String {
        let mut text = format!(
            "\n```\ncargo bench --features e2e --bench guard -- --resources {} --rounds {}{}\n```\n\nMachine: {}{}. \
             Medians of {} pairs that ran one after the other; CPU is user and system time of Terraform, provider and \
             ringfence together.\n\n",
            settings.resources,
            settings.rounds,
            match settings.date.as_str() {
                "" => String::new(),
                date => format!(" --write-docs --date {date}"),
            },
            machine(),
            match settings.date.as_str() {
                "" => String::new(),
                date => format!(", {date}"),
            },
            settings.rounds,
        );
        text.push_str(
            "| estate, command | alone: wall, CPU | guarded: wall, CPU | added: wall, CPU | added to a call: median, 95 % | memory |\n\
             | --- | --- | --- | --- | --- | --- |\n",
        );
        for r in rows {
            let _ = writeln!(
                text,
                "| {}: {} | {:.2} s, {:.2} s | {:.2} s, {:.2} s | {:+.1} %, {:+.1} % | {:.2} ms, {:.2} ms | {} MiB |",
                r.estate,
                r.verb,
                r.alone[0],
                r.alone[1],
                r.guarded[0],
                r.guarded[1],
                r.more[0],
                r.more[1],
                r.added[0],
                r.added[1],
                r.memory
            );
        }
        let _ = write!(text, "\n{large}\n");
        text
    }

    /// The worst of all estates and commands, for the table of all bars.
    fn figures(settings: &Settings, rows: &[Row]) -> serde_json::Value {
        let worst = |figure: &dyn Fn(&Row) -> f64| rows.iter().map(figure).fold(f64::MIN, f64::max);
        serde_json::json!({
            "resources": settings.resources,
            "rounds": settings.rounds,
            "added_to_a_call_ms": worst(&|r| r.added[0]),
            "more_wall_percent": worst(&|r| r.more[0]),
            "more_cpu_percent": worst(&|r| r.more[1]),
        })
    }

    /// Processors and how much they had to do: others count.
    fn machine() -> String {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let name = cpu.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or_default();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        format!(
            "{} cores, {}, load {} at the end",
            std::thread::available_parallelism().map_or(1, usize::from),
            name.trim_start_matches([':', ' ', '\t']).split(" with ").next().unwrap_or_default().trim(),
            load.split(' ').next().unwrap_or_default()
        )
    }

    /// The relay's memory when states of many megabytes pass.
    fn large(bench: &Bench) -> String {
        let mut said = Vec::new();
        for megabytes in [0, 8, 32] {
            let text = thing(4, megabytes);
            let estate = Estate { name: "large", text, rules: Some(demo_rules()) };
            bench.prepare(&estate.text);
            bench.run(&estate, "apply", true);
            let cost = bench.run(&estate, "plan", true);
            said.push(format!("{megabytes} MB: {} MiB", cost.memory / 1024));
        }
        format!("The guard's memory while 4 resources are planned whose states have each: {}.", said.join("; "))
    }

    fn demo_rules() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/demo/rules")
    }

    /// Many instances of one block of a provider on the plugin framework, and few rules.
    fn things(resources: usize) -> Estate {
        Estate { name: "one block", text: thing(resources, 0), rules: Some(demo_rules()) }
    }

    fn thing(resources: usize, megabytes: usize) -> String {
        format!(
            "terraform {{\n  required_providers {{\n    demo = {{ source = \"ringfence.test/acme/demo\" }}\n  }}\n}}\n\
             resource \"demo_thing\" \"many\" {{\n  count     = {resources}\n  name      = \"n${{count.index}}\"\n  \
             answer    = \"a${{count.index}}\"\n  megabytes = {megabytes}\n  rule {{\n    port   = count.index\n    \
             source = \"10.0.0.0/8\"\n  }}\n}}\n"
        )
    }

    /// Resources that name each other, in a security zone, with a provider on SDKv2: all that zones and relations need.
    fn cloud(resources: usize) -> Estate {
        // Of 25: ten buckets, seven subnets, five security lists and three of what they are in.
        let parts = (resources / 25).max(1);
        let text = CLOUD.replace("TEAMS", &parts.to_string());
        Estate { name: "cloud in a zone", text, rules: None }
    }

    const CLOUD: &str = r#"
terraform {
  required_providers {
    oci = { source = "oracle/oci" }
  }
}

data "oci_cloud_guard_security_policies" "all" {
  compartment_id = "ocid1.tenancy.oc1..root"
}

locals {
  ids   = { for p in data.oci_cloud_guard_security_policies.all.security_policy_collection[0].items : p.friendly_name => p.id }
  teams = toset([for i in range(TEAMS) : "team${i}"])
}

resource "oci_identity_compartment" "top" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "top"
  description    = "has the zone"
}

resource "oci_cloud_guard_security_recipe" "recipe" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "recipe"
  security_policies = [for name in ["deny buckets_without_vault_key", "deny public_buckets", "deny internet_gateway"] : local.ids[name]]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.top.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.recipe.id
}

resource "oci_identity_compartment" "team" {
  for_each       = local.teams
  compartment_id = oci_identity_compartment.top.id
  name           = each.key
  description    = each.key
}

resource "oci_kms_key" "key" {
  for_each            = local.teams
  compartment_id      = oci_identity_compartment.team[each.key].id
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"
  protection_mode     = "HSM"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_core_vcn" "net" {
  for_each       = local.teams
  compartment_id = oci_identity_compartment.team[each.key].id
  cidr_blocks    = ["10.0.0.0/16"]
  display_name   = each.key
}

resource "oci_core_default_security_list" "closed" {
  for_each                   = local.teams
  manage_default_resource_id = oci_core_vcn.net[each.key].default_security_list_id
}

resource "oci_objectstorage_bucket" "data" {
  count          = TEAMS * 10
  compartment_id = oci_identity_compartment.team["team${count.index % TEAMS}"].id
  namespace      = "acme"
  name           = "b${count.index}"
  kms_key_id     = oci_kms_key.key["team${count.index % TEAMS}"].id
  versioning     = "Enabled"
}

resource "oci_core_security_list" "list" {
  count          = TEAMS * 4
  compartment_id = oci_identity_compartment.team["team${count.index % TEAMS}"].id
  vcn_id         = oci_core_vcn.net["team${count.index % TEAMS}"].id
  display_name   = "s${count.index}"

  ingress_security_rules {
    protocol = "6"
    source   = "10.0.${count.index % 256}.0/24"

    tcp_options {
      min = 443
      max = 443
    }
  }
}

resource "oci_core_subnet" "net" {
  count                      = TEAMS * 7
  compartment_id             = oci_identity_compartment.team["team${count.index % TEAMS}"].id
  vcn_id                     = oci_core_vcn.net["team${count.index % TEAMS}"].id
  cidr_block                 = "10.0.${count.index % 256}.0/24"
  display_name               = "n${count.index}"
  security_list_ids          = [oci_core_security_list.list[count.index % (TEAMS * 4)].id]
  prohibit_public_ip_on_vnic = true
}
"#;

    fn partners() -> PathBuf {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e");
        let status = Command::new("sh").arg(root.join("tests/e2e/setup.sh")).arg(&dir).stdout(Stdio::null()).status();
        assert!(status.is_ok_and(|s| s.success()), "tests/e2e/setup.sh failed");
        dir
    }

    /// The part of the schema index that a configuration names: a provider of all types takes seconds to start.
    fn index(text: &str) -> String {
        let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/oci/schema.idx");
        let all = fs::read_to_string(all).unwrap();
        let words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let chosen = all.lines().filter(|line| match line.split(' ').collect::<Vec<_>>()[..] {
            ["r" | "d", name, ..] => words.contains(name),
            _ => true,
        });
        chosen.map(|line| format!("{line}\n")).collect()
    }

    /// The policies that the recipe names, as the service would list them.
    fn world() -> String {
        let names = ["deny buckets_without_vault_key", "deny public_buckets", "deny internet_gateway"];
        let item = |name: &&str| {
            let id = format!("ocid1.securityzonessecuritypolicy.oc1..{}", name.replace([' ', '-'], "_"));
            serde_json::json!({"id": id, "friendly_name": name, "display_name": name})
        };
        let items: Vec<_> = names.iter().map(item).collect();
        let policies = serde_json::json!([{"security_policy_collection": [{"items": items}]}]);
        serde_json::json!({"data": {"oci_cloud_guard_security_policies": policies[0]}}).to_string()
    }

    impl Bench {
        fn prepare(&self, text: &str) {
            let _ = fs::remove_dir_all(&self.dir);
            fs::create_dir_all(&self.dir).unwrap();
            fs::write(self.dir.join("main.tf"), text).unwrap();
            fs::write(self.dir.join(".schema.idx"), index(text)).unwrap();
            fs::write(self.dir.join(".world.json"), world()).unwrap();
            let mut init = self.command(&self.terraform());
            assert!(init.arg("init").status().unwrap().success(), "terraform init failed");
        }

        fn terraform(&self) -> PathBuf {
            let own = self.home.join("bin/terraform");
            if own.exists() { own } else { "terraform".into() }
        }

        fn command(&self, program: &Path) -> Command {
            let mut command = Command::new(program);
            command
                .current_dir(&self.dir)
                .env("TF_CLI_CONFIG_FILE", self.home.join("terraform.rc"))
                .env("TF_DATA_DIR", ".terraform")
                .env("CHECKPOINT_DISABLE", "1")
                .env("RINGFENCE_E2E_INDEX", self.dir.join(".schema.idx"))
                .env("RINGFENCE_E2E_WORLD", self.dir.join(".world.json"))
                .env_remove("RINGFENCE_DEMO_LOG")
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::piped());
            command
        }

        /// A step from nothing, for both.
        fn step(&self, estate: &Estate, verb: &str, guarded: bool) -> Cost {
            let _ = fs::remove_file(self.dir.join("terraform.tfstate"));
            self.run(estate, verb, guarded)
        }

        fn run(&self, estate: &Estate, verb: &str, guarded: bool) -> Cost {
            let mut arguments = vec![verb, "-input=false", "-no-color"];
            if verb != "plan" {
                arguments.push("-auto-approve");
            }
            let mut command = match guarded {
                false => self.command(&self.terraform()),
                true => {
                    let mut command = self.command(Path::new(env!("CARGO_BIN_EXE_ringfence")));
                    command.args(["guard", "--timing"]);
                    if let Some(rules) = &estate.rules {
                        command.arg("--rules").arg(rules);
                    }
                    command.arg("--").arg(self.terraform());
                    command
                }
            };
            let before = cpu();
            let begin = Instant::now();
            let mut child = command.args(arguments).spawn().unwrap();
            let mut memory = 0;
            let status = loop {
                memory = memory.max(peak(child.id()));
                if let Some(status) = child.try_wait().unwrap() {
                    break status;
                }
                std::thread::sleep(Duration::from_millis(5));
            };
            let wall = begin.elapsed().as_secs_f64();
            let mut told = String::new();
            std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut told).unwrap();
            assert!(status.success(), "{verb} failed:\n{told}");
            let line = told.lines().find(|l| l.contains("added to")).unwrap_or_default();
            let words: Vec<&str> = line.split(' ').collect();
            let after = |word: &str| {
                let at = words.iter().position(|w| *w == word)?;
                words.get(at + 1)?.parse::<f64>().ok()
            };
            let added = [after("median"), after("below")].map(|n| n.unwrap_or(f64::NAN));
            assert!(!guarded || added.iter().all(|n| n.is_finite()), "the guard tells no delays:\n{told}");
            Cost { wall, cpu: cpu() - before, memory, added }
        }
    }

    /// CPU seconds of all processes that have ended below this one.
    fn cpu() -> f64 {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
        let seconds = |t: nix::sys::time::TimeVal| t.tv_sec() as f64 + t.tv_usec() as f64 / 1e6;
        seconds(usage.user_time()) + seconds(usage.system_time())
    }

    /// Peak resident memory of a process, KiB.
    fn peak(pid: u32) -> u64 {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("0");
        line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0)
    }
}
