//! What several commands load: rules, knowledge, the zone file, an input.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Console, Failure};
use crate::config::{self, Config};
use crate::input;
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
    let mut text = Vec::new();
    let options = Options { color: console.color(), width: console.width(), ..Options::default() };
    if diagnostics(problems, sources, &options, &mut text).is_ok() {
        console.remark(String::from_utf8_lossy(&text).trim_end());
    }
    Failure::usage(message)
}

fn zone_file(
    path: Option<&Path>,
    sources: &mut SourceMap,
    problems: &mut Vec<Diagnostic>,
) -> Result<(Config, PathBuf), Failure> {
    let (path, text) = match path {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|e| Failure::usage(format!("{}: the zone file cannot be read: {e}", path.display())))?;
            (path.to_path_buf(), text)
        }
        None => {
            let path = PathBuf::from("ringfence.hcl");
            match std::fs::read_to_string(&path) {
                Ok(text) => (path, text),
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

/// Reads an input of any kind.
pub fn plan(path: &str) -> Result<Plan, Failure> {
    Ok(input::read_document(path, input::read_bytes(path)?)?)
}
