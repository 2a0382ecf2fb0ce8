//! Functions over files and paths. What they read comes through [`super::Environment`].

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::FunctionError;
use super::args::{mark, shown, text, unknown_until};
use super::hash::{Algorithm, Encoding, digest};
use super::spec::{Call, Outcome, Param, Spec, Ty, bool, param, set_of_string, spec, string};
use crate::model::waits::NOT_READ;
use crate::model::{Type, Value};

const PATH: Param = param("path", Ty::String);

pub(super) static SPECS: &[Spec] = &[
    spec("file", &[PATH.marked()], string, file),
    spec("filebase64", &[PATH.marked()], string, |c| {
        Ok(mark(text(STANDARD.encode(read(c).map_err(blame)?)), &c.args[0].marks))
    }),
    spec("fileexists", &[PATH.marked()], bool, |c| {
        let exists = c.env.file_exists(c.str(0)).map_err(|e| hide(c, e))?;
        Ok(mark(exists.into(), &c.args[0].marks))
    }),
    spec("fileset", &[PATH.marked(), param("pattern", Ty::String).marked()], set_of_string, fileset),
    spec("filemd5", &[PATH.marked()], string, |c| hashed(c, Algorithm::Md5, Encoding::Hex)),
    spec("filesha1", &[PATH.marked()], string, |c| hashed(c, Algorithm::Sha1, Encoding::Hex)),
    spec("filesha256", &[PATH.marked()], string, |c| hashed(c, Algorithm::Sha256, Encoding::Hex)),
    spec("filesha512", &[PATH.marked()], string, |c| hashed(c, Algorithm::Sha512, Encoding::Hex)),
    spec("filebase64sha256", &[PATH.marked()], string, |c| hashed(c, Algorithm::Sha256, Encoding::Base64)),
    spec("filebase64sha512", &[PATH.marked()], string, |c| hashed(c, Algorithm::Sha512, Encoding::Base64)),
    spec("basename", &[PATH], string, |c| Ok(text(base(c.str(0))))),
    spec("dirname", &[PATH], string, |c| Ok(text(dir(c.str(0))))),
    spec("abspath", &[PATH], string, abspath),
    spec("pathexpand", &[PATH], string, pathexpand),
];

/// The environment's message, unless it could show a path that must not be shown.
fn hide(c: &Call, message: String) -> FunctionError {
    let marks = &c.args[0].marks;
    if marks.sensitive || marks.ephemeral {
        FunctionError::new(format!("cannot read the file {}", shown("", marks)))
    } else {
        FunctionError::new(message)
    }
}

fn read(c: &Call) -> Result<Vec<u8>, FunctionError> {
    c.env.read_file(c.str(0)).map_err(|e| hide(c, e))
}

/// The path is at fault.
fn blame(error: FunctionError) -> FunctionError {
    FunctionError { argument: Some(0), ..error }
}

fn file(c: &Call) -> Outcome {
    match String::from_utf8(read(c).map_err(blame)?) {
        Ok(s) => Ok(mark(text(s), &c.args[0].marks)),
        Err(_) => Err(FunctionError::new(format!(
            "contents of {} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead",
            shown(c.str(0), &c.args[0].marks)
        ))),
    }
}

fn hashed(c: &Call, algorithm: Algorithm, encoding: Encoding) -> Outcome {
    Ok(mark(text(digest(algorithm, encoding, &read(c)?)), &c.args[0].marks))
}

fn fileset(c: &Call) -> Outcome {
    let pattern = clean(c.str(1));
    if pattern == ".." || pattern.starts_with("../") {
        // It leaves the directory that was listed.
        return Ok(unknown_until(Type::set(Type::String), &format!("fileset(...) {NOT_READ}")));
    }
    let files = c.env.list_files(c.str(0)).map_err(|e| hide(c, e))?;
    let alternatives = expand_braces(&pattern).ok_or_else(|| {
        FunctionError::new(format!(
            "failed to glob pattern {}: syntax error in pattern",
            shown(&clean(&format!("{}/{pattern}", c.str(0))), &c.args[0].marks.join(&c.args[1].marks))
        ))
    })?;
    let matching = files.into_iter().filter(|path| alternatives.iter().any(|p| glob(p, path)));
    let set = Value::set(Type::String, matching.map(text).collect());
    Ok(mark(mark(set, &c.args[0].marks), &c.args[1].marks))
}

/// `a{b,c}d` as `abd` and `acd`; `None` if braces do not match.
fn expand_braces(pattern: &str) -> Option<Vec<String>> {
    let Some(open) = pattern.find('{') else {
        return (!pattern.contains('}')).then(|| vec![pattern.to_owned()]);
    };
    let mut depth = 0;
    let mut parts = Vec::new();
    let mut start = open + 1;
    for (i, b) in pattern.bytes().enumerate().skip(open) {
        match b {
            b'{' => depth += 1,
            b',' if depth == 1 => {
                parts.push(&pattern[start..i]);
                start = i + 1;
            }
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            parts.push(&pattern[start..i]);
            let mut out = Vec::new();
            for part in parts {
                out.extend(expand_braces(&format!("{}{part}{}", &pattern[..open], &pattern[i + 1..]))?);
            }
            return Some(out);
        }
    }
    None
}

/// Whether a path matches a pattern: `*` and `?` stay within a name, `**` stands for any directories.
fn glob(pattern: &str, path: &str) -> bool {
    let patterns: Vec<&str> = pattern.split('/').collect();
    let names: Vec<&str> = path.split('/').collect();
    glob_names(&patterns, &names)
}

fn glob_names(patterns: &[&str], names: &[&str]) -> bool {
    match (patterns.split_first(), names.split_first()) {
        (None, None) => true,
        (Some((&"**", rest)), _) => (0..=names.len()).any(|n| glob_names(rest, &names[n..])),
        (Some((p, rest)), Some((name, names))) => {
            let (p, name): (Vec<char>, Vec<char>) = (p.chars().collect(), name.chars().collect());
            glob_name(&p, &name) && glob_names(rest, names)
        }
        _ => false,
    }
}

fn glob_name(pattern: &[char], name: &[char]) -> bool {
    match (pattern.split_first(), name.split_first()) {
        (None, None) => true,
        (Some(('*', rest)), _) => (0..=name.len()).any(|n| glob_name(rest, &name[n..])),
        (Some(('?', rest)), Some((_, name))) => glob_name(rest, name),
        (Some(('[', rest)), Some((c, name))) => {
            class(rest, *c).is_some_and(|(matches, rest)| matches && glob_name(rest, name))
        }
        (Some(('\\', [literal, rest @ ..])), Some((c, name))) => literal == c && glob_name(rest, name),
        (Some((p, rest)), Some((c, name))) => p == c && glob_name(rest, name),
        _ => false,
    }
}

/// Whether a character is in the class after `[`, and what follows the class.
fn class(pattern: &[char], c: char) -> Option<(bool, &[char])> {
    let (negated, mut rest) = match pattern {
        ['^' | '!', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut found = false;
    loop {
        match rest {
            [']', after @ ..] => return Some((found != negated, after)),
            [low, '-', high, after @ ..] if *high != ']' => {
                found |= (*low..=*high).contains(&c);
                rest = after;
            }
            [one, after @ ..] => {
                found |= *one == c;
                rest = after;
            }
            [] => return None,
        }
    }
}

/// Go's `path.Clean`: no `.`, no empty names, `..` taken as far as possible.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|n| *n != "..") => {
                names.pop();
            }
            ".." if rooted => {}
            name => names.push(name),
        }
    }
    let joined = names.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}

fn base(path: &str) -> String {
    if path.is_empty() {
        return ".".into();
    }
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return "/".into();
    }
    trimmed.rsplit('/').next().unwrap_or(trimmed).into()
}

fn dir(path: &str) -> String {
    match path.rfind('/') {
        Some(at) => clean(&path[..=at]),
        None => ".".into(),
    }
}

fn abspath(c: &Call) -> Outcome {
    let path = c.str(0);
    if path.starts_with('/') {
        return Ok(text(clean(path)));
    }
    match c.env.working_directory() {
        Some(from) => Ok(text(clean(&format!("{from}/{path}")))),
        None => Ok(unknown_until(Type::String, "abspath(...)")),
    }
}

fn pathexpand(c: &Call) -> Outcome {
    let path = c.str(0);
    let Some(rest) = path.strip_prefix('~') else { return Ok(text(path)) };
    if !rest.is_empty() && !rest.starts_with('/') {
        return Err(FunctionError::new("cannot expand user-specific home dir"));
    }
    match c.env.home_directory() {
        Some(home) => Ok(text(clean(&format!("{home}/{rest}")))),
        None => Ok(unknown_until(Type::String, "pathexpand(...)")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_as_doublestar_does() {
        for (pattern, path, expected) in [
            ("*.txt", "a.txt", true),
            ("*.txt", "d/a.txt", false),
            ("**/*.txt", "a.txt", true),
            ("**/*.txt", "d/e/a.txt", true),
            ("d/**", "d/e/a.txt", true),
            ("**", "d/e/a.txt", true),
            ("d/*/a.txt", "d/e/a.txt", true),
            ("?.t[a-y]t", "a.txt", true),
            ("?.t[!a-y]t", "a.txt", false),
        ] {
            assert_eq!(glob(pattern, path), expected, "{pattern} {path}");
        }
        assert_eq!(expand_braces("a{b,c{d,e}}f").unwrap(), ["abf", "acdf", "acef"]);
        assert!(expand_braces("a{b").is_none());
    }

    #[test]
    fn paths_are_cleaned() {
        for (path, cleaned) in
            [("a/../b", "b"), ("/..", "/"), ("", "."), ("a//b/./c", "a/b/c"), ("../a", "../a"), ("a/../..", "..")]
        {
            assert_eq!(clean(path), cleaned, "{path}");
        }
    }
}
