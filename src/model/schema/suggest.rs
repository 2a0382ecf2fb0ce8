//! "Did you mean": the existing name that is nearest to a wrong one.

use super::kind::Fields;

/// The candidate with the fewest typing errors, if they are few enough for its length. Ties go to the first.
pub(super) fn nearest<'a>(wrong: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // A third of the letters wrong is still a slip; more is another word.
    let limit = (wrong.chars().count() / 3).clamp(1, 4);
    candidates
        .map(|c| (distance(wrong, c, limit), c))
        .filter(|(d, _)| *d <= limit)
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// A path of `fields` that was probably meant by `walked`, whose last name does not exist where it stands.
pub(super) fn path(fields: &Fields, walked: &[&str]) -> Option<String> {
    let (wrong, parents) = walked.split_last()?;
    let mut here = Some(fields);
    for parent in parents {
        here = here.and_then(|f| f.get(parent)).and_then(|a| a.kind.fields());
    }
    let exact = elsewhere(fields, wrong);
    let near = here.and_then(|f| nearest(wrong, f.iter().map(|a| &*a.name)));
    match (near, exact) {
        (Some(name), _) => {
            let mut path: Vec<&str> = parents.to_vec();
            path.push(name);
            Some(path.join("."))
        }
        (None, exact) => exact,
    }
}

/// The shortest path anywhere in the type that ends in exactly this name: it was written at the wrong depth.
fn elsewhere(fields: &Fields, name: &str) -> Option<String> {
    let mut best: Option<Vec<&str>> = None;
    fields.walk(&mut Vec::new(), &mut |path, attribute| {
        if &*attribute.name == name && best.as_ref().is_none_or(|b| path.len() < b.len()) {
            best = Some(path.to_vec());
        }
    });
    best.map(|p| p.join("."))
}

/// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`; anything above `limit` is `limit + 1`.
fn distance(a: &str, b: &str, limit: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return limit + 1;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(ca != cb)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()].min(limit + 1)
}
