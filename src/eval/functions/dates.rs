//! Functions over times, which Terraform keeps as RFC 3339 text.

use std::fmt::Write;

use super::FunctionError;
use super::args::{quoted, text, unknown_until};
use super::spec::{Call, Outcome, Param, Spec, Ty, number, param, spec, string};
use crate::model::{Number, Type};

const FORMAT: Param = param("format", Ty::String);

pub(super) static SPECS: &[Spec] = &[
    spec("formatdate", &[FORMAT, param("time", Ty::String)], string, formatdate),
    spec("timeadd", &[param("timestamp", Ty::String), param("duration", Ty::String)], string, timeadd),
    spec("timecmp", &[param("timestamp_a", Ty::String), param("timestamp_b", Ty::String)], number, timecmp),
    // Only the apply knows when it will be.
    spec("timestamp", &[], string, |_| Ok(unknown_until(Type::String, "timestamp()"))),
    spec("plantimestamp", &[], string, |c| {
        Ok(c.env.now().map_or_else(|| unknown_until(Type::String, "plantimestamp()"), text))
    }),
];

/// A moment, and the offset of the clock that shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    nanos: i128,
    /// Seconds east of Greenwich.
    offset: i64,
}

/// What a clock on the wall shows.
struct Civil {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    /// Days since Sunday.
    weekday: i64,
}

const NANOS: i128 = 1_000_000_000;

/// Days from 1970-01-01 to a date of the Gregorian calendar (the well-known algorithm of H. Hinnant).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (day, month) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Time {
    fn civil(self) -> Civil {
        let seconds = self.nanos.div_euclid(NANOS) as i64 + self.offset;
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil_from_days(days);
        let weekday = (days + 4).rem_euclid(7);
        Civil { year, month, day, hour: rest / 3600, minute: rest / 60 % 60, second: rest % 60, weekday }
    }

    fn rfc3339(self) -> String {
        let c = self.civil();
        let zone = self.zone(true, "Z");
        format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{zone}", c.year, c.month, c.day, c.hour, c.minute, c.second)
    }

    fn zone(self, colon: bool, at_zero: &str) -> String {
        if self.offset == 0 && !at_zero.is_empty() {
            return at_zero.into();
        }
        let (sign, minutes) = (if self.offset < 0 { '-' } else { '+' }, self.offset.abs() / 60);
        format!("{sign}{:02}{}{:02}", minutes / 60, if colon { ":" } else { "" }, minutes % 60)
    }
}

/// A fault in Go's terms: the part of the layout, the text in its place, and a message of its own.
struct Fault<'a> {
    part: &'static str,
    value: &'a str,
    message: &'static str,
}

/// How strictly times are read.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// RFC 3339 to the letter.
    Strict,
    /// An hour may have one digit: what Go reads, and `timecmp` with it.
    Lenient,
    /// One digit will do for months and the like, as in YAML.
    Short,
}

/// Takes one or two digits.
fn digits<'a>(s: &mut &'a str, part: &'static str, form: Form) -> Result<i64, Fault<'a>> {
    let whole = *s;
    let length = whole.bytes().take(2).take_while(u8::is_ascii_digit).count();
    // Go lets an hour have one digit and complains later.
    if length == 0 || length == 1 && form != Form::Short && part != "15" {
        return Err(Fault { part, value: whole, message: "" });
    }
    *s = &whole[length..];
    if length == 1 && form == Form::Strict {
        return Err(Fault { part, value: &whole[..1], message: "" });
    }
    whole[..length].parse().map_err(|_| Fault { part, value: whole, message: "" })
}

fn literal<'a>(s: &mut &'a str, wanted: &'static str) -> Result<(), Fault<'a>> {
    match s.strip_prefix(wanted) {
        Some(rest) => {
            *s = rest;
            Ok(())
        }
        None => Err(Fault { part: wanted, value: s, message: "" }),
    }
}

fn within<'a>(n: i64, low: i64, high: i64, part: &'static str, rest: &'a str) -> Result<i64, Fault<'a>> {
    if (low..=high).contains(&n) { Ok(n) } else { Err(Fault { part, value: rest, message: "out of range" }) }
}

fn date<'a>(s: &mut &'a str, form: Form) -> Result<(i64, i64, i64), Fault<'a>> {
    let year: i64 = match s.get(..4).filter(|y| y.bytes().all(|b| b.is_ascii_digit())).map(str::parse) {
        Some(Ok(year)) => year,
        _ => return Err(Fault { part: "2006", value: s, message: "" }),
    };
    *s = &s[4..];
    literal(s, "-")?;
    let month = digits(s, "01", form)?;
    let month = within(month, 1, 12, "01", s)?;
    literal(s, "-")?;
    let day = digits(s, "02", form)?;
    Ok((year, month, day))
}

/// Time of day in nanoseconds.
fn clock<'a>(s: &mut &'a str, form: Form) -> Result<i128, Fault<'a>> {
    let hour = digits(s, "15", form)?;
    let hour = within(hour, 0, 23, "15", s)?;
    literal(s, ":")?;
    let minute = digits(s, "04", form)?;
    let minute = within(minute, 0, 59, "04", s)?;
    literal(s, ":")?;
    let second = digits(s, "05", form)?;
    let second = within(second, 0, 59, "05", s)?;
    let mut nanos = 0;
    if let Some(rest) = s.strip_prefix('.') {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        if length > 0 {
            nanos = format!("{:0<9}", &rest[..length])[..9].parse().unwrap_or(0);
            *s = &rest[length..];
        }
    }
    Ok(i128::from(hour * 3600 + minute * 60 + second) * NANOS + nanos)
}

fn zone<'a>(s: &mut &'a str) -> Result<i64, Fault<'a>> {
    let whole = *s;
    if let Some(rest) = s.strip_prefix('Z') {
        *s = rest;
        return Ok(0);
    }
    let bad = Fault { part: "Z07:00", value: whole, message: "" };
    let sign = match whole.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Err(bad),
    };
    let two = |range: std::ops::Range<usize>| {
        whole.get(range).filter(|t| t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse::<i64>().ok())
    };
    match (two(1..3), whole.get(3..4), two(4..6)) {
        (Some(hours @ 0..=23), Some(":"), Some(minutes @ 0..=59)) => {
            *s = &whole[6..];
            Ok(sign * (hours * 3600 + minutes * 60))
        }
        // An offset that reads well and is out of range is reported where it ends.
        (Some(_), Some(":"), Some(_)) => Err(Fault { value: &whole[6..], ..bad }),
        _ => Err(bad),
    }
}

fn moment<'a>((year, month, day): (i64, i64, i64), clock: i128, offset: i64) -> Result<Time, Fault<'a>> {
    if !(1..=days_in(year, month)).contains(&day) {
        return Err(Fault { part: "", value: "", message: ": day out of range" });
    }
    let days = i128::from(days_from_civil(year, month, day));
    Ok(Time { nanos: days * 86_400 * NANOS + clock - i128::from(offset) * NANOS, offset })
}

fn parse_fault(mut s: &str, form: Form) -> Result<Time, Fault<'_>> {
    let date = date(&mut s, form)?;
    literal(&mut s, "T")?;
    let clock = clock(&mut s, form)?;
    let offset = zone(&mut s)?;
    if !s.is_empty() {
        return Err(Fault { part: "end", value: s, message: "" });
    }
    moment(date, clock, offset)
}

fn parse(s: &str, form: Form) -> Result<Time, String> {
    parse_fault(s, form).map_err(|fault| format!("not a valid RFC3339 timestamp{}", describe(&fault, form)))
}

fn describe(fault: &Fault, form: Form) -> String {
    let what = match fault.part {
        "" => return fault.message.into(),
        "2006" => "year",
        "01" => "month",
        "02" => "day of month",
        "15" => "hour",
        "04" => "minute",
        "05" => "second",
        "Z07:00" => "UTC offset",
        "T" => return ": missing required time introducer 'T'".into(),
        mark @ (":" | "-") if fault.value.is_empty() => {
            return format!(": end of string where {} is expected", quoted(mark));
        }
        mark @ (":" | "-") => return format!(": found {} where {} is expected", quoted(fault.value), quoted(mark)),
        _ => "timestamp segment",
    };
    match fault.value {
        "" => format!(": end of string before {what}"),
        v if form == Form::Lenient => format!(": cannot use {} as {what}", quoted(v)),
        v if what == "hour" && v.contains(':') => ": hour must be between 0 and 23 inclusive".into(),
        v if what == "hour" && v.len() != 2 => ": hour must have exactly two digits".into(),
        v if what == "minute" && v.len() != 2 => ": minute must have exactly two digits".into(),
        v => format!(": cannot use {} as {what}", quoted(v)),
    }
}

/// A YAML timestamp in RFC 3339; `None` if the text is none.
pub(super) fn from_yaml(source: &str) -> Option<String> {
    let mut s = source;
    let date = date(&mut s, Form::Short).ok()?;
    let time = if s.is_empty() {
        moment(date, 0, 0).ok()?
    } else {
        let spaced = s.starts_with(' ');
        s = s.strip_prefix(['T', 't', ' '])?;
        let clock = clock(&mut s, Form::Short).ok()?;
        let offset = if spaced { 0 } else { zone(&mut s).ok()? };
        if !s.is_empty() {
            return None;
        }
        moment(date, clock, offset).ok()?
    };
    Some(time.rfc3339())
}

fn timecmp(c: &Call) -> Outcome {
    let a = parse(c.str(0), Form::Lenient).map_err(|e| FunctionError::at(0, e))?;
    let b = parse(c.str(1), Form::Lenient).map_err(|e| FunctionError::at(1, e))?;
    Ok(Number::counted(a.nanos.cmp(&b.nanos) as i64).into())
}

fn timeadd(c: &Call) -> Outcome {
    let time = parse(c.str(0), Form::Strict).map_err(FunctionError::new)?;
    let duration = duration(c.str(1)).map_err(FunctionError::new)?;
    Ok(text(Time { nanos: time.nanos + duration, ..time }.rfc3339()))
}

/// Nanoseconds of a duration such as `-1h30m`, as Go reads it.
fn duration(s: &str) -> Result<i128, String> {
    let invalid = || format!("time: invalid duration {}", quoted(s));
    let (sign, mut rest) = match s.as_bytes().first() {
        Some(b'-') => (-1, &s[1..]),
        Some(b'+') => (1, &s[1..]),
        _ => (1, s),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let length = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let (number, tail) = rest.split_at(length);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') || whole.len() > 19 || fraction.len() > 18
        {
            return Err(invalid());
        }
        let end = tail.find(|ch: char| ch.is_ascii_digit() || ch == '.').unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let nanos: i128 = match unit {
            "" => return Err(format!("time: missing unit in duration {}", quoted(s))),
            "ns" => 1,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ms" => 1_000_000,
            "s" => NANOS,
            "m" => 60 * NANOS,
            "h" => 3600 * NANOS,
            _ => return Err(format!("time: unknown unit {} in duration {}", quoted(unit), quoted(s))),
        };
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        let scale = 10i128.pow(fraction.len() as u32);
        let fraction: i128 = if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| invalid())? };
        total += whole * nanos + fraction * nanos / scale;
        if total > i128::from(i64::MAX) {
            return Err(invalid());
        }
        rest = tail;
    }
    Ok(sign * total)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

fn formatdate(c: &Call) -> Outcome {
    let time = parse(c.str(1), Form::Strict).map_err(|e| FunctionError::at(1, e))?;
    let mut out = String::new();
    let mut rest = c.str(0);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => quoted_length(rest).ok_or_else(|| FunctionError::at(0, "unterminated literal '"))?,
            c if c.is_ascii_alphabetic() => rest.bytes().take_while(|b| char::from(*b) == c).count(),
            _ => rest.find(|c: char| c == '\'' || c.is_ascii_alphabetic()).unwrap_or(rest.len()),
        };
        let (token, tail) = rest.split_at(length);
        rest = tail;
        match first {
            '\'' if token.len() == 2 => out.push('\''),
            '\'' => out.push_str(&token[1..token.len() - 1].replace("''", "'")),
            c if c.is_ascii_alphabetic() => verb(time, token, &mut out).map_err(|what| {
                let shown = quoted(token);
                FunctionError::at(0, format!("invalid date format verb {shown}{what}"))
            })?,
            _ => out.push_str(token),
        }
    }
    Ok(text(out))
}

/// Length of a literal in single quotes, in which a doubled quote stands for one.
fn quoted_length(s: &str) -> Option<usize> {
    if s.starts_with("''") {
        return Some(2);
    }
    let bytes = s.as_bytes();
    let mut i = 1;
    while i < bytes.len() {
        match (bytes[i], bytes.get(i + 1)) {
            (b'\'', Some(b'\'')) => i += 2,
            (b'\'', _) => return Some(i + 1),
            _ => i += 1,
        }
    }
    None
}

fn verb(time: Time, token: &str, out: &mut String) -> Result<(), String> {
    let c = time.civil();
    let padded = |out: &mut String, n: i64, width: usize| {
        let _ = write!(out, "{n:0width$}");
    };
    let half_day = if c.hour % 12 == 0 { 12 } else { c.hour % 12 };
    let name = |names: &[&'static str], i: i64| names.get(i as usize).copied().unwrap_or_default();
    match token {
        "YY" => padded(out, c.year % 100, 2),
        "YYYY" => padded(out, c.year, 4),
        "M" => padded(out, c.month, 1),
        "MM" => padded(out, c.month, 2),
        "MMM" => out.push_str(&name(&MONTHS, c.month - 1)[..3]),
        "MMMM" => out.push_str(name(&MONTHS, c.month - 1)),
        "D" => padded(out, c.day, 1),
        "DD" => padded(out, c.day, 2),
        "EEE" => out.push_str(&name(&WEEKDAYS, c.weekday)[..3]),
        "EEEE" => out.push_str(name(&WEEKDAYS, c.weekday)),
        "h" => padded(out, c.hour, 1),
        "hh" => padded(out, c.hour, 2),
        "H" => padded(out, half_day, 1),
        "HH" => padded(out, half_day, 2),
        "AA" => out.push_str(if c.hour < 12 { "AM" } else { "PM" }),
        "aa" => out.push_str(if c.hour < 12 { "am" } else { "pm" }),
        "m" => padded(out, c.minute, 1),
        "mm" => padded(out, c.minute, 2),
        "s" => padded(out, c.second, 1),
        "ss" => padded(out, c.second, 2),
        "Z" => out.push_str(&time.zone(true, "Z")),
        "ZZZ" => out.push_str(&time.zone(false, "UTC")),
        "ZZZZ" => out.push_str(&time.zone(false, "")),
        "ZZZZZ" => out.push_str(&time.zone(true, "")),
        _ => return Err(wrong_verb(token)),
    }
    Ok(())
}

fn wrong_verb(token: &str) -> String {
    let first = token.chars().next().unwrap_or_default();
    match first {
        'Y' => ": year must either be \"YY\" or \"YYYY\"".into(),
        'M' => ": month must be \"M\", \"MM\", \"MMM\", or \"MMMM\"".into(),
        'D' => ": day of month must either be \"D\" or \"DD\"".into(),
        'E' => ": day of week must either be \"EEE\" or \"EEEE\"".into(),
        'h' => ": 24-hour must either be \"h\" or \"hh\"".into(),
        'H' => ": 12-hour must either be \"H\" or \"HH\"".into(),
        'A' | 'a' => format!(": must be \"{first}{first}\""),
        'm' => ": minute must either be \"m\" or \"mm\"".into(),
        's' => ": second must either be \"s\" or \"ss\"".into(),
        'Z' => ": timezone must be Z, ZZZZ, or ZZZZZ".into(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_days_go_both_ways() {
        for days in (-800_000..800_000).step_by(37) {
            let (y, m, d) = civil_from_days(days);
            assert_eq!(days_from_civil(y, m, d), days);
        }
        assert_eq!(civil_from_days(0), (1970, 1, 1));
        assert_eq!(days_from_civil(2000, 3, 1) - days_from_civil(2000, 2, 28), 2);
    }

    #[test]
    fn yaml_times_become_rfc3339() {
        assert_eq!(from_yaml("2001-1-2").as_deref(), Some("2001-01-02T00:00:00Z"));
        assert_eq!(from_yaml("2001-12-14t21:59:43.10-05:00").as_deref(), Some("2001-12-14T21:59:43-05:00"));
        assert_eq!(from_yaml("2001-12-14 21:59:43").as_deref(), Some("2001-12-14T21:59:43Z"));
        assert_eq!(from_yaml("2001-02-30"), None);
    }
}
