//! Cases whose verdict is known beforehand, in tables: written once as sources, judged as sources by `tests/suite` and as
//! plans of a real Terraform by `tests/e2e`. What is right follows from the documentation of the providers and services.

mod aws;
mod azure;
mod data;
mod google;
mod kubernetes;
mod oci;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// What a case must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Something is wrong, and it is certain.
    Open,
    /// Nothing is wrong, and it is certain.
    Closed,
    /// It depends on what is not known yet.
    Undecided,
}

pub use Expect::{Closed, Open, Undecided};

/// Name, what is asked (the end of the rules' names), sources, answer. In the sources `@` is the name of the case, `'` a
/// quotation mark, `;` the end of a line; the words of [`Table::words`] stand for what is the same in many cases.
pub type Case = (&'static str, &'static str, &'static str, Expect);

/// Cases that are judged in one module tree.
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// Short forms, longest first where one begins another.
    pub words: &'static [(&'static str, &'static str)],
    /// What all cases share.
    pub common: &'static str,
    /// Module directories and their sources.
    pub modules: &'static [(&'static str, &'static str)],
    /// The cases.
    pub cases: &'static [Case],
}

/// Rules that no recipe holds by itself are asked for.
const CONFIG: &str = "zone \"all\" {\n  recipe    = \"all\"\n  resources = [\"*\"]\n}\n\nrecipe \"all\" {\n  rules    = [\"k8s-service-public\"]\n  baseline = true\n}\n";

/// All tables.
pub const TABLES: &[&Table] =
    &[&oci::NETWORK, &aws::NETWORK, &azure::NETWORK, &google::NETWORK, &kubernetes::NETWORK, &data::STORED];

impl Table {
    fn spelled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (word, meaning) in self.words {
            text = text.replace(word, meaning);
        }
        text.replace('\'', "\"").replace("; ", "\n").replace("{ ", "{\n").replace(" }", "\n}")
    }

    /// Writes the tree into a directory.
    pub fn write(&self, dir: &Path) {
        let mut text = self.spelled(self.common);
        for (n, (name, _, sources, _)) in self.cases.iter().enumerate() {
            let _ = write!(text, "\n# {name}\n{}\n", self.spelled(sources).replace('@', &format!("c{n}")));
        }
        fs::create_dir_all(dir).unwrap();
        fs::write(dir.join("main.tf"), text).unwrap();
        fs::write(dir.join("ringfence.hcl"), CONFIG).unwrap();
        for (name, sources) in self.modules {
            fs::create_dir_all(dir.join(name)).unwrap();
            fs::write(dir.join(name).join("main.tf"), self.spelled(sources).replace('@', "own")).unwrap();
        }
    }

    /// The cases that a report judges otherwise than they must be.
    pub fn wrong(&self, report: &Value) -> Vec<String> {
        let findings = report["findings"].as_array().unwrap();
        let mut wrong = Vec::new();
        for (n, (name, question, _, expected)) in self.cases.iter().enumerate() {
            let own = |f: &&Value| {
                let rule = f["rule"].as_str().unwrap();
                let told_with_all = *expected == Open && speaks_for(rule, question) && f["verdict"] == "violated";
                (rule.ends_with(question) || told_with_all)
                    && words(f["address"].as_str().unwrap()).any(|w| w == format!("c{n}"))
            };
            let said = |verdict: &str| findings.iter().filter(own).any(|f| f["verdict"] == verdict);
            let found = match (said("violated"), said("undecided")) {
                (true, _) => Open,
                (false, true) => Undecided,
                (false, false) => Closed,
            };
            if found != *expected {
                wrong.push(format!("{} c{n} ({name}): {question} is {found:?} and must be {expected:?}", self.name));
            }
        }
        let gaps = report["not_checked"].as_array().into_iter().flatten();
        let gaps = gaps.filter(|g| g["reason"] != "no rule knows this type");
        wrong.extend(gaps.map(|g| format!("{}: not checked: {g}", self.name)));
        wrong
    }
}

/// What opens every port is told once, by the rule about that, and not for SSH and RDP again.
fn speaks_for(rule: &str, question: &str) -> bool {
    let everything = ["ingress-all-open", "ingress-all-ports-open", "ingress-any-open"];
    matches!(question, "ssh-open" | "rdp-open") && everything.iter().any(|end| rule.ends_with(end))
}

fn words(address: &str) -> impl Iterator<Item = &str> {
    address.split(|c: char| !c.is_ascii_alphanumeric())
}
