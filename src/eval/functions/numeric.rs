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
        finite(c.float(0)?.ln() / c.float(1)?.ln())
    }),
    spec("pow", &[param("num", Ty::Number), param("power", Ty::Number)], super::spec::number, |c| {
        finite(c.float(0)?.powf(c.float(1)?))
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
