//! Module trees with a real Terraform, and what ringfence says of them.
//!
//! Nothing outside of `target/e2e` is written. A partner that is missing fails the test that needs it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{env, fs};

use serde_json::{Value, json};

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where everything goes that these tests make.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("e2e")
}

/// Runs `setup.sh` once for all tests of the process. Its failure is every test's failure.
pub fn partners() -> &'static Path {
    static DONE: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let done = DONE.get_or_init(|| {
        let dir = workspace();
        let out = Command::new("sh")
            .arg(root().join("tests/e2e/setup.sh"))
            .arg(&dir)
            .output()
            .map_err(|e| format!("tests/e2e/setup.sh cannot run: {e}"))?;
        if !out.status.success() {
            return Err(format!("tests/e2e/setup.sh failed:\n{}", String::from_utf8_lossy(&out.stderr)));
        }
        fs::write(dir.join("world.json"), world().to_string()).map_err(|e| e.to_string())?;
        Ok(dir)
    });
    match done {
        Ok(dir) => dir,
        Err(why) => panic!("{why}"),
    }
}

/// What the tests run: Terraform, or what `RINGFENCE_E2E_TOOLCHAIN` names, such as `tofu`: below `target/e2e/bin`, else on
/// the path.
pub fn toolchain() -> PathBuf {
    let chosen = env::var("RINGFENCE_E2E_TOOLCHAIN").ok().filter(|name| !name.is_empty());
    let name = chosen.as_deref().unwrap_or("terraform");
    let own = partners().join("bin").join(name);
    if own.exists() { own } else { name.into() }
}

/// The service's side: the policy catalogue, and what the service sets where nobody said anything.
fn world() -> Value {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let catalogue = read("rules/oci/security_zones.policies.hcl");
    let items: Vec<Value> = catalogue
        .lines()
        .filter_map(|line| line.strip_prefix("policy \"")?.strip_suffix("\" {"))
        .map(|name| {
            let id = format!("ocid1.securityzonessecuritypolicy.oc1..{}", name.replace([' ', '-'], "_"));
            json!({"id": id, "friendly_name": name, "display_name": name, "owner": "ORACLE"})
        })
        .collect();
    assert!(items.len() > 40, "the catalogue of policies was not understood: {} names", items.len());
    let mut files = ringfence::text::SourceMap::default();
    let (knowledge, _) = ringfence::policy::builtin::knowledge(&mut files);
    let mut defaults: BTreeMap<&str, BTreeMap<&str, Value>> = BTreeMap::new();
    for (kind, attributes) in &knowledge.defaults {
        for (path, releases) in attributes.iter().filter(|(path, _)| !path.contains('.')) {
            let Some(default) = releases.iter().next() else { continue };
            let value = match (default.value.as_str(), default.value.as_bool()) {
                (Some(text), _) => json!(text),
                (_, Some(truth)) => json!(truth),
                _ => continue,
            };
            defaults.entry(kind).or_default().insert(path, value);
        }
    }
    json!({
        "data": {
            "oci_cloud_guard_security_policies": {"security_policy_collection": [{"items": items}]},
            "oci_objectstorage_namespace": {"namespace": "acme"},
            "oci_core_images": {"images": [{"id": "ocid1.image.oc1..platform", "display_name": "Oracle-Linux"}]},
        },
        "defaults": defaults,
        "objects": {},
    })
}

/// A copy of a module tree that Terraform works in.
pub struct Tree {
    /// Where it is.
    pub dir: PathBuf,
    variables: Vec<String>,
    environment: BTreeMap<&'static str, String>,
}

impl Tree {
    /// Copies a directory of this repository and initialises it. `test` is the name of the copy.
    pub fn new(test: &str, from: &str) -> Tree {
        let home = partners();
        let dir = home.join("work").join(test);
        if dir.exists() {
            fs::remove_dir_all(&dir).unwrap();
        }
        fs::create_dir_all(&dir).unwrap();
        let mut tree = Tree { dir, variables: Vec::new(), environment: BTreeMap::new() };
        tree.become_(from);
        tree
    }

    /// Replaces the sources by those of another directory (the state stays) and initialises again.
    pub fn become_(&mut self, from: &str) {
        for entry in fs::read_dir(&self.dir).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "tf") {
                fs::remove_file(path).unwrap();
            }
        }
        copy(&root().join(from), &self.dir);
        let text = sources_of(&self.dir);
        require(&self.dir);
        self.index(&text);
        self.terraform(&["init", "-input=false"]);
    }

    /// The part of the schema index that the sources name: a provider of all 3400 types takes seconds to start.
    fn index(&mut self, text: &str) {
        let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
        let index = read("rules/oci/schema.idx") + &read("tests/e2e/clouds.idx");
        let mut words: BTreeSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        // `r OTHER_NAME =TYPE`
        let aliases =
            index.lines().filter_map(|line| line.split_once(" =")).filter_map(|(name, of)| Some((name.get(2..)?, of)));
        let targets: Vec<&str> = aliases.filter(|(name, _)| words.contains(name)).map(|(_, of)| of).collect();
        words.extend(targets);
        let chosen: Vec<&str> = index
            .lines()
            .filter(|line| match line.split(' ').collect::<Vec<_>>()[..] {
                ["r" | "d", name, ..] => words.contains(name),
                _ => true,
            })
            .collect();
        let path = self.dir.join(".schema.idx");
        fs::write(&path, chosen.join("\n") + "\n").unwrap();
        self.environment.insert("RINGFENCE_E2E_INDEX", path.to_string_lossy().into_owned());
    }

    /// Serves every type of the index.
    pub fn whole_index(&mut self) {
        let path = root().join("rules/oci/schema.idx");
        self.environment.insert("RINGFENCE_E2E_INDEX", path.to_string_lossy().into_owned());
    }

    /// Sets a root variable for all that follows.
    pub fn var(&mut self, name: &str, value: &str) -> &mut Tree {
        self.variables.retain(|v| !v.starts_with(&format!("{name}=")));
        self.variables.push(format!("{name}={value}"));
        self
    }

    /// Forgets variables, so that their defaults hold again.
    pub fn variables_but(&mut self, gone: &[&str]) {
        self.variables.retain(|v| !gone.iter().any(|g| v.starts_with(&format!("{g}="))));
    }

    /// Lets the provider fail: `plan:TYPE`, `apply:TYPE`; empty for no failure.
    pub fn fails(&mut self, what: &str) {
        self.environment.insert("RINGFENCE_E2E_FAIL", what.into());
    }

    /// Gives objects that reading and importing find, by identifier or `TYPE/NAME`.
    pub fn objects(&mut self, objects: Value) {
        let mut world = world();
        world["objects"] = objects;
        let path = self.dir.join(".world.json");
        fs::write(&path, world.to_string()).unwrap();
        self.environment.insert("RINGFENCE_E2E_WORLD", path.to_string_lossy().into_owned());
    }

    fn command(&self, args: &[&str]) -> Output {
        let home = partners();
        Command::new(toolchain())
            .args(args)
            .current_dir(&self.dir)
            .env("TF_CLI_CONFIG_FILE", home.join("terraform.rc"))
            .env("TF_DATA_DIR", self.dir.join(".terraform"))
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env("RINGFENCE_E2E_WORLD", home.join("world.json"))
            .env_remove("TF_PLUGIN_CACHE_DIR")
            .env_remove("TF_CLI_ARGS")
            .env_remove("TF_WORKSPACE")
            .envs(&self.environment)
            .output()
            .expect("terraform runs")
    }

    /// Runs Terraform; its failure fails the test.
    pub fn terraform(&self, args: &[&str]) -> String {
        let out = self.command(args);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            out.status.success(),
            "terraform {args:?} in {:?}:\n{}{}",
            self.dir,
            text(&out.stdout),
            text(&out.stderr)
        );
        text(&out.stdout)
    }

    fn with_variables<'a>(&'a self, args: &[&'a str]) -> Vec<&'a str> {
        let mut all = args.to_vec();
        for variable in &self.variables {
            all.extend(["-var", variable]);
        }
        all
    }

    /// Plans into `NAME.tfplan`, with more arguments, and gives the plan JSON, which is in `NAME.json`.
    pub fn plan(&self, name: &str, args: &[&str]) -> Value {
        let (plan, errors) = self.try_plan(name, args);
        assert!(errors.is_empty(), "terraform plan {args:?} in {:?}:\n{errors}", self.dir);
        plan
    }

    /// As [`Tree::plan`] where planning fails part-way, with what Terraform says of it.
    pub fn try_plan(&self, name: &str, args: &[&str]) -> (Value, String) {
        let file = format!("{name}.tfplan");
        let out = format!("-out={file}");
        let mut all = self.with_variables(&["plan", "-input=false", "-no-color", &out]);
        all.extend(args);
        let planned = self.command(&all);
        let errors =
            if planned.status.success() { String::new() } else { String::from_utf8_lossy(&planned.stderr).into() };
        if !self.dir.join(&file).exists() {
            return (Value::Null, errors);
        }
        let text = self.terraform(&["show", "-json", &file]);
        fs::write(self.dir.join(format!("{name}.json")), &text).unwrap();
        crate::binary::parity(self, name);
        (serde_json::from_str(&text).unwrap(), errors)
    }

    /// Applies `NAME.tfplan` and writes `state.json`.
    pub fn apply(&self, name: &str) {
        self.terraform(&["apply", "-input=false", "-no-color", &format!("{name}.tfplan")]);
        let text = self.terraform(&["show", "-json"]);
        fs::write(self.dir.join("state.json"), text).unwrap();
    }

    /// Applies `NAME.tfplan`, which fails part-way, and gives what Terraform says.
    pub fn try_apply(&self, name: &str) -> String {
        let out = self.command(&["apply", "-input=false", "-no-color", &format!("{name}.tfplan")]);
        assert!(!out.status.success(), "the apply was to fail");
        String::from_utf8_lossy(&out.stderr).into_owned()
    }

    /// Runs ringfence in the tree.
    pub fn ringfence(&self, args: &[&str]) -> (i32, String, String) {
        let out = Command::new(env!("CARGO_BIN_EXE_ringfence"))
            .args(args)
            .current_dir(&self.dir)
            .env_remove("RINGFENCE_CONFIG")
            .output()
            .expect("ringfence runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (out.status.code().unwrap_or(-1), text(&out.stdout), text(&out.stderr))
    }

    /// The report on an input, with all verdicts. The plan is not joined with the sources unless `args` say so.
    pub fn check(&self, input: &str, args: &[&str]) -> Report {
        // The working directory counts as sources where it holds the root module; so none is given here.
        let input = self.dir.join(input);
        let source = args.iter().position(|a| *a == "--source").map(|at| self.dir.join(args[at + 1]));
        let mut all = vec!["check".into(), input.to_string_lossy().into_owned()];
        all.extend(["--format", "json", "--all-verdicts", "--now", "2026-06-01"].map(String::from));
        if let Some(dir) = source {
            all.extend(["--source".into(), dir.to_string_lossy().into_owned()]);
        }
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            if *arg == "--source" {
                rest.next();
            } else {
                all.push((*arg).into());
            }
        }
        all.extend(zone_packs());
        if !args.contains(&"--config") {
            // Restricted ports are a zone's business; here they count where there is no zone, too.
            let config = self.dir.join("e2e.ringfence.hcl");
            fs::write(&config, "recipe \"e2e\" {\n  rules    = [\"oci-*-restricted-port\"]\n  baseline = true\n}\n")
                .unwrap();
            all.extend(["--config".into(), config.to_string_lossy().into_owned(), "--recipe".into(), "e2e".into()]);
        }
        let out = Command::new(env!("CARGO_BIN_EXE_ringfence"))
            .args(&all)
            .current_dir(workspace())
            .output()
            .expect("ringfence runs");
        let code = out.status.code().unwrap_or(-1);
        assert!(
            matches!(code, 0 | 1 | 3),
            "ringfence {all:?} ends with {code}:\n{}",
            String::from_utf8_lossy(&out.stderr)
        );
        Report { code, json: serde_json::from_slice(&out.stdout).unwrap(), of: all.join(" ") }
    }

    /// The report on the sources themselves, with the variables of the tree.
    pub fn check_sources(&self) -> Report {
        let mut args = Vec::new();
        for variable in &self.variables {
            args.extend(["--var", variable]);
        }
        self.check("", &args)
    }
}

/// Rule files of the Security Zones pack.
pub const ZONE_PACKS: &[&str] = &[
    "bastion",
    "block_volume",
    "compute",
    "compute_management",
    "data_science",
    "database",
    "file_storage",
    "load_balancer",
    "network",
    "object_storage",
    "oke",
    "zones",
];

/// Arguments for the Security Zones pack alone: these tests are about zones, and what general hygiene says
/// of the same trees changes with every new rule.
pub fn zone_packs() -> Vec<String> {
    let dir = root().join("rules/oci");
    let mut out = vec!["--no-builtin-rules".to_string()];
    let files = ZONE_PACKS.iter().map(|name| format!("{name}.rules.hcl"));
    for file in files.chain(["security_zones.policies.hcl".to_string()]) {
        out.extend(["--rules".to_string(), dir.join(file).to_string_lossy().into_owned()]);
    }
    out
}

fn copy(from: &Path, to: &Path) {
    assert!(from.exists(), "{from:?} is not there");
    if from.is_file() {
        fs::copy(from, to.join("main.tf")).unwrap();
        return;
    }
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Declares the provider in every module that does not: its short name would mean another one.
fn require(dir: &Path) {
    const BLOCK: &str =
        "terraform {\n  required_providers {\n    oci = {\n      source = \"oracle/oci\"\n    }\n  }\n}\n";
    let mut own = String::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.')) {
            require(&path);
        } else if path.extension().is_some_and(|e| e == "tf") {
            own += &fs::read_to_string(&path).unwrap();
        }
    }
    if !own.is_empty() && !own.contains("required_providers") {
        fs::write(dir.join("versions.tf"), BLOCK).unwrap();
    }
}

fn sources_of(dir: &Path) -> String {
    let mut out = String::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
        if path.is_dir() && !hidden {
            out += &sources_of(&path);
        } else if path.extension().is_some_and(|e| e == "tf") {
            out += &fs::read_to_string(&path).unwrap();
        }
    }
    out
}

/// What ringfence said.
pub struct Report {
    /// Exit code.
    pub code: i32,
    /// The report.
    pub json: Value,
    /// Of what, for messages.
    pub of: String,
}

impl Report {
    /// All findings.
    pub fn findings(&self) -> &[Value] {
        self.json["findings"].as_array().unwrap()
    }

    /// Findings of a verdict and status, as `RULE ADDRESS`, sorted.
    pub fn with(&self, verdict: &str, status: &str) -> Vec<String> {
        let mut out: Vec<String> = self
            .findings()
            .iter()
            .filter(|f| f["verdict"] == verdict && f["status"] == status)
            .map(|f| format!("{} {}", f["rule"].as_str().unwrap(), f["address"].as_str().unwrap()))
            .collect();
        out.sort();
        out.dedup();
        out
    }

    /// New violations.
    pub fn refused(&self) -> Vec<String> {
        self.with("violated", "new")
    }

    /// The finding of a rule at an address.
    pub fn of(&self, rule: &str, address: &str) -> &Value {
        self.findings()
            .iter()
            .find(|f| f["rule"] == rule && f["address"] == address)
            .unwrap_or_else(|| panic!("{}: nothing said of {rule} at {address}:\n{:#}", self.of, self.json["findings"]))
    }

    /// The worst verdict of each rule at each address.
    pub fn verdicts(&self) -> BTreeMap<(String, String), String> {
        let rank = |v: &str| ["satisfied", "undecided", "violated"].iter().position(|x| *x == v).unwrap();
        let mut out: BTreeMap<(String, String), String> = BTreeMap::new();
        for f in self.findings() {
            let text = |name: &str| f[name].as_str().unwrap().to_string();
            let slot = out.entry((text("rule"), text("address"))).or_insert_with(|| "satisfied".into());
            if rank(&text("verdict")) > rank(slot) {
                *slot = text("verdict");
            }
        }
        out
    }

    /// The verdicts, where those that rest on an assumption count as undecided.
    pub fn proved(&self) -> BTreeMap<(String, String), String> {
        let mut verdicts = self.verdicts();
        for f in self.findings().iter().filter(|f| f["assumptions"].as_array().is_some_and(|a| !a.is_empty())) {
            let text = |name: &str| f[name].as_str().unwrap().to_string();
            if let Some(verdict) = verdicts.get_mut(&(text("rule"), text("address"))).filter(|v| *v == "satisfied") {
                *verdict = "undecided".into();
            }
        }
        verdicts
    }

    /// Reasons why the plan is partial.
    pub fn partial(&self) -> Vec<&str> {
        self.json["inputs"][0]["partial"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect()
    }
}

/// What a plan does, without what it leaves alone: `update ADDRESS`.
pub fn changes(plan: &Value) -> Vec<String> {
    let mut out: Vec<String> = plan["resource_changes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|c| c["change"]["actions"] != json!(["no-op"]))
        .map(|c| {
            let actions: Vec<&str> =
                c["change"]["actions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            format!("{} {}", actions.join("-"), c["address"].as_str().unwrap())
        })
        .collect();
    out.sort();
    out
}

/// `ringfence inspect` has every change of the plan, with the same actions and the same known values.
pub fn counts(tree: &Tree, file: &str, plan: &Value) {
    let (code, out, err) = tree.ringfence(&["inspect", file]);
    assert_eq!(code, 0, "{err}");
    let model: Value = serde_json::from_str(&out).unwrap();
    let resources = model["resources"].as_array().unwrap();
    let actions = |list: &[Value], of: &dyn Fn(&Value) -> Value| {
        let mut counted: BTreeMap<String, usize> = BTreeMap::new();
        for item in list {
            *counted.entry(of(item).to_string()).or_default() += 1;
        }
        counted
    };
    let planned = plan["resource_changes"].as_array().cloned().unwrap_or_default();
    let addresses: BTreeSet<&str> = planned.iter().map(|c| c["address"].as_str().unwrap()).collect();
    // Data sources that were read while planning are in the prior state alone.
    let ours: Vec<Value> =
        resources.iter().filter(|r| addresses.contains(r["address"].as_str().unwrap())).cloned().collect();
    assert_eq!(
        actions(&ours, &|r| r["actions"].clone()),
        actions(&planned, &|c| c["change"]["actions"].clone()),
        "{file}: inspect and the plan count differently"
    );
    assert_eq!(ours.len(), planned.len(), "{file}");
    for other in resources.iter().filter(|r| !addresses.contains(r["address"].as_str().unwrap())) {
        assert_eq!(other["actions"], json!(["no-op"]), "{file}: {} is not in the plan", other["address"]);
    }
    for change in &planned {
        let resource = ours.iter().find(|r| r["address"] == change["address"]).unwrap();
        for side in ["before", "after"] {
            same(&change["change"][side], &resource[side], &format!("{} {side}", change["address"]));
        }
    }
}

/// Every value of the plan is in the model, unless it is sensitive.
fn same(plan: &Value, model: &Value, at: &str) {
    match (plan, model) {
        (_, Value::Object(o)) if o.contains_key("$sensitive") => {}
        (Value::Object(a), Value::Object(b)) => {
            for (name, value) in a {
                same(value, &b[name], &format!("{at}.{name}"));
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{at}");
            a.iter().zip(b).enumerate().for_each(|(i, (a, b))| same(a, b, &format!("{at}[{i}]")));
        }
        // What is unknown is left out of `after`, and null within lists.
        (Value::Null, Value::Object(o)) if o.contains_key("$unknown") => {}
        _ => assert_eq!(plan, model, "{at}"),
    }
}

/// Rules about a change: a state has no change, sources have none.
fn is_about_change(finding: &Value) -> bool {
    let rule = finding["rule"].as_str().unwrap();
    ["leaves-zone", "enters-zone", "weakened", "deleted", "terminated", "created", "changed", "detached", "shrinks"]
        .iter()
        .any(|end| rule.ends_with(end))
}

/// Two reports on one configuration do not contradict each other: what one decides, the other decides
/// the same way or leaves open, and what one violates the other does not pass over. What holds only as
/// far as an assumption does that the report tells is open in this sense.
pub fn agree(one: &Report, other: &Report) {
    let empty = one.verdicts().is_empty() || other.verdicts().is_empty();
    assert!(!empty, "nothing to compare: {} / {}", one.of, other.of);
    let wrong = contradictions(one, other);
    assert!(wrong.is_empty(), "{}\n{}\ncontradict each other:\n{}", one.of, other.of, wrong.join("\n"));
}

/// Where two reports on one configuration contradict each other; see [`agree`].
pub fn contradictions(one: &Report, other: &Report) -> Vec<String> {
    let (a, b) = (one.proved(), other.proved());
    let change: BTreeSet<&str> = [one, other]
        .iter()
        .flat_map(|r| r.findings())
        .filter(|f| is_about_change(f))
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    let mut wrong = Vec::new();
    for (key, verdict) in &a {
        match b.get(key) {
            _ if change.contains(&*key.0) => {}
            Some(found) if found == verdict || found == "undecided" || verdict == "undecided" => {}
            Some(found) => wrong.push(format!("{key:?}: {verdict} and {found}")),
            None if verdict == "violated" => wrong.push(format!("{key:?}: violated, and nothing")),
            None => {}
        }
    }
    for (key, _) in b.iter().filter(|(k, v)| *v == "violated" && !a.contains_key(k) && !change.contains(&*k.0)) {
        wrong.push(format!("{key:?}: nothing, and violated"));
    }
    wrong
}
