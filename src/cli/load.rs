//! What several commands load: rules, knowledge, the zone file, an input.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Console, Failure};
use crate::check::Session;
use crate::config::{self, Config};
use crate::input::{self, Document, sources};
use crate::model::Plan;
use crate::policy::{Loader, PackFile, RuleSet, builtin, validate};
use crate::provider::Knowledge;
use crate::report::{Options, diagnostics};
use crate::text::{Diagnostic, SourceFile, SourceMap};

/// Arguments about rules and zones.
#[derive(Debug, Default, clap::Args)]
pub struct PackArgs {
    /// Zone file [default: ringfence.hcl in the working directory, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Directory with rule packs (*.rules.hcl); may be repeated
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Leave out the rules that ship with ringfence
    #[arg(long)]
    pub no_builtin_rules: bool,
}

/// What the rules run with.
pub struct Packs {
    /// Rules.
    pub rules: RuleSet,
    /// Knowledge of providers.
    pub knowledge: Arc<Knowledge>,
    /// Zone file.
    pub config: Config,
    /// Files that were read.
    pub sources: SourceMap,
}

/// Loads rules, knowledge and the zone file.
pub fn packs(args: &PackArgs, console: &Console) -> Result<Packs, Failure> {
    let mut sources = SourceMap::default();
    let (knowledge, mut problems) = builtin::knowledge(&mut sources);
    let (config, dir) = zone_file(args.config.as_deref(), &mut sources, &mut problems)?;
    let mut loader = Loader::default();
    if !args.no_builtin_rules {
        builtin::add_rules(&mut loader, &mut sources);
    }
    let own: Vec<PathBuf> = config.rules.iter().map(|r| dir.join(&**r)).chain(args.rules.iter().cloned()).collect();
    for path in &own {
        add_pack(path, &mut loader, &mut sources)?;
    }
    let rules = loader.finish();
    problems.extend(rules.diagnostics.iter().cloned());
    // Built-in packs are checked by the tests; checking them again would cost every start.
    if !own.is_empty() {
        problems.extend(validate(&rules, &knowledge));
    }
    if problems.iter().any(crate::check::is_error) {
        return Err(tell(&problems, &sources, console, "rules or zones are wrong: nothing was checked"));
    }
    Ok(Packs { rules, knowledge: Arc::new(knowledge), config, sources })
}

/// Prints diagnostics with code frames and makes the failure of a command.
pub fn tell(problems: &[Diagnostic], sources: &SourceMap, console: &Console, message: &str) -> Failure {
    remark(problems, sources, console);
    Failure::usage(message)
}

/// Prints diagnostics with code frames to standard error.
pub fn remark(problems: &[Diagnostic], sources: &SourceMap, console: &Console) {
    let mut text = Vec::new();
    let options = Options { color: console.color(), width: console.width(), ..Options::default() };
    if !problems.is_empty() && diagnostics(problems, sources, &options, &mut text).is_ok() {
        console.remark(String::from_utf8_lossy(&text).trim_end());
    }
}

/// Why a directory is no source directory, with the modules below it that may have been meant.
pub fn no_sources(what: &str, dir: &Path) -> Failure {
    let mut below = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    let mut looked_at = 0;
    while let Some(at) = open.pop().filter(|_| below.len() < 3 && looked_at < 1000) {
        looked_at += 1;
        let mut dirs: Vec<PathBuf> = std::fs::read_dir(&at)
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.is_dir() && !p.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.')))
            .collect();
        dirs.sort();
        for path in dirs.into_iter().rev() {
            if sources::is_source_directory(&path) {
                below.push(path.display().to_string());
            } else {
                open.push(path);
            }
        }
    }
    below.sort();
    below.truncate(3);
    let hint = match below.is_empty() {
        true => String::new(),
        false => format!("; name a root module, such as {}", below.join(", ")),
    };
    Failure::usage(format!("{what}: no Terraform sources here (files named *.tf, *.tf.json or *.tofu){hint}"))
}

fn zone_file(
    path: Option<&Path>,
    sources: &mut SourceMap,
    problems: &mut Vec<Diagnostic>,
) -> Result<(Config, PathBuf), Failure> {
    let (path, text) = match path {
        Some(path) => {
            let bytes = std::fs::read(path)
                .map_err(|e| Failure::usage(format!("{}: the zone file cannot be read: {e}", path.display())))?;
            (path.to_path_buf(), input::detect::text(&path.to_string_lossy(), bytes)?)
        }
        None => {
            let path = PathBuf::from("ringfence.hcl");
            match std::fs::read(&path) {
                Ok(bytes) => {
                    let text = input::detect::text("ringfence.hcl", bytes)?;
                    (path, text)
                }
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok((Config::default(), PathBuf::new())),
                Err(e) => return Err(Failure::usage(format!("ringfence.hcl cannot be read: {e}"))),
            }
        }
    };
    let id = sources.add(SourceFile::new(path.to_string_lossy().as_ref(), text.as_str()));
    let (body, found) = crate::hcl::parse(id, &text);
    problems.extend(found);
    let (config, found) = config::load(&body);
    problems.extend(found);
    Ok((config, path.parent().map(Path::to_path_buf).unwrap_or_default()))
}

/// Reads a rule file, or all rule files of a directory and those below it.
pub fn add_pack(path: &Path, loader: &mut Loader, sources: &mut SourceMap) -> Result<usize, Failure> {
    let mut files = Vec::new();
    collect(path, &mut files).map_err(|e| Failure::usage(format!("{}: rules cannot be read: {e}", path.display())))?;
    files.sort();
    if files.is_empty() {
        return Err(Failure::usage(format!("{}: no rules here (files named *.rules.hcl)", path.display())));
    }
    for file in &files {
        let bytes = std::fs::read(file).map_err(|e| Failure::usage(format!("{}: {e}", file.display())))?;
        let text = input::detect::text(&file.to_string_lossy(), bytes)?;
        let pack = file.parent().map(|p| p.to_string_lossy().into_owned()).unwrap_or_default();
        loader.add(
            &PackFile { path: file.to_string_lossy().as_ref().into(), pack: pack.into(), text: text.into() },
            sources,
        );
    }
    Ok(files.len())
}

/// Rule files of a directory and those below it, or the file itself.
pub fn rule_files(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    collect(path, files)
}

/// Reads the rule files of one directory, not of those below it.
pub fn add_directory(dir: &Path, loader: &mut Loader, sources: &mut SourceMap) -> Result<(), Failure> {
    let mut files = Vec::new();
    collect(dir, &mut files).map_err(|e| Failure::usage(format!("{}: {e}", dir.display())))?;
    files.retain(|f| f.parent().is_none_or(|p| p == dir || p.as_os_str().is_empty()));
    files.sort();
    for file in &files {
        add_pack(file, loader, sources)?;
    }
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && !name.starts_with('.') {
            collect(&path, files)?;
        } else if name.ends_with(".rules.hcl") || name.ends_with(".policies.hcl") {
            files.push(path);
        }
    }
    Ok(())
}

/// Arguments about sources, as Terraform knows them.
#[derive(Debug, Default, clap::Args)]
pub struct SourceArgs {
    /// Sources that the plan was made from [default: the working directory, if it holds the root module]
    #[arg(long, value_name = "DIR")]
    pub source: Option<PathBuf>,
    /// Value of a root variable, for sources without a plan; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub var: Vec<String>,
    /// File with values of root variables; may be repeated
    #[arg(long, value_name = "FILE")]
    pub var_file: Vec<PathBuf>,
    /// Name of the workspace
    #[arg(long, value_name = "NAME")]
    pub workspace: Option<String>,
    /// Whether Terraform validates the sources in the same run
    #[arg(skip)]
    pub validated: bool,
}

/// An input with what came with it.
pub struct Input {
    /// The plan.
    pub plan: Plan,
    /// Errors and warnings of its sources.
    pub diagnostics: Vec<Diagnostic>,
    /// Sentences for the reader.
    pub notes: Vec<String>,
}

/// An input before it is joined with anything: what can be read while rules are loaded.
pub enum Opened {
    /// A directory of sources.
    Directory,
    /// A plan or state.
    Document(Box<Document>),
}

/// Reads an input as far as it stands for itself.
pub fn open(path: &str) -> Result<Opened, Failure> {
    match path != "-" && Path::new(path).is_dir() {
        true => Ok(Opened::Directory),
        false => document(path).map(|document| Opened::Document(Box::new(document))),
    }
}

/// Reads an input of any kind; joins a plan with its sources.
pub fn input(path: &str, args: &SourceArgs, knowledge: &Knowledge, files: &mut SourceMap) -> Result<Input, Failure> {
    opened(open(path)?, path, args, knowledge, files)
}

/// The same of an input that was opened before.
pub fn opened(
    opened: Opened,
    path: &str,
    args: &SourceArgs,
    knowledge: &Knowledge,
    files: &mut SourceMap,
) -> Result<Input, Failure> {
    let options = source_options(args, knowledge)?;
    let Opened::Document(mut document) = opened else {
        let dir = Path::new(path);
        if !sources::is_source_directory(dir) {
            return Err(no_sources(path, dir));
        }
        let loaded = sources::load(dir, &options, files).map_err(|e| Failure::usage(format!("{path}: {e}")))?;
        return Ok(Input { plan: loaded.plan, diagnostics: loaded.diagnostics, notes: Vec::new() });
    };
    let mut input = Input { plan: Plan::default(), diagnostics: Vec::new(), notes: Vec::new() };
    input.notes.extend(unmarked(&document.shape(&knowledge.schemas)));
    match &args.source {
        Some(dir) => {
            if !sources::is_source_directory(dir) {
                return Err(no_sources(&format!("--source {}", dir.display()), dir));
            }
            // The sources in a plan file only tell whether these are the same.
            document.declare(&mut SourceMap::default());
            let declared = declare(dir, files)?;
            if !same_root(&document.plan, &declared.config) {
                let dir = dir.display();
                input
                    .notes
                    .push(format!("the sources in {dir} declare other resources than the plan: lines may be off"));
                // What other sources give for an unknown proves nothing.
                input.diagnostics = declared.diagnostics;
                document.configure(declared.config);
                input.plan = document.plan;
                return Ok(input);
            }
            join(&mut document, &mut input, declared, options, args, files);
        }
        None if document.sources.is_some() => {
            if let Some(snapshot) = document.sources.take() {
                let declared = sources::declare_snapshot(&snapshot, files);
                document.plan.problems.extend(declared.problems.iter().cloned());
                join(&mut document, &mut input, declared, options, args, files);
            }
        }
        None => {
            let here = Path::new(".");
            if sources::is_source_directory(here) {
                let mut trial = files.clone();
                let declared = declare(here, &mut trial)?;
                if same_root(&document.plan, &declared.config) {
                    *files = trial;
                    join(&mut document, &mut input, declared, options, args, files);
                }
            }
        }
    }
    input.plan = document.plan;
    Ok(input)
}

/// Reads a module tree.
pub fn declare(dir: &Path, files: &mut SourceMap) -> Result<sources::Declared, Failure> {
    sources::declare(dir, files).map_err(|e| Failure::usage(format!("{}: {e}", dir.display())))
}

/// What to say of types whose secrets nobody marks.
fn unmarked(types: &[crate::text::Str]) -> Option<String> {
    let first = types.iter().take(3).map(|t| &**t).collect::<Vec<_>>().join(", ");
    let more = if types.len() > 3 { format!(" and {} more", types.len() - 3) } else { String::new() };
    (!types.is_empty()).then(|| {
        format!(
            "the tool that wrote this plan does not record which attributes providers call sensitive, and no schema of \
             {first}{more} is known: their values are shown unless the configuration marks them"
        )
    })
}

/// Joins a plan with the sources that it was made from. The plan's values stand, so that errors of evaluation
/// (a variable without a value) do not count here; errors of syntax do.
fn join(
    document: &mut Document,
    input: &mut Input,
    declared: sources::Declared,
    options: sources::Options<'_>,
    args: &SourceArgs,
    files: &mut SourceMap,
) {
    input.diagnostics = declared.diagnostics.clone();
    document.configure(declared.config.clone());
    // A plan file has the lock file in it that it was made with.
    if document.plan.locked.is_empty() {
        document.plan.locked.clone_from(&declared.locked);
    }
    // A plan does not tell its workspace.
    let options = sources::Options {
        planned: Some(&document.plan),
        workspace: args.workspace.clone(),
        variables: options.variables,
        environment: options.environment,
        automatic_files: options.automatic_files,
        schemas: options.schemas,
        ..sources::Options::default()
    };
    let evaluated = declared.evaluate(&options, files).plan;
    drop(options);
    document.plan.evaluated = Some(Arc::new(evaluated));
}

/// Whether the root module of sources is the one that the plan was made from: it declares all
/// resources that the plan's configuration has.
fn same_root(plan: &Plan, config: &crate::model::Config) -> bool {
    let (Some(planned), Some(found)) = (plan.config.modules.first(), config.modules.first()) else { return false };
    let resources = planned.resources.keys().all(|key| found.resources.contains_key(key));
    let calls = planned.calls.keys().all(|name| found.calls.contains_key(name));
    resources && calls && !(planned.resources.is_empty() && planned.calls.is_empty())
}

/// What Terraform would be told about sources.
pub fn source_options<'a>(args: &SourceArgs, knowledge: &'a Knowledge) -> Result<sources::Options<'a>, Failure> {
    let mut variables = Vec::new();
    for file in &args.var_file {
        variables.push(sources::VariableArgument::File(file.clone()));
    }
    for text in &args.var {
        let (name, value) =
            text.split_once('=').ok_or_else(|| Failure::usage(format!("--var {text:?}: NAME=VALUE")))?;
        variables.push(sources::VariableArgument::Value { name: name.into(), text: value.into() });
    }
    let environment = std::env::vars_os()
        .filter_map(|(k, v)| Some((k.to_str()?.strip_prefix("TF_VAR_")?.to_string(), v.to_str()?.to_string())))
        .collect();
    Ok(sources::Options {
        variables,
        environment,
        automatic_files: true,
        workspace: Some(args.workspace.clone().unwrap_or_else(|| "default".into())),
        schemas: Some(&knowledge.schemas),
        validated: args.validated,
        ..sources::Options::default()
    })
}

/// Loads packs and an input for commands that look without judging.
pub fn session(path: &str, sources: &SourceArgs, packs: &PackArgs, console: &Console) -> Result<Session, Failure> {
    let mut packs = self::packs(packs, console)?;
    let knowledge = packs.knowledge.clone();
    let input = input(path, sources, &knowledge, &mut packs.sources)?;
    input.notes.iter().for_each(|note| console.remark(&format!("note: {note}")));
    let mut session = Session::new(input.plan, packs.knowledge, packs.rules, packs.config, packs.sources);
    session.diagnostics = input.diagnostics;
    session.notes = input.notes;
    Ok(session)
}

/// Reads a plan or state.
pub fn document(path: &str) -> Result<Document, Failure> {
    Ok(input::read_document(input::Artefact::open(path)?)?)
}
