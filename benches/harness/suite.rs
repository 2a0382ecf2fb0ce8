//! Which runs make which row of the table.

use super::measure::{self, Program, Usage, median};
use super::peers::{Field, Figure};
use super::table::{Better, Outcome, Row};
use super::{binary, rego, rules, sources};
use crate::generate::{self, Counts};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Settings of a run.
pub struct Settings {
    /// The binary to judge.
    pub subject: Program,
    /// Sizes in resources, ascending.
    pub sizes: Vec<u64>,
    /// Pairs of runs per figure.
    pub rounds: usize,
    /// Where files go.
    pub work: PathBuf,
    /// Seed of the generator.
    pub seed: u64,
    /// Share of resources with a defect, per cent.
    pub findings_percent: f64,
    /// Figures of the guard's own benchmark.
    pub guard: Option<PathBuf>,
}

/// A generated plan.
pub struct Plan {
    /// Where it is.
    pub path: PathBuf,
    /// What it holds.
    pub counts: Counts,
}

/// Runs everything; a row that cannot be measured says why.
pub struct Suite<'a> {
    /// Settings.
    pub settings: &'a Settings,
    /// What was measured so far.
    pub rows: Vec<Row>,
    /// Facts worth printing that have no bar.
    pub facts: Vec<String>,
}

impl Suite<'_> {
    /// All rows.
    pub fn run(&mut self) -> Result<(), String> {
        let plans = self.plans()?;
        let (Some(small), Some(large)) = (plans.first(), plans.last()) else {
            return Err("no sizes given".to_owned());
        };
        self.reference(large)?;
        for format in ["json", "human"] {
            self.against_reference(large, format)?;
        }
        // Step by step: over the whole range the start of the process would hide a curve.
        for pair in plans.windows(2) {
            self.growth(&pair[0], &pair[1]);
        }
        self.start_to_exit(small);
        self.rule_count(plans.get(plans.len() / 2).unwrap_or(large))?;
        self.threads(large);
        self.many_findings()?;
        self.binary_plan();
        self.sources();
        self.rego_beside(plans.get(plans.len() / 2).unwrap_or(large));
        self.rego(large);
        self.peers()?;
        self.guard()
    }

    /// The guard is measured by a command of its own, which needs Terraform and Go.
    fn guard(&mut self) -> Result<(), String> {
        let Some(path) = &self.settings.guard else {
            let why = "`cargo bench --features e2e --bench guard -- --figures FILE`, then `--guard FILE` here";
            let what = "guard: added per call, and to a plan and apply of 500 resources".to_owned();
            self.rows.push(Row { what, outcome: Outcome::Missing(why.to_owned()) });
            return Ok(());
        };
        let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let all: serde_json::Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
        let figure = |name: &str| all[name].as_f64().ok_or_else(|| format!("{} has no {name}", path.display()));
        let note = format!("the worst of its rows, {} rounds", figure("rounds")?);
        let resources = figure("resources")?;
        for (what, name, bar, unit) in [
            ("added per call, median".to_owned(), "added_to_a_call_ms", 1.0, " ms"),
            (format!("CPU added to plan and apply of {resources} resources"), "more_cpu_percent", 5.0, " %"),
            (format!("wall time added to plan and apply of {resources} resources"), "more_wall_percent", 5.0, " %"),
        ] {
            let outcome =
                Outcome::Measured { figure: figure(name)?, bar, unit, better: Better::Lower, note: note.clone() };
            self.rows.push(Row { what: format!("guard: {what}"), outcome });
        }
        Ok(())
    }

    fn plan(&self, name: &str, resources: u64, findings_percent: f64) -> Result<Plan, String> {
        let path = self.settings.work.join(format!("{name}.json"));
        let options = generate::Options { resources, seed: self.settings.seed, findings_percent };
        let counts = generate::write_plan(&options, &path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Plan { path, counts })
    }

    fn plans(&mut self) -> Result<Vec<Plan>, String> {
        let mut plans = Vec::new();
        for size in &self.settings.sizes {
            let start = std::time::Instant::now();
            let plan = self.plan(&format!("plan-{size}"), *size, self.settings.findings_percent)?;
            let seconds = start.elapsed().as_secs_f64();
            let c = &plan.counts;
            self.facts.push(format!(
                "{size} resources: {:.1} MB, {} bytes per resource, {} with a planted defect; generated at {:.0} MB/s",
                c.bytes as f64 / 1e6,
                c.bytes / c.changes.max(1),
                c.planted,
                c.bytes as f64 / 1e6 / seconds
            ));
            plans.push(plan);
        }
        Ok(plans)
    }

    fn output(&self, name: &str) -> PathBuf {
        self.settings.work.join(format!("{name}.out"))
    }

    fn run_reference(&self, plan: &Plan) -> Result<Usage, String> {
        let path = std::env::current_exe().map_err(|e| e.to_string())?;
        let program = Program { path, arguments: vec!["reference".into()] };
        let usage = measure::run(&program, &[plan.path.clone().into()], &self.output("reference"))?;
        if usage.code == 0 { Ok(usage) } else { Err(format!("the reference left with {}", usage.code)) }
    }

    fn check(&self, plan: &Plan, format: &str, more: &[&str]) -> Result<Usage, String> {
        let mut arguments: Vec<OsString> =
            vec!["check".into(), plan.path.clone().into(), "--format".into(), format.into()];
        arguments.extend(more.iter().map(|a| OsString::from(*a)));
        let usage = measure::run(&self.settings.subject, &arguments, &self.output(format))?;
        // 0, 1 and 3 are answers; everything else is none, however fast it came.
        if !matches!(usage.code, 0 | 1 | 3) {
            let stderr = std::fs::read_to_string(self.output(format).with_extension("stderr")).unwrap_or_default();
            return Err(format!("`check` left with {}: {}", usage.code, stderr.lines().next().unwrap_or("")));
        }
        Ok(usage)
    }

    /// Runs once unmeasured and looks at the answer: a binary that says nothing is not fast.
    fn warm(&self, plan: &Plan, format: &str, more: &[&str], findings: Findings) -> Result<usize, String> {
        self.check(plan, format, more)?;
        let text = std::fs::read_to_string(self.output(format)).map_err(|e| e.to_string())?;
        if text.trim().is_empty() {
            return Err("`check` printed no report".to_owned());
        }
        if format != "json" {
            return Ok(0);
        }
        let report: serde_json::Value =
            serde_json::from_str(&text).map_err(|e| format!("the report is not JSON: {e}"))?;
        let count = report["findings"].as_array().map(Vec::len).ok_or("the report has no `findings`")?;
        if findings == Findings::Expected && plan.counts.planted > 0 && count == 0 {
            return Err(format!("{} defects were planted and none was found", plan.counts.planted));
        }
        Ok(count)
    }

    fn reference(&mut self, plan: &Plan) -> Result<(), String> {
        let runs: Result<Vec<Usage>, String> = (0..self.settings.rounds).map(|_| self.run_reference(plan)).collect();
        let runs = runs?;
        let cpu = median(runs.iter().map(|u| u.cpu).collect());
        let memory = median(runs.iter().map(|u| u.memory).collect());
        let bytes = plan.counts.bytes as f64;
        self.facts.push(format!(
            "reference (serde_json, typed with &RawValue, whole process): {:.0} MB/s, {cpu:.3} s of CPU, memory {:.2} times the file",
            bytes / 1e6 / cpu,
            memory / bytes
        ));
        Ok(())
    }

    fn against_reference(&mut self, plan: &Plan, format: &str) -> Result<(), String> {
        let size = plan.counts.changes;
        let time = format!("{size} resources, {format}: time / reference");
        let memory = format!("{size} resources, {format}: memory / file");
        let count = match self.warm(plan, format, &["--threads", "1"], Findings::Expected) {
            Ok(count) => count,
            Err(why) => {
                self.missing(time, &why);
                self.missing(memory, &why);
                return Ok(());
            }
        };
        let (mut ratios, mut peaks) = (Vec::new(), Vec::new());
        for _ in 0..self.settings.rounds {
            let reference = self.run_reference(plan)?;
            let subject = self.check(plan, format, &["--threads", "1"])?;
            ratios.push(subject.cpu / reference.cpu);
            peaks.push(subject.memory / plan.counts.bytes as f64);
        }
        let note = if format == "json" {
            format!("{count} findings, {} defects planted", plan.counts.planted)
        } else {
            String::new()
        };
        self.measured(time, median(ratios), 2.0, "", Better::Lower, note);
        self.measured(memory, median(peaks), 1.5, "", Better::Lower, String::new());
        Ok(())
    }

    /// Pairs of two ways to run the binary; `figure` makes one number of each pair.
    fn pairs(&self, a: &Run, b: &Run, figure: impl Fn(Usage, Usage) -> f64) -> Result<f64, String> {
        for run in [a, b] {
            self.warm(run.plan, "json", &run.more, run.findings)?;
        }
        let mut figures = Vec::new();
        for _ in 0..self.settings.rounds {
            let first = self.check(a.plan, "json", &a.more)?;
            let second = self.check(b.plan, "json", &b.more)?;
            figures.push(figure(first, second));
        }
        Ok(median(figures))
    }

    fn growth(&mut self, small: &Plan, large: &Plan) {
        let bytes = large.counts.bytes as f64 / small.counts.bytes as f64;
        let what = format!(
            "growth of time / growth of the file, {} to {} resources",
            small.counts.changes, large.counts.changes
        );
        let (a, b) = (Run::of(small, &["--threads", "1"]), Run::of(large, &["--threads", "1"]));
        let result = self.pairs(&a, &b, |a, b| b.cpu / a.cpu / bytes);
        // "Linear" with a tenth for caches that the small plan fits into.
        self.row(what, result, 1.1, "", Better::Lower);
    }

    fn start_to_exit(&mut self, small: &Plan) {
        let what = format!("{} resources, start to exit", small.counts.changes);
        let run = Run::of(small, &[]);
        let result = self.pairs(&run, &run, |a, b| (a.wall + b.wall) / 2.0 * 1e3);
        self.row(what, result, 30.0, " ms", Better::Lower);
    }

    fn rule_count(&mut self, plan: &Plan) -> Result<(), String> {
        let mut dirs = Vec::new();
        for count in [10, 300] {
            let dir = self.settings.work.join(format!("rules-{count}"));
            rules::write_pack(&dir, count).map_err(|e| e.to_string())?;
            dirs.push(dir.to_string_lossy().into_owned());
        }
        let run = |dir| Run {
            plan,
            more: vec!["--rules", dir, "--no-builtin-rules", "--threads", "1"],
            findings: Findings::NotExpected,
        };
        let result = self.pairs(&run(&dirs[0]), &run(&dirs[1]), |ten, many| many.cpu / ten.cpu);
        self.row(format!("300 rules / 10 rules, {} resources", plan.counts.changes), result, 1.3, "", Better::Lower);
        Ok(())
    }

    fn threads(&mut self, plan: &Plan) {
        // What both need for reading and parsing is taken off with the reference's wall time.
        let result = (0..self.settings.rounds)
            .map(|_| self.run_reference(plan).map(|u| u.wall))
            .collect::<Result<Vec<_>, _>>()
            .and_then(|walls| {
                let parse = median(walls);
                let (one, two) = (Run::of(plan, &["--threads", "1"]), Run::of(plan, &["--threads", "2"]));
                self.pairs(&one, &two, |one, two| {
                    // Too little is left to tell threads from noise.
                    let enough = one.wall > parse * 1.1;
                    if enough { (one.wall - parse) / (two.wall - parse) } else { f64::NAN }
                })
            })
            .and_then(|ratio| {
                let usable = ratio.is_finite() && ratio > 0.0;
                if usable {
                    Ok(ratio)
                } else {
                    Err("the run takes hardly longer than the reference: nothing is left to compare".to_owned())
                }
            });
        self.row("2 threads against 1, wall time less the reference's".to_owned(), result, 1.5, " ×", Better::Higher);
    }

    fn many_findings(&mut self) -> Result<(), String> {
        let most = self.settings.sizes.last().copied().unwrap_or(1000);
        // 48 of 83 resources can have a defect; this many make as many defects as `most`.
        let plan = self.plan("findings", most * 83 / 48, 100.0)?;
        let what = format!("{} planted defects: memory / file", plan.counts.planted);
        let bytes = plan.counts.bytes as f64;
        let run = Run::of(&plan, &[]);
        let result = self.pairs(&run, &run, |a, b| a.memory.max(b.memory) / bytes);
        self.row(what, result, 2.0, "", Better::Lower);
        Ok(())
    }

    fn binary_plan(&mut self) {
        const RESOURCES: u64 = 2000;
        let what = format!("binary plan, {RESOURCES} resources: CPU of `check` / `terraform show -json`");
        let settings = self.settings;
        match binary::ratio(&settings.subject, &settings.work, RESOURCES, settings.rounds) {
            Ok((ratio, ours, theirs)) => {
                let note = format!("{ours:.3} s / {theirs:.3} s");
                self.measured(what, ratio, 0.2, "", Better::Lower, note);
            }
            Err(why) => self.missing(what, &why),
        }
    }

    fn sources(&mut self) {
        const FILES: u64 = 10_000;
        let what = format!("sources, {FILES} files: CPU of tfsec / `check`");
        let settings = self.settings;
        match sources::ratio(&settings.subject, &settings.work, FILES, settings.rounds) {
            Ok((ratio, theirs, ours)) => {
                let note = format!("{theirs:.1} s / {ours:.1} s");
                self.measured(what, ratio, 3.0, " ×", Better::Higher, note);
            }
            Err(why) => self.missing(what, &why),
        }
    }

    /// The same on a smaller plan, which the bar is not about.
    fn rego_beside(&mut self, plan: &Plan) {
        let settings = self.settings;
        if let Ok((ratio, theirs, ours)) = rego::ratio(&settings.subject, &settings.work, &plan.path, settings.rounds) {
            let resources = plan.counts.changes;
            self.facts.push(format!(
                "regorus 0.14.1, 10 rules, {resources} resources: {ratio:.1} times our CPU ({theirs:.2} s / {ours:.3} s)"
            ));
        }
    }

    /// On the largest plan, which the bars are about.
    fn rego(&mut self, plan: &Plan) {
        let what = format!("10 rules, {} resources: CPU of Rego in Rust (regorus) / `check`", plan.counts.changes);
        let settings = self.settings;
        match rego::ratio(&settings.subject, &settings.work, &plan.path, settings.rounds) {
            Ok((ratio, theirs, ours)) => {
                let note = format!("{theirs:.2} s / {ours:.2} s");
                self.measured(what, ratio, 10.0, " ×", Better::Higher, note);
            }
            Err(why) => self.missing(what, &why),
        }
    }

    /// All other policy tools, on a plan of 1,000 resources: they need seconds for it. The worst ratio is the row.
    pub fn peers(&mut self) -> Result<(), String> {
        const RESOURCES: u64 = 1000;
        let plan = self.plan("peers", RESOURCES, self.settings.findings_percent)?;
        let settings = self.settings;
        let field = Field { subject: &settings.subject, work: &settings.work, plan: &plan.path, rounds: 1 };
        let (mut worst, mut absent): (Option<Figure>, Vec<String>) = (None, Vec::new());
        for result in field.all() {
            match result {
                Ok(found) => {
                    let Figure { name, ratio, theirs, ours } = &found;
                    self.facts.push(format!(
                        "{name}, {RESOURCES} resources: {ratio:.0} times our CPU ({theirs:.2} s / {ours:.3} s)"
                    ));
                    if worst.as_ref().is_none_or(|w| found.ratio < w.ratio) {
                        worst = Some(found);
                    }
                }
                Err((name, why)) => absent.push(format!("{name} ({why})")),
            }
        }
        let what = format!("against every other policy tool, {RESOURCES} resources: CPU of the nearest / `check`");
        let absent = if absent.is_empty() { String::new() } else { format!("; not measured: {}", absent.join(", ")) };
        match worst {
            Some(Figure { name, ratio, .. }) => {
                self.measured(what, ratio, 100.0, " ×", Better::Higher, format!("{name}{absent}"));
            }
            None => self.missing(what, absent.trim_start_matches("; ")),
        }
        Ok(())
    }

    fn row(&mut self, what: String, result: Result<f64, String>, bar: f64, unit: &'static str, better: Better) {
        match result {
            Ok(figure) => self.measured(what, figure, bar, unit, better, String::new()),
            Err(why) => self.missing(what, &why),
        }
    }

    fn measured(&mut self, what: String, figure: f64, bar: f64, unit: &'static str, better: Better, note: String) {
        self.rows.push(Row { what, outcome: Outcome::Measured { figure, bar, unit, better, note } });
    }

    fn missing(&mut self, what: String, why: &str) {
        self.rows.push(Row { what, outcome: Outcome::Missing(why.to_owned()) });
    }
}

/// Whether the rules of a run are made to find the planted defects.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Findings {
    Expected,
    NotExpected,
}

/// One way to run the binary.
struct Run<'a> {
    plan: &'a Plan,
    more: Vec<&'a str>,
    findings: Findings,
}

impl<'a> Run<'a> {
    fn of(plan: &'a Plan, more: &[&'a str]) -> Self {
        Run { plan, more: more.to_vec(), findings: Findings::Expected }
    }
}

/// Number of processors and their model, which is all that is said of the machine.
pub fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, |n| n.get());
    let info = std::fs::read_to_string(Path::new("/proc/cpuinfo")).unwrap_or_default();
    let model = info.lines().find_map(|l| l.strip_prefix("model name")).and_then(|l| l.split_once(':'));
    format!("{cores} cores, {}", model.map_or("model unknown", |(_, m)| m.trim()))
}
