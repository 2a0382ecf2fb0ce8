//! Numbers of Terraform's language.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A number of the language: decimal text in, the same digits out.
#[derive(Clone, Debug)]
pub struct Number(f64);

/// A text that is no number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a number is required")]
pub struct NumberError;

impl Number {
    /// The number nearest to a float; `None` for NaN and infinities.
    pub fn from_f64(f: f64) -> Option<Number> {
        f.is_finite().then_some(Number(f))
    }
    /// Sum.
    pub fn add(&self, other: &Number) -> Number {
        Number(self.0 + other.0)
    }
    /// Difference.
    pub fn sub(&self, other: &Number) -> Number {
        Number(self.0 - other.0)
    }
    /// Product.
    pub fn mul(&self, other: &Number) -> Number {
        Number(self.0 * other.0)
    }
    /// Quotient; `None` for a zero divisor.
    pub fn div(&self, other: &Number) -> Option<Number> {
        (other.0 != 0.0).then(|| Number(self.0 / other.0))
    }
    /// Remainder with the sign of the dividend; `None` for a zero divisor.
    pub fn rem(&self, other: &Number) -> Option<Number> {
        (other.0 != 0.0).then(|| Number(self.0 % other.0))
    }
    /// Negation.
    pub fn neg(&self) -> Number {
        Number(-self.0)
    }
    /// Whether it has no fraction.
    pub fn is_integer(&self) -> bool {
        self.0.fract() == 0.0
    }
    /// The integer, if it is one that fits.
    pub fn to_i64(&self) -> Option<i64> {
        (self.is_integer() && self.0.abs() < 9.2e18).then_some(self.0 as i64)
    }
    /// The nearest float.
    pub fn to_f64(&self) -> f64 {
        self.0
    }
}

impl FromStr for Number {
    type Err = NumberError;
    fn from_str(s: &str) -> Result<Self, NumberError> {
        s.parse::<f64>().ok().and_then(Number::from_f64).ok_or(NumberError)
    }
}
impl From<i64> for Number {
    fn from(n: i64) -> Self {
        Number(n as f64)
    }
}
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
        self.0.total_cmp(&other.0)
    }
}
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
