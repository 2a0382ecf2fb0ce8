//! MessagePack, as much of it as the provider says. Lengths always take four bytes: every reader accepts it.

fn length(tag: u8, n: usize, out: &mut Vec<u8>) {
    out.push(tag);
    // What is longer than 4 GiB is no value of Terraform.
    out.extend(u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes());
}

/// The head of a map.
pub fn map(n: usize, out: &mut Vec<u8>) {
    length(0xdf, n, out);
}

/// The head of an array.
pub fn array(n: usize, out: &mut Vec<u8>) {
    length(0xdd, n, out);
}

/// A text.
pub fn text(text: &str, out: &mut Vec<u8>) {
    length(0xdb, text.len(), out);
    out.extend(text.as_bytes());
}

/// Several texts.
pub fn texts(texts: &[String], out: &mut Vec<u8>) {
    array(texts.len(), out);
    texts.iter().for_each(|t| text(t, out));
}

/// Null.
pub fn null(out: &mut Vec<u8>) {
    out.push(0xc0);
}

/// True or false.
pub fn flag(flag: bool, out: &mut Vec<u8>) {
    out.push(0xc2 + u8::from(flag));
}

/// A whole number.
pub fn number(n: u64, out: &mut Vec<u8>) {
    out.push(0xcf);
    out.extend(n.to_be_bytes());
}
