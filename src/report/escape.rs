//! Making hostile text harmless: names and messages come from plans and sources that anybody
//! may have written, and end up in terminals, logs, XML, URLs and pull requests.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character can act on a terminal, or on the reader's eye, instead of being read:
/// C0 and C1 controls (escape sequences), bidirectional overrides ("trojan source"), line
/// separators, invisible and tag characters. Joiners stay; scripts and emoji need them.
pub(super) fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Text for one line of a display: hostile characters become visible escapes such as
/// `\u{1b}` or `\n`, tabs become spaces.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push_clean(&mut out, c);
    }
    Cow::Owned(out)
}

/// Appends what [`clean`] makes of one character.
pub(super) fn push_clean(out: &mut String, c: char) {
    match c {
        '\t' => out.push(' '),
        c if is_hostile(c) => out.extend(c.escape_default()),
        c => out.push(c),
    }
}

/// XML text or attribute value (either quote). Also safe against `]]>`.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("&#10;"),
            // XML 1.0 forbids most controls and these two even as character references.
            '\u{fffe}' | '\u{ffff}' => out.extend(c.escape_default()),
            c => push_clean(&mut out, c),
        }
    }
    out
}

/// A path as a relative URI reference, or a `file:` URI if it is absolute.
pub(super) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(byte as char);
        } else {
            // A colon too: in the first step it would pass for a scheme.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Data part of a GitHub workflow command.
pub(super) fn command_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Property value of a GitHub workflow command.
pub(super) fn command_property(text: &str) -> String {
    command_data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Running text in Markdown as GitHub and GitLab render it, also inside a table cell.
pub(super) fn markdown(text: &str) -> String {
    let mut out = markdown_chars(text);
    // Mentions and issue links are made from the finished page, where entities are characters
    // again; only a character between sign and name stops them.
    for sign in ["&#64;", "&#35;"] {
        if out.contains(sign) {
            out = out.replace(sign, &format!("{sign}\u{200b}"));
        }
    }
    if out.contains("www.") {
        out = out.replace("www.", "www&#46;");
    }
    out
}

/// A code span. As HTML: no content can end it, and mentions are not made inside.
pub(super) fn markdown_code(text: &str) -> String {
    format!("<code>{}</code>", markdown_chars(text))
}

fn markdown_chars(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            // Bare addresses become links.
            ':' if chars.peek() == Some(&'/') => out.push_str("&#58;"),
            '&' | '<' | '>' | '|' | '`' | '*' | '_' | '[' | ']' | '@' | '~' | '#' | '$' | '\\' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            '\n' | '\r' => out.push(' '),
            c => push_clean(&mut out, c),
        }
    }
    out
}

/// The first `limit` characters, with an ellipsis in place of the last one if some are missing.
pub(super) fn shorten(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_never_see_a_control_character() {
        assert_eq!(clean("plain"), "plain");
        assert_eq!(
            clean("a\u{1b}[31mb\u{9b}2Jc\r\nd\te\u{202e}f\u{7f}"),
            "a\\u{1b}[31mb\\u{9b}2Jc\\r\\nd e\\u{202e}f\\u{7f}"
        );
    }

    #[test]
    fn every_hostile_character_is_gone_after_cleaning() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            let cleaned = clean(&c.to_string()).into_owned();
            assert!(!cleaned.chars().any(is_hostile), "{c:?}");
        }
    }

    #[test]
    fn uris_are_percent_encoded() {
        assert_eq!(uri("a b/é:1#?.tf"), "a%20b/%C3%A9%3A1%23%3F.tf");
        assert_eq!(uri("/abs/a.tf"), "file:///abs/a.tf");
    }

    #[test]
    fn workflow_commands_cannot_be_injected() {
        assert_eq!(command_data("a\n::set-output::%0A"), "a%0A::set-output::%250A");
        assert_eq!(command_property("a,b::c"), "a%2Cb%3A%3Ac");
    }

    #[test]
    fn markdown_is_inert() {
        assert_eq!(markdown("a|b <b> @me"), "a&#124;b &#60;b&#62; &#64;\u{200b}me");
        assert_eq!(markdown_code("`</code>"), "<code>&#96;&#60;/code&#62;</code>");
    }

    #[test]
    fn shortening_counts_characters() {
        assert_eq!(shorten("ééé", 3), "ééé");
        assert_eq!(shorten("éééé", 3), "éé…");
    }
}
