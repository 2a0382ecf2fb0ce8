//! The built-in functions of Terraform and OpenTofu, one file per family.
//!
//! Each function is a [`Spec`]: parameters with what they accept, the type of the result, and a
//! body that sees only arguments it accepts. [`call`] does what is common to all: it converts
//! arguments, refuses nulls, answers *unknown* where an argument that must be known is not, and
//! carries marks. The contract and the messages follow go-cty's function package and standard
//! library (MIT) and OpenTofu's functions (MPL-2.0), read for their facts, and were compared with
//! Terraform 1.11 (`testdata/functions`).
//!
//! A [`Kind::Partial`] list is handed to a body only if the body says that it can deal with one
//! (`partial`); all other functions get an unknown list of at least so many elements.

mod args;
mod builtin_provider;
mod collection;
mod dates;
mod describe;
mod encoding;
mod filesystem;
mod format;
mod go_regex;
mod hash;
mod json;
mod network;
mod numeric;
mod rsa;
mod sequence;
mod sets;
mod spec;
mod string;
mod type_conversion;
mod yaml;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::eval::Logic;
use crate::eval::convert::convert;
use crate::eval::equality::equals;
use crate::model::{Kind, Marks, Type, Value};
use crate::text::Str;

use args::{collect_waits, fill_waits, strip_marks, unknown, without_partial};
pub use describe::describe_type;
use spec::{Call, Param, Spec};

/// What functions may see of the outside; filesystem functions go through it.
pub trait Environment {
    /// Bytes of a file.
    ///
    /// # Errors
    /// With a message for users, if there is no such file or it may not be read.
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String>;

    /// All files below a directory, as paths relative to it with `/` between names.
    ///
    /// # Errors
    /// With a message for users, if there is no such directory or it may not be read.
    fn list_files(&self, dir: &str) -> Result<Vec<String>, String>;

    /// Whether there is a regular file of that name.
    ///
    /// # Errors
    /// With a message for users, if that cannot be said.
    fn file_exists(&self, path: &str) -> Result<bool, String>;

    /// The time of the plan in RFC 3339, for `plantimestamp`; `None` if it is not known.
    fn now(&self) -> Option<String>;

    /// The directory that `abspath` starts from; `None` if it is not known.
    fn working_directory(&self) -> Option<String> {
        None
    }

    /// How certain results may be. With [`Logic::Terraform`] they are as vague as Terraform's own.
    fn logic(&self) -> Logic {
        Logic::Kleene
    }

    /// The directory that `pathexpand` puts for `~`; `None` if it is not known.
    fn home_directory(&self) -> Option<String> {
        None
    }
}

/// An environment in which functions know no more than Terraform's own.
#[derive(Clone, Copy)]
pub struct Vaguely<'a>(pub &'a dyn Environment);

impl Environment for Vaguely<'_> {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.read_file(path)
    }

    fn list_files(&self, dir: &str) -> Result<Vec<String>, String> {
        self.0.list_files(dir)
    }

    fn file_exists(&self, path: &str) -> Result<bool, String> {
        self.0.file_exists(path)
    }

    fn now(&self) -> Option<String> {
        self.0.now()
    }

    fn working_directory(&self) -> Option<String> {
        self.0.working_directory()
    }

    fn logic(&self) -> Logic {
        Logic::Terraform
    }

    fn home_directory(&self) -> Option<String> {
        self.0.home_directory()
    }
}

/// An environment without files and without a clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Environment for Nothing {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        Err(format!("no file exists at {path:?}; files are not available here"))
    }

    fn list_files(&self, dir: &str) -> Result<Vec<String>, String> {
        Err(format!("cannot list {dir:?}; files are not available here"))
    }

    fn file_exists(&self, path: &str) -> Result<bool, String> {
        Err(format!("cannot look for {path:?}; files are not available here"))
    }

    fn now(&self) -> Option<String> {
        None
    }
}

/// A failed call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FunctionError {
    /// Index of the argument at fault, if one is.
    pub argument: Option<usize>,
    /// What is wrong, without a full stop.
    pub message: String,
}

impl FunctionError {
    fn new(message: impl Into<String>) -> FunctionError {
        FunctionError { argument: None, message: message.into() }
    }

    fn at(argument: usize, message: impl Into<String>) -> FunctionError {
        FunctionError { argument: Some(argument), message: message.into() }
    }
}

static TABLE: LazyLock<FxHashMap<&'static str, &'static Spec>> = LazyLock::new(|| {
    let families = [
        numeric::SPECS,
        string::SPECS,
        format::SPECS,
        collection::SPECS,
        sequence::SPECS,
        sets::SPECS,
        encoding::SPECS,
        filesystem::SPECS,
        dates::SPECS,
        hash::SPECS,
        network::SPECS,
        type_conversion::SPECS,
    ];
    families.into_iter().flatten().map(|spec| (spec.name, spec)).collect()
});

fn find(name: &str) -> Option<&'static Spec> {
    let of_provider = || builtin_provider::SPECS.iter().find(|spec| spec.name == name);
    TABLE.get(name.strip_prefix("core::").unwrap_or(name)).copied().or_else(of_provider)
}

/// Source address of the provider that Terraform and OpenTofu have built in: [`call`] knows its functions under their
/// full names, `provider::terraform::encode_expr`.
pub use builtin_provider::SOURCE as BUILTIN_PROVIDER;

/// Names of all functions that [`call`] knows, in no particular order, without the `core::` prefix.
/// `can`, `try`, `templatefile`, `templatestring` and `type` are the evaluator's and not among them.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.keys().copied()
}

/// Name of a function's parameter for messages; a variadic one stands for all arguments after the others.
pub fn parameter_name(function: &str, argument: usize) -> Option<&'static str> {
    let spec = find(function)?;
    spec.params.get(argument).or(spec.rest.as_ref()).map(|p| p.name)
}

/// Names and types of a function's parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Those that must be given.
    pub params: Vec<(&'static str, Type)>,
    /// The one that takes all further arguments.
    pub rest: Option<(&'static str, Type)>,
}

/// The parameters of a function; `None` if there is no such function.
pub fn signature(function: &str) -> Option<Signature> {
    let named = |p: &Param| (p.name, p.ty.ty());
    find(function).map(|s| Signature { params: s.params.iter().map(named).collect(), rest: s.rest.as_ref().map(named) })
}

/// How many arguments a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arity {
    /// At least so many.
    pub required: usize,
    /// Any number more.
    pub variadic: bool,
}

/// How many arguments a function takes; `None` if there is no such function.
pub fn arity(function: &str) -> Option<Arity> {
    find(function).map(|spec| Arity { required: spec.params.len(), variadic: spec.rest.is_some() })
}

/// Summary and detail of the diagnostic that Terraform shows for a failed call with that many arguments.
pub fn explain(function: &str, arguments: usize, error: &FunctionError) -> (&'static str, String) {
    let Some(spec) = find(function) else {
        return ("Error in function call", format!("Call to function {function:?} failed: {error}."));
    };
    if arguments < spec.params.len() {
        ("Not enough function arguments", format!("{error}."))
    } else if arguments > spec.params.len() && spec.rest.is_none() {
        ("Too many function arguments", format!("{error}."))
    } else if let Some(name) = error.argument.and_then(|i| parameter_name(function, i)) {
        ("Invalid function argument", format!("Invalid value for {name:?} parameter: {error}."))
    } else {
        ("Error in function call", format!("Call to function {function:?} failed: {error}."))
    }
}

/// Calls a built-in function; `core::upper` is `upper`. `None` if there is no function of that name.
///
/// The result is unknown, of the right type and with everything that it waits for, where an unknown
/// argument decides it. Marks of arguments are on the result.
pub fn call(name: &str, args: &[Value], env: &dyn Environment) -> Option<Result<Value, FunctionError>> {
    Some(invoke(find(name)?, args, env))
}

fn invoke(spec: &Spec, args: &[Value], env: &dyn Environment) -> Result<Value, FunctionError> {
    check_count(spec, args.len())?;
    let mut marks = Marks::default();
    // All arguments are converted before any is looked at, as in Terraform.
    let mut converted = Vec::with_capacity(args.len());
    for (i, arg) in args.iter().enumerate() {
        let ty = spec.param(i).map_or(Type::Dynamic, |p| p.ty.ty());
        converted.push(convert(arg, &ty).map_err(|e| FunctionError::at(i, e.message))?);
    }
    let mut prepared = Vec::with_capacity(args.len());
    let mut dynamic = false;
    for (i, arg) in converted.into_iter().enumerate() {
        let Some(param) = spec.param(i) else { continue };
        let arg = prepare(spec, param, i, arg, &mut marks)?;
        dynamic |= !param.dynamic && is_dynamic(&arg);
        prepared.push(arg);
    }
    let expected = if dynamic { Type::Dynamic } else { (spec.returns)(&prepared)? };
    let must_wait =
        || prepared.iter().enumerate().any(|(i, a)| a.is_unknown() && spec.param(i).is_some_and(|p| !p.unknown));
    let mut result = if dynamic || must_wait() {
        // Nobody has looked at the marks of the arguments yet.
        prepared.iter().for_each(|arg| drop(strip_marks(arg.clone(), &mut marks)));
        unknown(expected)
    } else {
        (spec.run)(&Call { args: &prepared, returns: &expected, env })?
    };
    if !result.is_wholly_known() {
        let mut waits: Vec<Str> = Vec::new();
        prepared.iter().for_each(|arg| collect_waits(arg, &mut waits));
        waits.sort();
        waits.dedup();
        result = fill_waits(result, &waits);
        if spec.not_null {
            result = args::refine(result, |r| r.not_null = true);
        }
    }
    Ok(args::mark(result, &marks))
}

fn is_dynamic(value: &Value) -> bool {
    matches!(&value.kind, Kind::Null(Type::Dynamic)) || matches!(&value.kind, Kind::Unknown(u) if u.ty == Type::Dynamic)
}

fn prepare(spec: &Spec, param: &Param, i: usize, mut arg: Value, marks: &mut Marks) -> Result<Value, FunctionError> {
    if arg.is_null() && !param.null {
        return Err(FunctionError::at(i, "argument must not be null"));
    }
    if !param.marked {
        arg = strip_marks(arg, marks);
    }
    if !spec.partial {
        arg = without_partial(arg);
    }
    Ok(arg)
}

fn check_count(spec: &Spec, count: usize) -> Result<(), FunctionError> {
    let (name, required) = (spec.name, spec.params.len());
    if count < required {
        let qualifier = if spec.rest.is_some() { " at least" } else { "" };
        return Err(FunctionError::new(format!(
            "Function {name:?} expects{qualifier} {required} argument(s). Missing value for {:?}",
            spec.params[count].name
        )));
    }
    if count > required && spec.rest.is_none() {
        return Err(FunctionError {
            argument: Some(required),
            message: format!("Function {name:?} expects only {required} argument(s)"),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
