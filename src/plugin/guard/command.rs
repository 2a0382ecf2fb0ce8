//! What the guarded command is about to do, read from its arguments as Terraform reads them.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::input::sources::VariableArgument;
use crate::model::plan::Partial;

/// Sub-commands that talk to providers about resources.
const GUARDED: [&str; 6] = ["plan", "apply", "destroy", "refresh", "import", "test"];

/// A command line of Terraform or OpenTofu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// The program, as given.
    pub program: OsString,
    /// Its arguments, as given.
    pub arguments: Vec<OsString>,
    /// The sub-command; empty if there is none.
    pub verb: String,
    /// `-chdir`
    pub chdir: Option<PathBuf>,
    /// The saved plan that is applied, relative to the directory that `-chdir` names.
    pub plan_file: Option<PathBuf>,
    /// `-out`: where `plan` saves its plan, relative to that directory.
    pub out: Option<PathBuf>,
    /// `-var` and `-var-file`, in order.
    pub variables: Vec<VariableArgument>,
    /// Why the run is not about everything.
    pub partial: Vec<Partial>,
}

impl Command {
    /// Reads a command line; `extra` are the arguments that `TF_CLI_ARGS` and `TF_CLI_ARGS_verb` add, of
    /// which the first matching is given by `environment`.
    pub fn parse(words: &[OsString], environment: &dyn Fn(&str) -> Option<String>) -> Command {
        let (program, arguments) = words.split_first().map_or((OsString::new(), &[][..]), |(p, a)| (p.clone(), a));
        let mut command = Command { program, arguments: arguments.to_vec(), ..Command::default() };
        let mut rest = arguments.iter();
        for word in rest.by_ref() {
            let text = word.to_string_lossy();
            match flag(&text) {
                Some(("chdir", Some(dir))) => command.chdir = Some(PathBuf::from(dir)),
                Some(_) => {}
                None => {
                    command.verb = text.into_owned();
                    break;
                }
            }
        }
        // As Terraform: what the environment adds stands before what is given.
        let mut words: Vec<String> = Vec::new();
        for name in ["TF_CLI_ARGS".to_string(), format!("TF_CLI_ARGS_{}", command.verb.replace('-', "_"))] {
            words.extend(split_words(&environment(&name).unwrap_or_default()));
        }
        words.extend(rest.map(|w| w.to_string_lossy().into_owned()));
        command.options(&words);
        command
    }

    fn options(&mut self, words: &[String]) {
        let mut words = words.iter();
        let mut positional = None;
        while let Some(word) = words.next() {
            let Some((name, value)) = flag(word) else {
                positional = Some(PathBuf::from(word));
                continue;
            };
            let takes_value =
                ["var", "var-file", "target", "exclude", "out", "state", "backup", "state-out", "replace"];
            let value = match value {
                Some(value) => Some(value.to_string()),
                None if takes_value.contains(&name) => words.next().cloned(),
                None => None,
            };
            match (name, value) {
                ("var", Some(text)) => {
                    if let Some((name, text)) = text.split_once('=') {
                        self.variables.push(VariableArgument::Value { name: name.into(), text: text.into() });
                    }
                }
                ("var-file", Some(path)) => {
                    self.variables.push(VariableArgument::File(self.directory().join(path)));
                }
                ("out", Some(path)) if !path.is_empty() => self.out = Some(PathBuf::from(path)),
                ("target" | "exclude" | "target-file" | "exclude-file", _) => self.add(Partial::Targeted),
                ("refresh-only", value) if value.as_deref() != Some("false") => self.add(Partial::RefreshOnly),
                ("destroy", value) if value.as_deref() != Some("false") => self.add(Partial::Destroy),
                _ => {}
            }
        }
        match self.verb.as_str() {
            "apply" => self.plan_file = positional,
            "destroy" => self.add(Partial::Destroy),
            "refresh" => self.add(Partial::RefreshOnly),
            _ => {}
        }
    }

    fn add(&mut self, partial: Partial) {
        if !self.partial.contains(&partial) {
            self.partial.push(partial);
        }
    }

    /// Whether its calls to providers are guarded.
    pub fn is_guarded(&self) -> bool {
        GUARDED.contains(&self.verb.as_str())
    }

    /// The directory that it works in, relative to this process's.
    pub fn directory(&self) -> &Path {
        self.chdir.as_deref().unwrap_or(Path::new("."))
    }

    /// The program's name without its directory.
    pub fn name(&self) -> &OsStr {
        Path::new(&self.program).file_name().unwrap_or(&self.program)
    }
}

/// `-name=value`, `--name=value` or `-name`.
fn flag(word: &str) -> Option<(&str, Option<&str>)> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).filter(|n| !n.is_empty())?;
    Some(name.split_once('=').map_or((name, None), |(n, v)| (n, Some(v))))
}

/// Words of a shell-like text, as Terraform splits `TF_CLI_ARGS`: quotes group, a backslash escapes.
fn split_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', None | Some('"')) => word.get_or_insert_default().extend(chars.next()),
            (c, Some(q)) if c == q => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, None) if c.is_whitespace() => out.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    out.extend(word);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str], args: &str) -> Command {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        Command::parse(&words, &|name| (name == "TF_CLI_ARGS_plan").then(|| args.to_string()))
    }

    #[test]
    fn the_sub_command_and_its_options_are_found() {
        let c = parse(&["/usr/bin/terraform", "-chdir=infra", "plan", "-var", "a=b=c", "-out", "x", "-var-file=f"], "");
        assert_eq!((c.verb.as_str(), c.is_guarded(), c.name().to_str()), ("plan", true, Some("terraform")));
        assert_eq!(c.directory(), Path::new("infra"));
        let value = VariableArgument::Value { name: "a".into(), text: "b=c".into() };
        assert_eq!(c.variables, [value, VariableArgument::File("infra/f".into())]);
        assert_eq!((c.plan_file, c.out, c.partial), (None, Some("x".into()), vec![]));
    }

    #[test]
    fn a_saved_plan_is_told_from_values_of_options() {
        let c = parse(&["terraform", "apply", "-auto-approve", "-parallelism=3", "-lock=false", "p.tfplan"], "");
        assert_eq!(c.plan_file.as_deref(), Some(Path::new("p.tfplan")));
        let c = parse(&["terraform", "apply", "-target", "a.b", "--state", "s"], "");
        assert_eq!((c.plan_file, c.partial), (None, vec![Partial::Targeted]));
    }

    #[test]
    fn what_the_environment_adds_counts() {
        let c = parse(&["tofu", "plan"], r#"-var 'x=a b' -target="a.b" -refresh-only"#);
        assert_eq!(c.variables, [VariableArgument::Value { name: "x".into(), text: "a b".into() }]);
        assert_eq!(c.partial, [Partial::Targeted, Partial::RefreshOnly]);
        assert_eq!(parse(&["terraform", "destroy"], "").partial, [Partial::Destroy]);
    }

    #[test]
    fn init_and_nothing_at_all_are_not_guarded() {
        for words in [&["terraform", "init"][..], &["terraform"], &["terraform", "-version"], &[]] {
            assert!(!parse(words, "").is_guarded(), "{words:?}");
        }
    }
}
