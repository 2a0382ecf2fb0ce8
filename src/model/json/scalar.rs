//! What numbers, words and escapes of JSON look like (<https://www.rfc-editor.org/rfc/rfc8259>).

/// Whether bytes begin with a number or word of JSON and nothing that would belong to it follows.
pub(super) fn is_scalar(bytes: &[u8]) -> bool {
    let rest = match bytes {
        [b't', b'r', b'u', b'e', rest @ ..]
        | [b'f', b'a', b'l', b's', b'e', rest @ ..]
        | [b'n', b'u', b'l', b'l', rest @ ..] => Some(rest),
        [b'-', rest @ ..] => number(rest),
        _ => number(bytes),
    };
    rest.is_some_and(|r| matches!(r.first(), None | Some(b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')))
}

/// What follows a number without its sign.
fn number(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = match bytes {
        [b'0', rest @ ..] => rest,
        _ => digits(bytes)?,
    };
    if let [b'.', fraction @ ..] = rest {
        rest = digits(fraction)?;
    }
    match rest {
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => digits(exponent),
        _ => Some(rest),
    }
}

fn digits(bytes: &[u8]) -> Option<&[u8]> {
    let count = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    (count > 0).then(|| &bytes[count..])
}

/// Whether bytes continue an escape behind its backslash.
pub(super) fn is_escape(bytes: &[u8]) -> bool {
    match bytes {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => true,
        [b'u', a, b, c, d, ..] => [a, b, c, d].iter().all(|x| x.is_ascii_hexdigit()),
        _ => false,
    }
}
