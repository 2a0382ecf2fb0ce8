//! What a code frame must not show: source text that the analysis marked as secret, and, as a
//! second fence, strings given to arguments whose names say that they hold a secret. A frame
//! shows whole lines, so a secret may stand beside what the finding is about.

use std::ops::Range;

use crate::text::{FileId, SourceMap};

/// What stands in for hidden text, as Terraform prints it.
pub(super) const HIDDEN: &str = "(sensitive)";

/// Endings of argument names whose strings are never shown.
const SECRETS: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "private_key",
    "secret_key",
    "access_key",
    "api_key",
    "auth_key",
    "credentials",
    "connection_string",
];

/// The characters of a line (from 0) to hide, in order of their beginning.
pub(super) fn hidden(sources: &SourceMap, file: FileId, line: u32) -> Vec<Range<usize>> {
    let source = sources.get(file);
    let text = source.line(line);
    let mut out: Vec<Range<usize>> = by_name(text).into_iter().collect();
    let length = text.chars().count();
    for span in sources.hidden(file) {
        let (start, end) = (source.position(span.start), source.position(span.end));
        if start.line > line || end.line < line {
            continue;
        }
        let from = if start.line < line { 0 } else { start.column as usize - 1 };
        let to = if end.line > line { length } else { end.column as usize - 1 };
        if from < to {
            out.push(from..to);
        }
    }
    out.sort_by_key(|r| r.start);
    out
}

/// The string after `password =`, without its quotes: from the first quote to the last.
fn by_name(line: &str) -> Option<Range<usize>> {
    let at = line.find(['=', ':'])?;
    let name = line.get(..at)?.trim().trim_matches('"').to_ascii_lowercase();
    let name = name.rsplit([' ', ',', '{', '"']).next()?;
    if !SECRETS.iter().any(|s| name.ends_with(s)) {
        return None;
    }
    let value = line.get(at..)?;
    let (open, close) = (value.find('"')?, value.rfind('"')?);
    // A string that is not closed on this line is hidden to the line's end.
    let end = if close > open { at + close } else { line.len() };
    let chars = |bytes: usize| line.get(..bytes).map_or(0, |t| t.chars().count());
    Some(chars(at + open + 1)..chars(end)).filter(|r| !r.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        match by_name(line) {
            None => line.to_string(),
            Some(range) => {
                let chars: Vec<char> = line.chars().collect();
                let part = |r: Range<usize>| chars[r].iter().collect::<String>();
                format!("{}{HIDDEN}{}", part(0..range.start), part(range.end..chars.len()))
            }
        }
    }

    #[test]
    fn strings_of_secret_arguments_are_hidden() {
        for (line, want) in [
            ("  admin_password = \"hünter2\" # x", "  admin_password = \"(sensitive)\" # x"),
            ("\"client_secret\": \"a\\\"b\",", "\"client_secret\": \"(sensitive)\","),
            ("tags = { token = \"x\" }", "tags = { token = \"x\" }"),
            ("password = \"not closed", "password = \"(sensitive)"),
            ("password = var.password", "password = var.password"),
            ("password = \"\"", "password = \"\""),
            ("http_tokens = \"optional\"", "http_tokens = \"optional\""),
            ("access_type = \"ObjectRead\"", "access_type = \"ObjectRead\""),
        ] {
            assert_eq!(shown(line), want);
        }
    }
}
