//! `ringfence guard -- terraform apply`: runs the toolchain with every provider behind the guard.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};

use super::load::{self, PackArgs, SourceArgs};
use super::record::{self, Clerk, RecordArgs};
use super::{Console, Failure};
use crate::check::{Exit, Options, Session};
use crate::finding::{Finding, Severity, Status, Verdict};
use crate::input::sources::VariableArgument;
use crate::model::plan::{Meta, Partial, Plan};
use crate::plugin::guard::{self, Command, GuardError, Mode, Outcome, Places, Settings, Summary, Undecided};
use crate::text::one_line;

/// Run Terraform or OpenTofu with every provider behind ringfence: calls that break a rule are denied.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ringfence guard -- terraform apply
  ringfence guard -- terraform -chdir=infra plan -out=tfplan
  ringfence guard --mode=observe -- tofu apply tfplan
  ringfence guard --attest-key=ringfence.key -- terraform plan -out=tfplan
  ringfence guard -- terragrunt run --all apply

Guarded are plan, apply, destroy, refresh, import and test; other sub-commands run as they are.
Terragrunt is given ringfence in place of terraform: each of its runs is guarded.
The exit code is the command's, or 1 if it was 0 and something broke a rule unnoticed.")]
pub struct Args {
    #[command(flatten)]
    packs: PackArgs,
    /// enforce: deny what breaks a rule; observe: tell and let pass
    #[arg(long, value_name = "MODE", default_value = "enforce")]
    mode: String,
    /// What to do where even apply leaves a value unknown: deny or allow
    #[arg(long, value_name = "WHAT", default_value = "deny")]
    undecided: String,
    /// Least severity that is denied [default: medium]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<String>,
    /// Day on which suppressions are judged [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    now: Option<String>,
    /// Tell what the guard added to the calls that it looked at, on standard error
    #[arg(long)]
    timing: bool,
    #[command(flatten)]
    record: RecordArgs,
    /// The command and its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Becomes a provider that ends together with the guard, if that is what the guard started this process for: given are
/// its own number and the provider's program. Returns only if it is not, or with the reason why that does not succeed.
pub fn keep(given: &[OsString]) -> Option<String> {
    let [_, verb, parent, binary] = given else { return None };
    if verb != guard::KEEPER {
        return None;
    }
    let Some(parent) = parent.to_str().and_then(|p| p.parse().ok()) else {
        return Some(format!("{} is for ringfence itself", guard::KEEPER));
    };
    let error = guard::become_provider(parent, Path::new(binary));
    Some(format!("{}: {error}", Path::new(binary).display()))
}

/// Runs the command; the code is that of the guarded command.
pub fn run(args: &Args, console: &Console) -> Result<u8, Failure> {
    let command = Command::parse(&args.command, &|name| std::env::var(name).ok());
    let settings = settings(args)?;
    if command.name() == "terragrunt" {
        return terragrunt(args, &command);
    }
    if !command.is_guarded() {
        return pass(&command);
    }
    refuse_what_runs_elsewhere(&command, settings.mode, console)?;
    let observes = settings.mode == Mode::Observe;
    let (mut clerk, mut options) = (None, settings.options.clone());
    let outcome = guard::run(&command, || {
        let mut packs = load::packs(&args.packs, console)?;
        options.fail_on = options.fail_on.or(packs.config.fail_on);
        let knowledge = packs.knowledge.clone();
        let input = expected(&command, &knowledge, &mut packs.sources)?;
        clerk = Clerk::ready(&args.record, &command, &packs.rules.digest)?;
        let session = Session::new(input, packs.knowledge, packs.rules, packs.config, packs.sources);
        Ok::<_, Failure>((Settings { options: options.clone(), ..settings }, session))
    })?;
    tell(&outcome, &command, observes, console);
    let mut code = code(&outcome, observes);
    if let Some(clerk) = clerk {
        let check = |path: &Path| record::check(path, &args.packs, &options, console);
        let written =
            clerk.write(&outcome, options.fail_on.unwrap_or(Severity::Medium), command.directory(), check, console);
        // The run is over: that it has no record must not look as if it had not begun, nor as if all were well.
        if let Err(failure) = written {
            console.error(&format!("ringfence guard: this run has no record: {}", failure.message));
            code = if matches!(code, 0 | 2) { Exit::Internal.code() } else { code };
        }
    }
    if args.timing {
        console.remark(&timing(&outcome.delays));
    }
    Ok(code)
}

fn settings(args: &Args) -> Result<Settings, Failure> {
    let mode = match args.mode.as_str() {
        "enforce" => Mode::Enforce,
        "observe" => Mode::Observe,
        other => return Err(Failure::usage(format!("--mode {other:?}: enforce or observe"))),
    };
    let undecided = match args.undecided.as_str() {
        "deny" => Undecided::Deny,
        "allow" => Undecided::Allow,
        other => return Err(Failure::usage(format!("--undecided {other:?}: deny or allow"))),
    };
    let fail_on =
        match args.fail_on.as_deref() {
            None => None,
            Some(name) => Some(Severity::parse(name).ok_or_else(|| {
                Failure::usage(format!("--fail-on {name:?}: one of critical, high, medium, low, info"))
            })?),
        };
    let today = super::check::today(args.now.as_deref())?;
    Ok(Settings { mode, undecided, options: Options { fail_on, today, ..Options::default() } })
}

/// Variable through which a guard that acts as the terraform executable is told what it stands for.
const STANDS_FOR: &str = "RINGFENCE_GUARD";

/// Terragrunt starts the toolchain many times, each in a directory of its own: it is told to start us in its
/// place, and each of these is a guarded run.
fn terragrunt(args: &Args, command: &Command) -> Result<u8, Failure> {
    use std::os::unix::process::CommandExt;
    let chosen = ["TG_TF_PATH", "TERRAGRUNT_TFPATH"].into_iter().find_map(|name| std::env::var(name).ok());
    let own = std::env::current_exe()?;
    let mut words = vec!["guard".to_string()];
    words.extend([format!("--mode={}", args.mode), format!("--undecided={}", args.undecided)]);
    words.extend(args.fail_on.iter().map(|s| format!("--fail-on={s}")));
    words.extend(args.now.iter().map(|d| format!("--now={d}")));
    words.extend(args.packs.no_builtin_rules.then(|| "--no-builtin-rules".to_string()));
    // They are meant from here, wherever Terragrunt goes.
    for dir in &args.packs.rules {
        words.push(format!("--rules={}", std::path::absolute(dir)?.display()));
    }
    let here = PathBuf::from("ringfence.hcl");
    if let Some(config) = args.packs.config.clone().or_else(|| here.is_file().then_some(here)) {
        words.push(format!("--config={}", std::path::absolute(config)?.display()));
    }
    if let Some(key) = &args.record.attest_key {
        words.push(format!("--attest-key={}", std::path::absolute(key)?.display()));
    }
    words.push(format!("--valid-for={}", args.record.valid_for));
    words.extend(["--".into(), chosen.unwrap_or_else(|| "terraform".into())]);
    let stands_for = serde_json::to_string(&words).map_err(|e| Failure::usage(e.to_string()))?;
    let error = std::process::Command::new(&command.program)
        .args(&command.arguments)
        .env("TG_TF_PATH", &own)
        .env("TERRAGRUNT_TFPATH", &own)
        .env(STANDS_FOR, stands_for)
        .exec();
    Err(Failure::usage(format!("{} cannot be started: {error}", command.program.to_string_lossy())))
}

/// The command line that is meant when Terragrunt starts us as if we were Terraform; `None` if it did not.
pub fn stand_in(given: &[OsString]) -> Option<Vec<OsString>> {
    let words: Vec<String> = serde_json::from_str(&std::env::var(STANDS_FOR).ok()?).ok()?;
    let program = given.first().cloned().unwrap_or_default();
    let meant = words.into_iter().map(OsString::from);
    Some(std::iter::once(program).chain(meant).chain(given.iter().skip(1).cloned()).collect())
}

/// A sub-command that asks nothing of providers runs in our place.
fn pass(command: &Command) -> Result<u8, Failure> {
    use std::os::unix::process::CommandExt;
    let error = std::process::Command::new(&command.program)
        .args(&command.arguments)
        .env_remove(STANDS_FOR)
        .env_remove(super::attest::KEY_VARIABLE)
        .exec();
    Err(Failure::usage(format!("{} cannot be started: {error}", command.program.to_string_lossy())))
}

fn refuse_what_runs_elsewhere(command: &Command, mode: Mode, console: &Console) -> Result<(), Failure> {
    if std::env::var_os("TF_REATTACH_PROVIDERS").is_some_and(|v| !v.is_empty()) {
        return Err(Failure::usage(
            "TF_REATTACH_PROVIDERS is set: a provider under a debugger, or another guard, cannot be put behind this one",
        ));
    }
    let forced = std::env::var_os("TF_FORCE_LOCAL_BACKEND").is_some_and(|v| !v.is_empty());
    let Some(kind) = Places::of(command.directory(), command.name()).remote_backend().filter(|_| !forced) else {
        return Ok(());
    };
    let what = format!("the backend {kind:?} runs this elsewhere, where no call to a provider can be denied");
    match mode {
        Mode::Observe => console.remark(&format!("ringfence guard: {what}; going on, because it only observes")),
        Mode::Enforce => {
            return Err(Failure::usage(format!(
                "{what}; use a run task there, check the plan with `ringfence check`, or go on with --mode=observe"
            )));
        }
    }
    Ok(())
}

/// The plan as it is expected: from the saved plan, else from the sources.
fn expected(
    command: &Command,
    knowledge: &crate::provider::Knowledge,
    files: &mut crate::text::SourceMap,
) -> Result<Plan, Failure> {
    let dir = command.directory();
    if let Some(file) = &command.plan_file {
        let path = dir.join(file);
        // It brings its sources. One that cannot be read here (encrypted, or of a version that is not known) is
        // what the toolchain itself makes of it.
        if let Ok(input) = load::input(&path.to_string_lossy(), &SourceArgs::default(), knowledge, files) {
            return Ok(input.plan);
        }
        let saved = SavedPlan::convert(command, file)?;
        let source = crate::input::sources::is_source_directory(dir).then(|| dir.to_path_buf());
        let args = SourceArgs { source, ..SourceArgs::default() };
        return Ok(load::input(&saved.path.to_string_lossy(), &args, knowledge, files)?.plan);
    }
    if !crate::input::sources::is_source_directory(dir) {
        // The toolchain says what is wrong with that.
        return Ok(Plan::new(Meta { partial: vec![Partial::Incomplete], ..Meta::default() }));
    }
    let mut args = SourceArgs { workspace: Some(workspace(command)), validated: true, ..SourceArgs::default() };
    for variable in &command.variables {
        match variable {
            VariableArgument::File(path) => args.var_file.push(path.clone()),
            VariableArgument::Value { name, text } => args.var.push(format!("{name}={text}")),
        }
    }
    let input = load::input(&dir.to_string_lossy(), &args, knowledge, files)?;
    let mut plan = input.plan;
    let errors = input.diagnostics.iter().any(crate::check::is_error);
    plan.meta.partial.extend(command.partial.iter().copied());
    // What the sources alone do not tell (a variable that Terraform asks for) is filled in by the calls.
    if errors || !plan.problems.is_empty() {
        plan.meta.partial.push(Partial::Incomplete);
    }
    plan.problems.clear();
    Ok(plan)
}

fn workspace(command: &Command) -> String {
    let chosen = std::env::var("TF_WORKSPACE").ok().filter(|w| !w.is_empty());
    let stored =
        || std::fs::read_to_string(Places::of(command.directory(), command.name()).data.join("environment")).ok();
    chosen.or_else(stored).map_or_else(|| "default".into(), |w| w.trim().to_string())
}

/// A saved plan as JSON, in a file that goes when it was read.
struct SavedPlan {
    path: PathBuf,
}

impl SavedPlan {
    fn convert(command: &Command, file: &Path) -> Result<SavedPlan, Failure> {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let mut show = std::process::Command::new(&command.program);
        if let Some(dir) = &command.chdir {
            show.arg(format!("-chdir={}", dir.display()));
        }
        let cannot = |why: String| Failure::usage(format!("the saved plan {} cannot be read: {why}", file.display()));
        if !command.directory().join(file).exists() {
            return Err(cannot("there is no such file".into()));
        }
        let shown = show.args(["show", "-json", "-no-color"]).arg(file).output().map_err(|e| cannot(e.to_string()))?;
        if !shown.status.success() {
            let said = String::from_utf8_lossy(&shown.stderr);
            // Before it may stand warnings about something else.
            let error = said.find("Error: ").map_or(&*said, |at| &said[at..]);
            return Err(cannot(one_line(error)));
        }
        // A plan holds secrets: nobody else may read it, and it is made anew.
        let path = std::env::temp_dir().join(format!("ringfence-plan-{}.json", std::process::id()));
        let saved = SavedPlan { path };
        std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&saved.path)
            .and_then(|mut f| f.write_all(&shown.stdout))
            .map_err(|e| cannot(e.to_string()))?;
        Ok(saved)
    }
}

impl Drop for SavedPlan {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

impl From<GuardError> for Failure {
    fn from(error: GuardError) -> Failure {
        Failure::usage(error.to_string())
    }
}

/// What the guard says when all is over, on standard error.
fn tell(outcome: &Outcome, command: &Command, observes: bool, console: &Console) {
    let Some(summary) = &outcome.summary else {
        return console.error("ringfence guard broke down; every change after that was denied");
    };
    let so = match (observes, command.verb.as_str()) {
        (true, _) => "ringfence only observes",
        (false, "plan") => "an apply of this plan is refused",
        (false, _) => "it is done already, for it showed only then",
    };
    for text in late(&summary.late, so) {
        console.remark(&text);
    }
    for trouble in &summary.troubles {
        console.error(&format!("ringfence guard: {trouble}"));
    }
    for rule in &summary.unjudged_late {
        console.remark(&format!(
            "ringfence guard: {}: rule {} [{}] could not be judged: {}\n  more: ringfence explain {}",
            rule.address,
            rule.rule.id,
            rule.severity.name(),
            rule.message,
            rule.rule.id
        ));
    }
    for gap in &summary.gaps {
        console.remark(&format!("ringfence guard: not checked: {gap}"));
    }
    for name in &outcome.unverified {
        console
            .remark(&format!("ringfence guard: {name} is overridden by dev_overrides: its checksum was not verified"));
    }
    console.remark(&sentence(summary, observes));
}

/// Quantiles of ascending delays.
fn timing(delays: &[std::time::Duration]) -> String {
    let at = |part: f64| {
        let index = ((delays.len() as f64 - 1.0) * part).round() as usize;
        delays.get(index).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
    };
    format!(
        "ringfence guard: added to {} calls: median {:.3} ms, 95 % below {:.3} ms, at most {:.3} ms",
        delays.len(),
        at(0.5),
        at(0.95),
        at(1.0)
    )
}

/// Resources of one rule that are told one by one.
const TOLD: usize = 5;

/// Violations that Terraform was not told of: they show in what was done, or in the plan as a whole. One text for each
/// rule; `so` is what follows from it.
fn late(findings: &[(Finding, Option<String>)], so: &str) -> Vec<String> {
    let mut by_rule: Vec<(&str, Vec<String>, &Finding)> = Vec::new();
    for (finding, place) in findings {
        let place = place.as_ref().map_or(String::new(), |p| format!(" ({p})"));
        let line = format!("{}{place}: {}", finding.address, one_line(&finding.message));
        match by_rule.iter_mut().find(|(id, ..)| *id == &*finding.rule.id) {
            Some((_, lines, _)) => lines.push(line),
            None => by_rule.push((&finding.rule.id, vec![line], finding)),
        }
    }
    let text = |(id, lines, finding): (&str, Vec<String>, &Finding)| {
        let mut text = match &lines[..] {
            [only] => format!("ringfence guard: {only}"),
            _ => format!("ringfence guard: a rule is broken in {} places:", lines.len()),
        };
        if lines.len() > 1 {
            lines.iter().take(TOLD).for_each(|line| text.push_str(&format!("\n  {line}")));
        }
        if lines.len() > TOLD {
            text.push_str(&format!("\n  and {} more", lines.len() - TOLD));
        }
        let rule = &finding.rule;
        let named = format!("{id} ({})", finding.severity.name());
        let more = format!("ringfence explain {id}");
        let words = [("so", so), ("rule", &named), ("why", &rule.why), ("fix", &rule.remedy), ("more", &more)];
        for (name, words) in words {
            text.push_str(&format!("\n  {name}: {}", one_line(words)));
        }
        text
    };
    by_rule.into_iter().map(text).collect()
}

/// Violations that somebody permitted: who reads the log should not have to know the sources.
fn permitted(summary: &Summary) -> Vec<String> {
    let all = summary.findings.iter().filter(|f| f.verdict == Verdict::Violated);
    let all = all.filter(|f| matches!(f.status, Status::Suppressed | Status::Exempt));
    all.map(|f| {
        let why = f.permit.as_ref().map_or(String::new(), |p| format!(": {}", p.reason));
        format!("{} {}{why}", f.rule.id, f.address)
    })
    .collect()
}

fn sentence(summary: &Summary, observes: bool) -> String {
    let denied = if observes { "would have been denied" } else { "denied" };
    let calls = |count: usize, what: &str| format!("{count} {what} call{}", if count == 1 { "" } else { "s" });
    let mut text = format!(
        "ringfence guard: {} and {} looked at, {} {denied}",
        calls(summary.planned, "plan"),
        calls(summary.applied, "apply"),
        summary.denied
    );
    if !summary.undecided.is_empty() {
        let until = if summary.applied == 0 { " until apply" } else { "" };
        text.push_str(&format!(", {} undecided{until}", summary.undecided.len()));
    }
    if !summary.unjudged.is_empty() {
        text.push_str(&format!(", {} not judged", summary.unjudged.len()));
    }
    let permitted = permitted(summary);
    if !permitted.is_empty() {
        text.push_str(&format!(", {} permitted", permitted.len()));
    }
    if summary.builtin > 0 {
        text.push_str(&format!("; not guarded: {} of the provider inside Terraform", summary.builtin));
    }
    for (word, all) in [("undecided", &summary.undecided), ("permitted", &permitted)] {
        for one in all.iter().take(5) {
            text.push_str(&format!("\n  {word}: {one}"));
        }
        if all.len() > 5 {
            text.push_str(&format!("\n  {word}: {} more", all.len() - 5));
        }
    }
    text
}

fn code(outcome: &Outcome, observes: bool) -> u8 {
    let own = match outcome.status.code() {
        Some(code) => code as u8,
        // As a shell tells it.
        None => 128 + outcome.status.signal().unwrap_or(0) as u8,
    };
    let broken = outcome.summary.as_ref().is_none_or(|s| !s.troubles.is_empty());
    let late = outcome.summary.as_ref().is_some_and(|s| !s.late.is_empty());
    let unjudged = outcome.summary.as_ref().is_some_and(|s| !s.unjudged_late.is_empty());
    match own {
        _ if observes => own,
        0 | 2 if broken => Exit::Internal.code(),
        0 | 2 if late => Exit::Findings.code(),
        0 | 2 if unjudged => Exit::Incomplete.code(),
        own => own,
    }
}
