//! Binary floating-point numbers of chosen precision, rounded half to even: the part of
//! Go's `math/big.Float` that Terraform's numbers need, over a big-integer library.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};

/// Exponents of ten beyond this are refused: the text of such a number would be as long.
const MAX_EXPONENT: i64 = 100_000;

/// `±mantissa × 2^exponent`. The mantissa is odd, or zero (then the exponent is zero), and has at
/// most `precision` bits.
#[derive(Clone, Debug)]
pub(super) struct Float {
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
    precision: u32,
}

impl Float {
    /// Rounds `±mantissa × 2^exponent` to `precision` bits.
    pub(super) fn new(negative: bool, mantissa: BigUint, exponent: i64, precision: u32) -> Float {
        let mut float = Float { negative, mantissa, exponent, precision };
        float.round();
        float
    }

    fn round(&mut self) {
        let excess = self.mantissa.bits().saturating_sub(u64::from(self.precision));
        if excess > 0 {
            let half = self.mantissa.bit(excess - 1);
            let more = self.mantissa.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
            self.mantissa >>= excess;
            self.exponent += excess as i64;
            if half && (more || self.mantissa.bit(0)) {
                self.mantissa += 1u32;
            }
        }
        match self.mantissa.trailing_zeros() {
            None => self.exponent = 0,
            Some(0) => {}
            Some(zeros) => {
                self.mantissa >>= zeros;
                self.exponent += zeros as i64;
            }
        }
    }

    /// A finite machine float.
    pub(super) fn from_f64(f: f64, precision: u32) -> Float {
        let bits = f.to_bits();
        let raw_exponent = ((bits >> 52) & 0x7ff) as i64;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) =
            if raw_exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, raw_exponent - 1075) };
        Float::new(f.is_sign_negative(), mantissa.into(), exponent, precision)
    }

    /// Sign, digits with an optional point, optional exponent (`e` of ten, `p` of two).
    /// Rounded the way Go's scanner does it, by way of a power of five with 64 bits to spare.
    pub(super) fn parse(text: &str, precision: u32) -> Option<Float> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (digits, exponent) = match rest.find(['e', 'E', 'p', 'P']) {
            Some(at) => (&rest[..at], Some((rest.as_bytes()[at].to_ascii_lowercase(), &rest[at + 1..]))),
            None => (rest, None),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = [whole, fraction].concat();
        if all.is_empty() || !all.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (mut of_two, mut of_ten) = (0i64, -i64::try_from(fraction.len()).ok()?);
        if let Some((base, text)) = exponent {
            let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
            if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let value: i64 = text.parse().ok()?;
            *(if base == b'e' { &mut of_ten } else { &mut of_two }) += value;
        }
        let mantissa = BigUint::parse_bytes(all.as_bytes(), 10)?;
        if mantissa == BigUint::ZERO {
            return Some(Float::new(negative, mantissa, 0, precision));
        }
        if of_ten.abs() > MAX_EXPONENT || of_two.abs() > MAX_EXPONENT {
            return None;
        }
        let whole = Float { negative, mantissa, exponent: of_two + of_ten, precision };
        Some(match of_ten {
            0 => Float::new(whole.negative, whole.mantissa, whole.exponent, precision),
            1.. => whole.mul(&power_of_five(of_ten as u64, precision + 64), precision),
            _ => whole.div(&power_of_five(of_ten.unsigned_abs(), precision + 64), precision),
        })
    }

    pub(super) fn precision(&self) -> u32 {
        self.precision
    }

    pub(super) fn with_precision(self, precision: u32) -> Float {
        Float::new(self.negative, self.mantissa, self.exponent, precision)
    }

    /// Bits that the mantissa needs.
    pub(super) fn mantissa_bits(&self) -> u32 {
        self.mantissa.bits() as u32
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mantissa == BigUint::ZERO
    }

    pub(super) fn is_negative(&self) -> bool {
        self.negative
    }

    pub(super) fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// The value as a machine integer, if it is one and not `-0`.
    pub(super) fn to_small(&self) -> Option<i64> {
        if !(0..64).contains(&self.exponent) || (self.is_zero() && self.negative) {
            return None;
        }
        i64::try_from(self.trunc()).ok()
    }

    /// The whole part, towards zero.
    pub(super) fn trunc(&self) -> BigInt {
        let magnitude = if self.exponent >= 0 {
            &self.mantissa << self.exponent as u64
        } else {
            &self.mantissa >> self.exponent.unsigned_abs()
        };
        BigInt::from_biguint(if self.negative { Sign::Minus } else { Sign::Plus }, magnitude)
    }

    pub(super) fn neg(&self) -> Float {
        Float { negative: !self.negative, ..self.clone() }
    }

    pub(super) fn add(&self, other: &Float, precision: u32) -> Float {
        if self.is_zero() && other.is_zero() {
            // Go: the sum of two zeros is negative only if both are.
            return Float::new(self.negative && other.negative, BigUint::ZERO, 0, precision);
        }
        let exponent = self.exponent.min(other.exponent);
        let sum = self.signed_at(exponent) + other.signed_at(exponent);
        Float::new(sum.sign() == Sign::Minus, sum.magnitude().clone(), exponent, precision)
    }

    fn signed_at(&self, exponent: i64) -> BigInt {
        let magnitude = &self.mantissa << (self.exponent - exponent).max(0) as u64;
        BigInt::from_biguint(if self.negative { Sign::Minus } else { Sign::Plus }, magnitude)
    }

    pub(super) fn mul(&self, other: &Float, precision: u32) -> Float {
        let mantissa = &self.mantissa * &other.mantissa;
        Float::new(self.negative != other.negative, mantissa, self.exponent + other.exponent, precision)
    }

    /// Quotient; the divisor must not be zero.
    pub(super) fn div(&self, other: &Float, precision: u32) -> Float {
        let negative = self.negative != other.negative;
        // Two bits more than asked for, and a sticky bit below them, make the rounding exact.
        let wanted = u64::from(precision) + 2 + other.mantissa.bits();
        let shift = wanted.saturating_sub(self.mantissa.bits());
        let numerator = &self.mantissa << shift;
        let quotient = &numerator / &other.mantissa;
        let exact = &quotient * &other.mantissa == numerator;
        let mantissa = (quotient << 1u32) + u32::from(!exact);
        Float::new(negative, mantissa, self.exponent - other.exponent - shift as i64 - 1, precision)
    }

    pub(super) fn compare(&self, other: &Float) -> Ordering {
        let sign = |f: &Float| if f.is_zero() { 0 } else { 1 - 2 * i32::from(f.negative) };
        let by_sign = sign(self).cmp(&sign(other));
        if by_sign.is_ne() || self.is_zero() {
            return by_sign;
        }
        let top = |f: &Float| f.mantissa.bits() as i64 + f.exponent;
        let magnitude = top(self).cmp(&top(other)).then_with(|| {
            let exponent = self.exponent.min(other.exponent);
            self.signed_at(exponent).magnitude().cmp(other.signed_at(exponent).magnitude())
        });
        if self.negative { magnitude.reverse() } else { magnitude }
    }

    pub(super) fn to_f64(&self) -> f64 {
        // Decimal text of the exact value, read back by the standard library, is rounded right
        // for subnormal numbers too.
        let (negative, digits, point) = self.exact_digits();
        let text = format!("{}0.{digits}e{point}", if negative { "-" } else { "" });
        text.parse().unwrap_or(0.0)
    }

    /// All decimal digits of the exact value `0.DIGITS × 10^point`, without trailing zeros.
    fn exact_digits(&self) -> (bool, String, i64) {
        let (digits, point) = decimal(&self.mantissa, self.exponent);
        (self.negative, digits, point)
    }

    /// The shortest digits that round to this number at its precision, as Go finds them.
    pub(super) fn shortest_digits(&self) -> (bool, String, i64) {
        let (negative, digits, point) = self.exact_digits();
        if self.is_zero() {
            return (negative, digits, point);
        }
        // Bring the mantissa to precision + 1 bits: its lowest bit is half a unit in the last place.
        let shift = u64::from(self.precision) + 1 - self.mantissa.bits();
        let mantissa = &self.mantissa << shift;
        let exponent = self.exponent - shift as i64;
        let lower = decimal(&(&mantissa - 1u32), exponent);
        let upper = decimal(&(&mantissa + 1u32), exponent);
        let inclusive = !mantissa.bit(1);
        // Go compares the bounds digit by digit from their own first digits, and so must this.
        let digit = |of: &(String, i64), i: usize| of.0.as_bytes().get(i).copied().unwrap_or(b'0');
        for (i, m) in digits.bytes().enumerate() {
            let (l, u) = (digit(&lower, i), digit(&upper, i));
            let down = l != m || inclusive && i + 1 == lower.0.len();
            let up = m != u && (inclusive || m + 1 < u || i + 1 < upper.0.len());
            let (digits, point) = match (down, up) {
                (true, true) => round_half_even(digits, point, i + 1),
                (true, false) => truncate(digits, point, i + 1),
                (false, true) => round_up(digits, point, i + 1),
                (false, false) => continue,
            };
            return (negative, digits, point);
        }
        (negative, digits, point)
    }

    /// The shortest text in positional notation, never with an exponent.
    pub(super) fn to_shortest(&self) -> String {
        // An integer whose every bit is within the precision has no shorter text than its digits.
        if self.is_integer() && self.mantissa.bits() as i64 + self.exponent <= i64::from(self.precision) {
            return format!("{}{}", if self.negative { "-" } else { "" }, self.trunc().magnitude());
        }
        let (negative, digits, point) = self.shortest_digits();
        let fraction = (digits.len() as i64 - point).max(0) as usize;
        positional(negative, &digits, point, fraction)
    }

    /// Positional notation with so many digits after the point, rounded half to even.
    pub(super) fn to_fixed(&self, fraction: usize) -> String {
        let (negative, digits, point) = self.exact_digits();
        let keep = point + fraction as i64;
        let (digits, point) = match usize::try_from(keep) {
            Ok(keep) => round_half_even(digits, point, keep),
            Err(_) => (String::new(), 0),
        };
        positional(negative, &digits, point, fraction)
    }

    /// The exact value rounded half to even to so many significant digits.
    pub(super) fn rounded_digits(&self, significant: usize) -> (bool, String, i64) {
        let (negative, digits, point) = self.exact_digits();
        let (digits, point) = round_half_even(digits, point, significant);
        (negative, digits, point)
    }
}

/// `5^n`: exact while it fits, then by squaring with rounding in Go's order of steps.
fn power_of_five(n: u64, precision: u32) -> Float {
    const TABLE: u64 = 27;
    let start = n.min(TABLE);
    let mut power = Float::new(false, BigUint::from(5u32).pow(start as u32), 0, precision);
    let mut square = Float::new(false, BigUint::from(5u32), 0, precision + 64);
    let mut left = n - start;
    while left > 0 {
        if left & 1 == 1 {
            power = power.mul(&square, precision);
        }
        square = square.mul(&square, precision + 64);
        left >>= 1;
    }
    power
}

/// Decimal digits of `mantissa × 2^exponent`, without trailing zeros, and the place of the point
/// before them: the value is `0.DIGITS × 10^point`. No digits for zero.
fn decimal(mantissa: &BigUint, exponent: i64) -> (String, i64) {
    if *mantissa == BigUint::ZERO {
        return (String::new(), 0);
    }
    let (digits, scale) = if exponent >= 0 {
        (mantissa << exponent as u64, 0)
    } else {
        // m / 2^k = m × 5^k / 10^k
        let zeros = mantissa.trailing_zeros().unwrap_or(0).min(exponent.unsigned_abs());
        let k = exponent.unsigned_abs() - zeros;
        ((mantissa >> zeros) * BigUint::from(5u32).pow(k as u32), k as i64)
    };
    let text = digits.to_string();
    let point = text.len() as i64 - scale;
    (text.trim_end_matches('0').to_owned(), point)
}

fn truncate(mut digits: String, point: i64, keep: usize) -> (String, i64) {
    if keep < digits.len() {
        digits.truncate(keep);
        digits.truncate(digits.trim_end_matches('0').len());
        if digits.is_empty() {
            return (digits, 0);
        }
    }
    (digits, point)
}

fn round_up(digits: String, point: i64, keep: usize) -> (String, i64) {
    if keep >= digits.len() {
        return (digits, point);
    }
    let mut kept = digits.as_bytes()[..keep].to_vec();
    while kept.last() == Some(&b'9') {
        kept.pop();
    }
    match kept.last_mut() {
        Some(last) => *last += 1,
        None => return ("1".into(), point + 1),
    }
    (kept.into_iter().map(char::from).collect(), point)
}

fn round_half_even(digits: String, point: i64, keep: usize) -> (String, i64) {
    let bytes = digits.as_bytes();
    let Some(&next) = bytes.get(keep) else {
        return (digits, point);
    };
    let up = if next == b'5' && keep + 1 == bytes.len() {
        keep > 0 && (bytes[keep - 1] - b'0') & 1 == 1
    } else {
        next >= b'5'
    };
    if up { round_up(digits, point, keep) } else { truncate(digits, point, keep) }
}

/// `0.DIGITS × 10^point` with so many digits after the decimal point.
fn positional(negative: bool, digits: &str, point: i64, fraction: usize) -> String {
    let digit = |i: i64| usize::try_from(i).ok().and_then(|i| digits.as_bytes().get(i)).map_or('0', |b| char::from(*b));
    let mut out = String::new();
    if negative {
        out.push('-');
    }
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
