//! Numbers of Terraform's language.
//!
//! Terraform computes with binary floating-point numbers of up to 512 bits of mantissa
//! (Go's `math/big.Float` behind cty) and prints the shortest decimal text that reads back
//! as the same number. How many bits a number carries depends on where it came from:
//! literals and strings have 512, what a function counted has 64, what a function computed
//! through a machine float has 53. The precision is part of the value, since it decides the
//! digits: `1/3` has 155 of them, `length(a)/length(b)` has 20.

mod float;
mod notation;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use num_bigint::{BigInt, BigUint, Sign};

use float::Float;

/// Bits of mantissa of numbers that were read from text.
const TEXT_PRECISION: u32 = 512;
/// Bits of mantissa of machine integers.
const INTEGER_PRECISION: u32 = 64;
/// Bits of mantissa of machine floats.
const DOUBLE_PRECISION: u32 = 53;

/// A number of the language: decimal text in, the same digits out.
#[derive(Clone)]
pub struct Number(Repr);

/// Integers of machine size, the common case, need no allocation.
#[derive(Clone)]
enum Repr {
    /// An integer that `precision` bits can hold.
    Small {
        value: i64,
        precision: u32,
    },
    Big(Arc<Float>),
}

/// A text that is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number is required")]
pub struct NumberError;

impl Number {
    /// Zero, as the literal `0`.
    pub const ZERO: Number = Number(Repr::Small { value: 0, precision: TEXT_PRECISION });

    /// The number nearest to a float; `None` for NaN and infinities.
    pub fn from_f64(f: f64) -> Option<Number> {
        f.is_finite().then(|| Number::normal(Float::from_f64(f, DOUBLE_PRECISION)))
    }

    /// A count that a function made, with the 64 bits of precision that cty gives machine integers.
    pub fn counted(n: i64) -> Number {
        Number(Repr::Small { value: n, precision: INTEGER_PRECISION })
    }

    /// A big integer, with as many bits as it has, at least 64 (Go's `big.Float.SetInt`).
    pub fn from_bigint(n: &BigInt) -> Number {
        let precision = (n.bits() as u32).max(INTEGER_PRECISION);
        Number::normal(Float::new(n.sign() == Sign::Minus, n.magnitude().clone(), 0, precision))
    }

    /// Sum.
    pub fn add(&self, other: &Number) -> Number {
        if let (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) = (&self.0, &other.0)
            && let Some(sum) = a.checked_add(*b)
            && let Some(small) = Number::small(sum, self.precision().max(other.precision()))
        {
            return small;
        }
        Number::normal(self.float().add(&other.float(), self.precision().max(other.precision())))
    }

    /// Difference.
    pub fn sub(&self, other: &Number) -> Number {
        if let (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) = (&self.0, &other.0)
            && let Some(difference) = a.checked_sub(*b)
            && let Some(small) = Number::small(difference, self.precision().max(other.precision()))
        {
            return small;
        }
        Number::normal(self.float().add(&other.float().neg(), self.precision().max(other.precision())))
    }

    /// Product, computed with 512 bits and kept to what the factors had or the product needs.
    pub fn mul(&self, other: &Number) -> Number {
        let wanted = self.precision().max(other.precision());
        if let (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) = (&self.0, &other.0)
            && (*a != 0 && *b != 0)
            && let Some(product) = a.checked_mul(*b)
            && let Some(small) = Number::small(product, wanted)
        {
            return small;
        }
        let product = self.float().mul(&other.float(), TEXT_PRECISION);
        let needed = product.mantissa_bits();
        Number::normal(product.with_precision(wanted.max(needed)))
    }

    /// Quotient; `None` for a zero divisor.
    pub fn div(&self, other: &Number) -> Option<Number> {
        if other.is_zero() {
            return None;
        }
        let precision = self.precision().max(other.precision());
        if let (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) = (&self.0, &other.0)
            && (*a != 0)
            && a.checked_rem(*b) == Some(0)
            && let Some(small) = Number::small(a / b, precision)
        {
            return Some(small);
        }
        Some(Number::normal(self.float().div(&other.float(), precision)))
    }

    /// Remainder with the sign of the dividend; `None` for a zero divisor.
    ///
    /// cty takes the rounded quotient's whole part times the divisor from the dividend, and so does this.
    pub fn rem(&self, other: &Number) -> Option<Number> {
        let quotient = self.div(other)?;
        let precision = self.precision();
        let whole = quotient.trunc_to_bigint();
        let whole = Float::new(whole.sign() == Sign::Minus, whole.magnitude().clone(), 0, precision);
        let product = whole.mul(&other.float(), precision);
        Some(Number::normal(self.float().add(&product.neg(), precision)))
    }

    /// Negation.
    pub fn neg(&self) -> Number {
        match &self.0 {
            Repr::Small { value, precision } if *value != 0 && *value != i64::MIN => {
                Number(Repr::Small { value: -value, precision: *precision })
            }
            _ => Number::normal(self.float().neg()),
        }
    }

    /// The number without its sign.
    pub fn abs(&self) -> Number {
        if self.is_negative() { self.neg() } else { self.clone() }
    }

    /// Whether it is zero (of either sign).
    pub fn is_zero(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value == 0,
            Repr::Big(f) => f.is_zero(),
        }
    }

    /// Whether it bears a minus sign; true of `-0` too.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Small { value, .. } => *value < 0,
            Repr::Big(f) => f.is_negative(),
        }
    }

    /// Whether it has no fraction.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Small { .. } => true,
            Repr::Big(f) => f.is_integer(),
        }
    }

    /// The whole part, towards zero.
    pub fn trunc_to_bigint(&self) -> BigInt {
        match &self.0 {
            Repr::Small { value, .. } => BigInt::from(*value),
            Repr::Big(f) => f.trunc(),
        }
    }

    /// The integer, if it is one that fits.
    pub fn to_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Small { value, .. } => Some(*value),
            Repr::Big(f) if f.is_integer() => i64::try_from(f.trunc()).ok(),
            Repr::Big(_) => None,
        }
    }

    /// The nearest float; an infinity beyond the range of floats.
    pub fn to_f64(&self) -> f64 {
        self.float().to_f64()
    }

    /// Bits of mantissa that the number carries.
    pub fn precision(&self) -> u32 {
        match &self.0 {
            Repr::Small { precision, .. } => *precision,
            Repr::Big(f) => f.precision(),
        }
    }

    /// The text with a fixed number of digits after the point, rounded half to even on the
    /// exact value, as Go's `%.3f` prints it.
    pub fn to_fixed(&self, digits: usize) -> String {
        self.float().to_fixed(digits)
    }

    /// Sign, digits and decimal point of the shortest text: the value is `0.DIGITS × 10^point`.
    pub fn shortest_digits(&self) -> (bool, String, i64) {
        self.float().shortest_digits()
    }

    /// Sign, digits and decimal point, rounded half to even to that many significant digits.
    pub fn rounded_digits(&self, significant: usize) -> (bool, String, i64) {
        self.float().rounded_digits(significant)
    }

    fn small(value: i64, precision: u32) -> Option<Number> {
        let bits = u64::BITS - value.unsigned_abs().leading_zeros();
        (bits <= precision).then_some(Number(Repr::Small { value, precision }))
    }

    fn normal(f: Float) -> Number {
        // An integer wider than the precision (of a machine float) is not printed with all its digits.
        match f.to_small().and_then(|value| Number::small(value, f.precision())) {
            Some(small) => small,
            None => Number(Repr::Big(Arc::new(f))),
        }
    }

    fn float(&self) -> Cow<'_, Float> {
        match &self.0 {
            Repr::Small { value, precision } => {
                Cow::Owned(Float::new(*value < 0, BigUint::from(value.unsigned_abs()), 0, *precision))
            }
            Repr::Big(f) => Cow::Borrowed(f),
        }
    }
}

impl FromStr for Number {
    type Err = NumberError;

    /// Reads decimal text: sign, digits, fraction, and an exponent of ten (`e`) or two (`p`).
    /// Exponents beyond ±100 000 and infinities are refused, although Terraform knows them.
    fn from_str(s: &str) -> Result<Self, NumberError> {
        let plain = s.strip_prefix('-').unwrap_or(s);
        if (1..=18).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_digit()) && s != "-0" {
            let value: i64 = s.parse().map_err(|_| NumberError)?;
            if value != 0 || plain.len() == s.len() {
                return Ok(Number(Repr::Small { value, precision: TEXT_PRECISION }));
            }
        }
        Float::parse(s, TEXT_PRECISION).map(Number::normal).ok_or(NumberError)
    }
}

/// An integer as a literal of the language has it, with the precision of literals.
/// For counts that functions make see [`Number::counted`].
impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number(Repr::Small { value, precision: TEXT_PRECISION })
    }
}

/// Two numbers are equal if they print alike, whatever precision they carry.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Repr::Small { value: a, .. }, Repr::Small { value: b, .. }) = (&self.0, &other.0) {
            return a.cmp(b);
        }
        let order = self.float().compare(&other.float());
        // 0.1 of 53 bits and 0.1 of 512 bits are the same number to cty: both print "0.1".
        if order.is_ne() && !self.is_integer() && !other.is_integer() && self.to_string() == other.to_string() {
            return Ordering::Equal;
        }
        order
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small { value, .. } => write!(f, "{value}"),
            Repr::Big(float) => f.write_str(&float.to_shortest()),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(s: &str) -> Number {
        s.parse().unwrap()
    }

    #[test]
    fn thirds_and_tenths_print_as_terraform_prints_them() {
        // Recorded from Terraform 1.11: 155 digits, the last of them rounded up.
        let third = n("1").div(&n("3")).unwrap();
        assert_eq!(third.to_string(), format!("0.{}5", "3".repeat(154)));
        assert_eq!(n("2").div(&n("3")).unwrap().to_string(), format!("0.{}7", "6".repeat(153)));
        assert_eq!(n("1e-30").div(&n("3")).unwrap().to_string(), format!("0.{}{}4", "0".repeat(30), "3".repeat(154)));
        assert_eq!(
            n("1e300").mul(&n("1e300")).div(&n("3")).unwrap().to_string(),
            format!("{}5{}", "3".repeat(154), "0".repeat(445))
        );
        assert_eq!(n("5.5").rem(&n("2.1")).unwrap().to_string(), format!("1.3{}2", "0".repeat(152)));
        assert_eq!(n("-7").rem(&n("0.3")).unwrap().to_string(), format!("-0.0{}88", "9".repeat(152)));
        assert_eq!(n("0.1").mul(&n("0.1")).mul(&n("0.1")).to_string(), format!("0.001{}1", "0".repeat(153)));
        let power = Number::from_f64(3f64.powi(50)).unwrap();
        assert_eq!(power.div(&n("3")).unwrap().to_string(), "239299329230617526140928");
        assert_eq!(power.rem(&n("7")).unwrap().to_string(), "0");
        assert_eq!(
            Number::from_f64(0.1).unwrap().mul(&n("3")).to_string(),
            "0.3000000000000000166533453693773481063544750213623046875"
        );
        assert_eq!(n("0.1").add(&n("0.2")).to_string(), "0.3");
        assert_eq!(Number::counted(1).div(&Number::counted(3)).unwrap().to_string(), "0.33333333333333333334");
        assert_eq!(Number::from_f64(0.1).unwrap().to_string(), "0.1");
        assert_eq!(Number::from_f64(0.1).unwrap(), n("0.1"));
    }

    #[test]
    fn integers_of_any_size_keep_their_digits() {
        for text in ["0", "7", "-7", "9223372036854775807", "-9223372036854775808", "123456789012345678901234567890"] {
            assert_eq!(n(text).to_string(), text);
        }
        assert_eq!(n("1e30").to_string(), "1000000000000000000000000000000");
        assert_eq!(n("9223372036854775807").add(&n("1")).to_string(), "9223372036854775808");
        assert_eq!(n("-0").to_string(), "-0");
        assert_eq!(n("-0"), n("0"));
        assert_eq!(n("1e-7").to_string(), "0.0000001");
        // 53 bits decide the digits of what a machine float computed.
        assert_eq!(Number::from_f64(41_793_122_037_430_792.0).unwrap().to_string(), "41793122037430790");
        assert_eq!(Number::from_f64(2f64.powi(80)).unwrap().to_string(), "1208925819614629200000000");
    }

    #[test]
    fn remainders_have_the_sign_of_the_dividend() {
        for (a, b, r) in [("5", "3", "2"), ("-5", "3", "-2"), ("5", "-3", "2"), ("-5.5", "2", "-1.5"), ("6", "3", "0")]
        {
            assert_eq!(n(a).rem(&n(b)).unwrap(), n(r), "{a} % {b}");
        }
        assert!(n("1").rem(&n("0")).is_none());
        assert!(n("1").div(&n("0")).is_none());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".", "1e", "1e+", "0x10", "1_000", " 1", "1 ", "one", "--1", "1.2.3", "1e999999999"] {
            assert!(text.parse::<Number>().is_err(), "{text:?}");
        }
        assert_eq!(n("1."), n("1"));
        assert_eq!(n(".5"), n("0.5"));
        assert_eq!(n("+5"), n("5"));
        assert_eq!(n("1p3"), n("8"));
    }

    #[test]
    fn order_is_by_value() {
        let mut all = [n("3"), n("-2.5"), n("1e40"), n("0.1"), n("-1e40"), n("2")];
        all.sort();
        let texts: Vec<_> = all.iter().map(Number::to_string).collect();
        assert_eq!(texts[1..5], ["-2.5", "0.1", "2", "3"]);
        assert!(texts[0].starts_with("-1000"));
    }

    #[test]
    fn fixed_digits_round_half_to_even_on_the_exact_value() {
        assert_eq!(n("2.5").to_fixed(0), "2");
        assert_eq!(n("3.5").to_fixed(0), "4");
        assert_eq!(n("-0.04").to_fixed(1), "-0.0");
        assert_eq!(n("12").to_fixed(2), "12.00");
        assert_eq!(n("999.999").to_fixed(2), "1000.00");
    }
}
