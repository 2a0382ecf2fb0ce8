//! Functions over numbers.

use num_bigint::{BigInt, BigUint, Sign};

use super::FunctionError;
use super::args::{NOT_AN_INTEGER, hidden, mark, shown};
use super::spec::{Call, Outcome, Spec, Ty, param, spec};
use crate::eval::convert::{Naming, friendly_name};
use crate::model::{Number, Type, Value};

pub(super) static SPECS: &[Spec] = &[
    spec("abs", &[param("num", Ty::Number).dynamic()], super::spec::number, |c| Ok(c.number(0).abs().into())),
    spec("ceil", &[param("num", Ty::Number)], super::spec::number, |c| Ok(to_integer(&c.number(0), Towards::Up))),
    spec("floor", &[param("num", Ty::Number)], super::spec::number, |c| Ok(to_integer(&c.number(0), Towards::Down))),
    spec("log", &[param("num", Ty::Number), param("base", Ty::Number)], super::spec::number, |c| {
        finite(ln(c.float(0)?) / ln(c.float(1)?))
    }),
    spec("pow", &[param("num", Ty::Number), param("power", Ty::Number)], super::spec::number, |c| {
        finite(pow(c.float(0)?, c.float(1)?))
    }),
    spec("signum", &[param("num", Ty::Number)], super::spec::number, |c| {
        Ok(Number::counted(c.integer(0)?.signum()).into())
    }),
    spec("max", &[], super::spec::number, |c| extreme(c, std::cmp::Ordering::Greater))
        .rest(param("numbers", Ty::Number).dynamic()),
    spec("min", &[], super::spec::number, |c| extreme(c, std::cmp::Ordering::Less))
        .rest(param("numbers", Ty::Number).dynamic()),
    spec("parseint", &[param("number", Ty::Any).marked(), param("base", Ty::Number).marked()], parseint_type, parseint),
];

/// Go's algorithm, whose last digits differ from the C library's: by the exponent's bits over the fraction
/// in [0.5, 1), with the power of two kept apart. Powers with a fraction may still differ in the last
/// digit, as they do between processors that Terraform runs on.
fn pow(x: f64, y: f64) -> f64 {
    if y == 0.0 || x == 1.0 {
        return 1.0;
    }
    if x == 0.0 || y.abs() >= 9.2e18 || y == 1.0 {
        return x.powf(y);
    }
    if y.abs() == 0.5 {
        return if y > 0.0 { x.sqrt() } else { 1.0 / x.sqrt() };
    }
    let (mut whole, mut fraction) = (y.abs().trunc(), y.abs().fract());
    if fraction != 0.0 && x < 0.0 {
        return f64::NAN;
    }
    let (mut product, mut exponent) = (1.0f64, 0i64);
    if fraction != 0.0 {
        if fraction > 0.5 {
            fraction -= 1.0;
            whole += 1.0;
        }
        product = (fraction * ln(x)).exp();
    }
    let (mut base, mut base_exponent) = split_float(x);
    let mut bits = whole as i64;
    while bits != 0 {
        if base_exponent.abs() > 1 << 12 {
            // Far beyond the range of floats.
            exponent += base_exponent;
            break;
        }
        if bits & 1 == 1 {
            product *= base;
            exponent += base_exponent;
        }
        base *= base;
        base_exponent *= 2;
        if base < 0.5 {
            base += base;
            base_exponent -= 1;
        }
        bits >>= 1;
    }
    if y < 0.0 {
        product = 1.0 / product;
        exponent = -exponent;
    }
    scale(product, exponent)
}

/// The natural logarithm as Go computes it, by FreeBSD's method (`s = f/(2+f)` and a polynomial in `s²`):
/// its last digit is not always the C library's.
#[allow(clippy::excessive_precision, reason = "the constants as published")]
fn ln(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-01;
    const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;
    const L: [f64; 7] = [
        6.666_666_666_666_735_130e-01,
        3.999_999_999_940_941_908e-01,
        2.857_142_874_366_239_149e-01,
        2.222_219_843_214_978_396e-01,
        1.818_357_216_161_805_012e-01,
        1.531_383_769_920_937_332e-01,
        1.479_819_860_511_658_591e-01,
    ];
    if x <= 0.0 || !x.is_finite() {
        return x.ln();
    }
    let (mut fraction, mut exponent) = split_float(x);
    if fraction < std::f64::consts::FRAC_1_SQRT_2 {
        fraction *= 2.0;
        exponent -= 1;
    }
    let (f, k) = (fraction - 1.0, exponent as f64);
    let s = f / (2.0 + f);
    let s2 = s * s;
    let s4 = s2 * s2;
    let odd = s2 * (L[0] + s4 * (L[2] + s4 * (L[4] + s4 * L[6])));
    let even = s4 * (L[1] + s4 * (L[3] + s4 * L[5]));
    let half = 0.5 * f * f;
    k * LN2_HIGH - ((half - (s * (half + (odd + even)) + k * LN2_LOW)) - f)
}

/// A fraction in [0.5, 1) and an exponent of two.
fn split_float(x: f64) -> (f64, i64) {
    let x_normal = if x.abs() < f64::MIN_POSITIVE { x * 2f64.powi(52) } else { x };
    let shift = if x_normal == x { 0 } else { -52 };
    let exponent = ((x_normal.to_bits() >> 52) & 0x7ff) as i64 - 1022;
    let fraction = f64::from_bits(x_normal.to_bits() & !(0x7ff << 52) | 1022 << 52);
    (fraction, exponent + shift)
}

fn scale(f: f64, exponent: i64) -> f64 {
    let exponent = exponent.clamp(-4000, 4000) as i32;
    // In steps, so that no intermediate power leaves the range before the result does.
    let step = exponent.clamp(-1000, 1000);
    let second = (exponent - step).clamp(-1000, 1000);
    let third = (exponent - step - second).clamp(-1000, 1000);
    f * 2f64.powi(step) * 2f64.powi(second) * 2f64.powi(third)
}

enum Towards {
    Up,
    Down,
}

fn to_integer(n: &Number, towards: Towards) -> Value {
    if n.is_integer() {
        return n.clone().into();
    }
    let whole = n.trunc_to_bigint();
    let whole = match (towards, n.is_negative()) {
        (Towards::Up, false) => whole + 1,
        (Towards::Down, true) => whole - 1,
        _ => whole,
    };
    Number::from_bigint(&whole).into()
}

/// Terraform has infinities, but no use for them; here they are errors.
fn finite(f: f64) -> Outcome {
    match Number::from_f64(f) {
        Some(n) => Ok(n.into()),
        None if f.is_nan() => Err(FunctionError::new("can't create Number value for NaN")),
        None => Err(FunctionError::new("the result is infinite")),
    }
}

fn extreme(c: &Call, wanted: std::cmp::Ordering) -> Outcome {
    let mut best: Option<&Value> = None;
    for arg in c.args {
        let better = match (best.and_then(Value::as_number), arg.as_number()) {
            (Some(so_far), Some(n)) => n.cmp(so_far) == wanted,
            _ => true,
        };
        if better {
            best = Some(arg);
        }
    }
    best.cloned().ok_or_else(|| FunctionError::new("must pass at least one number"))
}

fn parseint_type(args: &[Value]) -> Result<Type, FunctionError> {
    let ty = args[0].ty();
    if ty == Type::String {
        return Ok(Type::Number);
    }
    Err(FunctionError::at(0, format!("first argument must be a string, not {}", friendly_name(&ty, Naming::Value))))
}

fn parseint(c: &Call) -> Outcome {
    let base = c.number(1).to_i64().ok_or_else(|| FunctionError::at(1, NOT_AN_INTEGER))?;
    if !(2..=62).contains(&base) {
        return Err(FunctionError::at(1, "base must be a whole number between 2 and 62 inclusive"));
    }
    let (number_marks, base_marks) = (&c.args[0].marks, &c.args[1].marks);
    let Some(n) = parse_integer(c.str(0), base as u32) else {
        let base = hidden(base_marks).map_or_else(|| base.to_string(), str::to_owned);
        let what = shown(c.str(0), number_marks);
        return Err(FunctionError::at(0, format!("cannot parse {what} as a base {base} integer")));
    };
    Ok(mark(mark(Number::from_bigint(&n).into(), number_marks), base_marks))
}

/// An integer in a base up to 62: digits, then `a` to `z`, then `A` to `Z`; up to base 36 case does not matter.
fn parse_integer(text: &str, base: u32) -> Option<BigInt> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (Sign::Minus, &text[1..]),
        b'+' => (Sign::Plus, &text[1..]),
        _ => (Sign::Plus, text),
    };
    if digits.is_empty() {
        return None;
    }
    let mut magnitude = BigUint::ZERO;
    for b in digits.bytes() {
        let digit = match b {
            b'0'..=b'9' => b - b'0',
            b'a'..=b'z' => b - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => b - b'A' + 10,
            b'A'..=b'Z' => b - b'A' + 36,
            _ => return None,
        };
        if u32::from(digit) >= base {
            return None;
        }
        magnitude = magnitude * base + digit;
    }
    Some(BigInt::from_biguint(sign, magnitude))
}
