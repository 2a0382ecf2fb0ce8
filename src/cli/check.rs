//! `ringfence check`: the main job.

use std::path::PathBuf;

use super::load::{self, PackArgs, SourceArgs};
use super::progress::Progress;
use super::{Console, Failure, io};
use crate::check::{Existing, Exit, Listed, Options, Session, Strictness};
use crate::config::UndecidedSetting;
use crate::finding::{Report, Severity};
use crate::report::{self, Color, Detail, Format, Verdicts};

/// Check a plan, a state or sources against the rules.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing that fails, 1 findings, 2 wrong usage or input, 3 incomplete, 4 internal error."
)]
pub struct Args {
    /// Plan (JSON or binary), state, or directory of sources; - reads standard input
    #[arg(value_name = "INPUT", required = true)]
    input: String,
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    packs: PackArgs,
    /// Recipe for everything while no zone exists
    #[arg(long, value_name = "NAME")]
    recipe: Option<String>,
    /// Report on standard output: human, json, sarif, junit, gitlab-codequality, github, markdown
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: String,
    /// Also write a report to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE")]
    output: Vec<String>,
    /// Least severity that fails the run [default: medium]
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<String>,
    /// What undecided findings do: report or fail
    #[arg(long, value_name = "WHAT")]
    undecided: Option<String>,
    /// What violations do that were there before: report or fail
    #[arg(long, value_name = "WHAT")]
    existing: Option<String>,
    /// Take nothing for granted; gaps make the answer incomplete
    #[arg(long)]
    strict: bool,
    /// List satisfied verdicts, too (JSON)
    #[arg(long)]
    all_verdicts: bool,
    /// Spell everything out
    #[arg(long, short)]
    verbose: bool,
    /// Day on which suppressions are judged [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    now: Option<String>,
    /// Threads [default: one per processor]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Tell where the time went, on standard error
    #[arg(long)]
    timing: bool,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    let options = options(args)?;
    let format = format_of(&args.format)?;
    let outputs = outputs(&args.output)?;
    // 0 threads means one per processor. This thread works, too, so that what it frees is used again; on Windows its stack is
    // smaller than theirs. Fails only if the pool exists already, which it does not.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(args.threads.unwrap_or(0));
    let pool = if cfg!(unix) { pool.use_current_thread() } else { pool };
    let _ = pool.build_global();
    let stamp = io::Stamp::of(&args.input);
    let mut progress = Progress::start();
    let ((packs, loading), (opened, reading)) =
        progress.showing("reading", || side_by_side(|| load::packs(&args.packs, console), || load::open(&args.input)));
    progress.note("rules and zones", loading);
    progress.note("reading", reading);
    let (mut packs, opened) = (packs?, opened?);
    if let Some(recipe) = &args.recipe {
        packs.config.implicit = Some(recipe.as_str().into());
        if packs.config.recipe(recipe).is_none() {
            return Err(Failure::usage(format!(
                "there is no recipe {recipe:?}; built in are maximum-security, baseline and none"
            )));
        }
    }
    let config = packs.config.clone();
    let knowledge = packs.knowledge.clone();
    let input = progress
        .phase("sources", || load::opened(opened, &args.input, &args.sources, &knowledge, &mut packs.sources))?;
    let session = progress.phase("graph and zones", || {
        let mut session = Session::new(input.plan, packs.knowledge, packs.rules, packs.config, packs.sources);
        session.diagnostics = input.diagnostics;
        session.notes = input.notes;
        session
    });
    let (report, costs) = progress.phase("rules", || session.judge(&options));
    // Values are read from a big file when rules ask for them.
    if io::Stamp::of(&args.input) != stamp {
        return Err(Failure::usage(format!(
            "{}: was written to while it was checked\n  wait until the file is complete, and check it again",
            args.input
        )));
    }
    let exit = Exit::of(&report, &options, &config);
    let rendering = rendering(args, console);
    progress.phase("reports", || -> Result<(), Failure> {
        for (format, path) in &outputs {
            io::write_file(path, &mut |out| report::render(&report, *format, &rendering, out))
                .map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
        }
        Ok(())
    })?;
    progress.finish();
    print(&report, format, &rendering, console)?;
    if args.timing {
        console.remark(&progress.timing());
        for (rule, cost) in costs.iter().take(10) {
            console.remark(&format!("  {rule:<48} {:>9.1} ms", cost.as_secs_f64() * 1000.0));
        }
    }
    // Millions of small pieces: freeing them one by one at exit helps nobody.
    std::mem::forget(report);
    std::mem::forget(session);
    Ok(exit)
}

/// Does two things of which neither waits for the other, and tells how long each took. The second is done by
/// this thread, which goes on with what it made.
fn side_by_side<A: Send, B>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B,
) -> ((A, std::time::Duration), (B, std::time::Duration)) {
    if rayon::current_num_threads() == 1 {
        return (timed(first), timed(second));
    }
    let mut done = None;
    let second = rayon::in_place_scope(|scope| {
        scope.spawn(|_| done = Some(timed(first)));
        timed(second)
    });
    match done {
        Some(first) => (first, second),
        // A scope ends when all that it has spawned has ended.
        None => unreachable!("the scope waits"),
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, std::time::Duration) {
    let begin = std::time::Instant::now();
    let result = work();
    (result, begin.elapsed())
}

fn print(report: &Report, format: Format, rendering: &report::Options, console: &Console) -> Result<(), Failure> {
    Ok(console.print(&mut |out| report::render(report, format, rendering, out))?)
}

fn rendering(args: &Args, console: &Console) -> report::Options {
    report::Options {
        color: if args.format == "human" { console.color() } else { Color::Never },
        width: console.width(),
        detail: if args.verbose { Detail::Full } else { Detail::Brief },
        verdicts: if args.all_verdicts { Verdicts::All } else { Verdicts::Open },
        undecided: match args.undecided.as_deref() {
            Some("fail") => report::Undecided::Fail,
            _ => report::Undecided::Report,
        },
        ..report::Options::default()
    }
}

fn options(args: &Args) -> Result<Options, Failure> {
    let fail_on =
        match args.fail_on.as_deref() {
            None => None,
            Some(name) => Some(Severity::parse(name).ok_or_else(|| {
                Failure::usage(format!("--fail-on {name:?}: one of critical, high, medium, low, info"))
            })?),
        };
    let choice = |name: &str, value: &Option<String>| match value.as_deref() {
        None => Ok(None),
        Some("report") => Ok(Some(false)),
        Some("fail") => Ok(Some(true)),
        Some(other) => Err(Failure::usage(format!("--{name} {other:?}: report or fail"))),
    };
    let undecided = choice("undecided", &args.undecided)?.map(|fail| match fail {
        true => UndecidedSetting::Fail,
        false => UndecidedSetting::Report,
    });
    let existing = match choice("existing", &args.existing)? {
        Some(true) => Existing::Fail,
        _ => Existing::Report,
    };
    Ok(Options {
        fail_on,
        undecided,
        existing,
        strictness: if args.strict { Strictness::Strict } else { Strictness::Normal },
        verdicts: if args.all_verdicts { Listed::All } else { Listed::Open },
        costs: args.timing,
        today: today(args.now.as_deref())?,
        ..Options::default()
    })
}

/// The day of the run: as given, else the system's, in UTC.
pub fn today(given: Option<&str>) -> Result<String, Failure> {
    if let Some(day) = given {
        return match crate::check::is_date(day) {
            true => Ok(day.to_string()),
            false => Err(Failure::usage(format!("--now {day:?}: a day such as 2026-11-21"))),
        };
    }
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Ok(crate::check::civil_date(seconds))
}

fn format_of(name: &str) -> Result<Format, Failure> {
    Format::parse(name).ok_or_else(|| {
        let known: Vec<&str> = Format::all().iter().map(|f| f.name()).collect();
        Failure::usage(format!("{name:?} is no report format; known are {}", known.join(", ")))
    })
}

fn outputs(given: &[String]) -> Result<Vec<(Format, PathBuf)>, Failure> {
    given
        .iter()
        .map(|text| {
            let (format, path) = text
                .split_once('=')
                .ok_or_else(|| Failure::usage(format!("--output {text:?}: FORMAT=FILE, such as sarif=rf.sarif")))?;
            Ok((format_of(format)?, PathBuf::from(path)))
        })
        .collect()
}
