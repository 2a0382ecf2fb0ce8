//! Spans as positions that other tools can read, and paths as they want them.

use crate::text::{Position, SourceMap, Span};

/// Where a span is: file as given, first position, and the position after the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// Path as the user gave it.
    pub file: &'a str,
    /// Of the first character.
    pub start: Position,
    /// Of the character after the last one.
    pub end: Position,
}

/// Resolves a span. `None` if it names a file that the map does not hold, so that a report put
/// together wrongly loses a position and not the run.
pub(super) fn resolve(sources: &SourceMap, span: Span) -> Option<Place<'_>> {
    if span.file.0 as usize >= sources.len() {
        return None;
    }
    let file = sources.get(span.file);
    let start = file.position(span.start);
    let end = file.position(span.end.max(span.start));
    Some(Place { file: &file.path, start, end })
}

/// A path as code hosts want it: forward slashes, no `.` and `..` steps that can be resolved,
/// relative paths under `base` (the working directory inside the repository).
pub(super) fn repository_path(base: &str, path: &str) -> String {
    let joined = if base.is_empty() || is_absolute(path) { path.to_string() } else { format!("{base}/{path}") };
    // A backslash is a separator on Windows only; elsewhere it is a letter of the name.
    let joined = if cfg!(windows) { joined.replace('\\', "/") } else { joined };
    let mut steps: Vec<&str> = Vec::new();
    for step in joined.split('/') {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|s| *s != "..") => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    let root = if joined.starts_with('/') { "/" } else { "" };
    format!("{root}{}", steps.join("/"))
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || (cfg!(windows) && (path.starts_with('\\') || path.get(1..2) == Some(":")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{FileId, SourceFile};

    #[test]
    fn paths_are_counted_from_the_root_of_the_repository() {
        for (base, path, want) in [
            ("", "main.tf", "main.tf"),
            ("", "./main.tf", "main.tf"),
            ("", "envs/prod/../../modules/s/main.tf", "modules/s/main.tf"),
            ("infra/prod", "../modules/a.tf", "infra/modules/a.tf"),
            ("", "../../x.tf", "../../x.tf"),
            ("infra", "/abs//x.tf", "/abs/x.tf"),
        ] {
            assert_eq!(repository_path(base, path), want, "{base:?} {path:?}");
        }
    }

    #[test]
    fn columns_count_characters_and_unknown_files_have_no_place() {
        let mut map = SourceMap::default();
        let id = map.add(SourceFile::new("a.tf", "x = \"é\"\r\ny"));
        let place = resolve(&map, Span::new(id, 4, 8)).unwrap();
        assert_eq!((place.start.column, place.end.column), (5, 8));
        assert_eq!(resolve(&map, Span::new(FileId(7), 0, 1)), None);
    }
}
