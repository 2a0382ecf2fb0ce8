//! Numbers in the notations of Go's `%e` and `%g`.

use super::Number;

impl Number {
    /// One digit, so many places, and an exponent after the letter `e`: `1.50e+21`.
    pub fn to_scientific(&self, places: usize, e: char) -> String {
        let (negative, digits, point) = self.rounded_digits(places + 1);
        scientific(negative, &digits, point, places, e)
    }

    /// The shorter of the two notations, by Go's thresholds, with at most so many significant digits
    /// or as many as the number needs.
    pub fn to_general(&self, precision: Option<usize>, e: char) -> String {
        let (negative, digits, point) = match precision {
            None => self.shortest_digits(),
            Some(p) => self.rounded_digits(p.max(1)),
        };
        let length = digits.len();
        let threshold = match precision {
            None => 6,
            Some(p) if p.max(1) > length && length as i64 >= point => length as i64,
            Some(p) => p.max(1) as i64,
        };
        let exponent = point - 1;
        if exponent < -4 || exponent >= threshold {
            let kept = precision.map_or(length, |p| p.max(1).min(length));
            return scientific(negative, &digits, point, kept.saturating_sub(1), e);
        }
        let fraction = (length as i64 - point).max(0) as usize;
        let digit =
            |i: i64| usize::try_from(i).ok().and_then(|i| digits.as_bytes().get(i)).map_or('0', |b| char::from(*b));
        let mut out = String::from(if negative { "-" } else { "" });
        if point <= 0 {
            out.push('0');
        }
        out.extend((0..point).map(digit));
        if fraction > 0 {
            out.push('.');
            out.extend((0..fraction as i64).map(|i| digit(point + i)));
        }
        out
    }
}

fn scientific(negative: bool, digits: &str, point: i64, places: usize, e: char) -> String {
    let exponent = if digits.is_empty() { 0 } else { point - 1 };
    let mut padded = digits.to_owned();
    while padded.len() < places + 1 {
        padded.push('0');
    }
    let (first, rest) = padded.split_at(1);
    let dot = if places > 0 { "." } else { "" };
    let (minus, sign) = (if negative { "-" } else { "" }, if exponent < 0 { '-' } else { '+' });
    format!("{minus}{first}{dot}{}{e}{sign}{:02}", &rest[..places], exponent.abs())
}
