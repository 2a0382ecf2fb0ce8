//! What a function is: its parameters, the type of its result, and its body.

use super::{Environment, FunctionError};
use crate::eval::Logic;
use crate::model::{Type, Value};

/// What a body answers.
pub(super) type Outcome = Result<Value, FunctionError>;

/// Types that parameters ask for.
#[derive(Clone, Copy)]
pub(super) enum Ty {
    Any,
    Number,
    String,
    List,
    ListOfBool,
    ListOfString,

    Set,

    MapOfListOfString,
}

impl Ty {
    pub(super) fn ty(self) -> Type {
        match self {
            Ty::Any => Type::Dynamic,
            Ty::Number => Type::Number,
            Ty::String => Type::String,
            Ty::List => Type::list(Type::Dynamic),
            Ty::ListOfBool => Type::list(Type::Bool),
            Ty::ListOfString => Type::list(Type::String),
            Ty::Set => Type::set(Type::Dynamic),
            Ty::MapOfListOfString => Type::map(Type::list(Type::String)),
        }
    }
}

/// One parameter. Everything beyond a known, unmarked, non-null value of the type must be asked for.
#[derive(Clone, Copy)]
pub(super) struct Param {
    pub(super) name: &'static str,
    pub(super) ty: Ty,
    /// The body takes `null`.
    pub(super) null: bool,
    /// The body takes unknowns.
    pub(super) unknown: bool,
    /// The body takes values of which not even the type is known.
    pub(super) dynamic: bool,
    /// The body takes marked values and puts marks on the result itself.
    pub(super) marked: bool,
}

pub(super) const fn param(name: &'static str, ty: Ty) -> Param {
    Param { name, ty, null: false, unknown: false, dynamic: false, marked: false }
}

impl Param {
    pub(super) const fn null(mut self) -> Param {
        self.null = true;
        self
    }

    pub(super) const fn unknown(mut self) -> Param {
        self.unknown = true;
        self
    }

    pub(super) const fn dynamic(mut self) -> Param {
        self.dynamic = true;
        self
    }

    pub(super) const fn marked(mut self) -> Param {
        self.marked = true;
        self
    }

    /// Takes all there is.
    pub(super) const fn everything(self) -> Param {
        self.null().unknown().dynamic()
    }
}

/// A function.
pub(super) struct Spec {
    pub(super) name: &'static str,
    pub(super) params: &'static [Param],
    /// The variadic parameter.
    pub(super) rest: Option<Param>,
    /// Type of the result; arguments may be unknown.
    pub(super) returns: fn(&[Value]) -> Result<Type, FunctionError>,
    /// The result is never `null`.
    pub(super) not_null: bool,
    /// The body deals with partial lists.
    pub(super) partial: bool,
    pub(super) run: fn(&Call) -> Outcome,
}

impl Spec {
    pub(super) fn param(&self, i: usize) -> Option<&Param> {
        self.params.get(i).or(self.rest.as_ref())
    }
}

pub(super) const fn spec(
    name: &'static str,
    params: &'static [Param],
    returns: fn(&[Value]) -> Result<Type, FunctionError>,
    run: fn(&Call) -> Outcome,
) -> Spec {
    Spec { name, params, rest: None, returns, not_null: true, partial: false, run }
}

impl Spec {
    pub(super) const fn rest(mut self, rest: Param) -> Spec {
        self.rest = Some(rest);
        self
    }

    pub(super) const fn may_be_null(mut self) -> Spec {
        self.not_null = false;
        self
    }

    pub(super) const fn partial(mut self) -> Spec {
        self.partial = true;
        self
    }
}

/// A call in progress: arguments as the parameters asked for them.
pub(super) struct Call<'a> {
    pub(super) args: &'a [Value],
    /// What [`Spec::returns`] answered.
    pub(super) returns: &'a Type,
    pub(super) env: &'a dyn Environment,
}

impl Call<'_> {
    /// How certain the result may be.
    pub(super) fn logic(&self) -> Logic {
        self.env.logic()
    }

    /// Whether what decides alone does so, though Terraform would leave it open.
    pub(super) fn is_kleene(&self) -> bool {
        self.logic() == Logic::Kleene
    }
}

macro_rules! returns {
    ($($name:ident => $ty:expr),* $(,)?) => {
        $(
            #[allow(clippy::unnecessary_wraps, reason = "must fit Spec::returns")]
            pub(super) fn $name(_: &[Value]) -> Result<Type, FunctionError> {
                Ok($ty)
            }
        )*
    };
}

returns! {
    string => Type::String,
    number => Type::Number,
    bool => Type::Bool,
    any => Type::Dynamic,
    list_of_string => Type::list(Type::String),
    list_of_number => Type::list(Type::Number),
    set_of_string => Type::set(Type::String),
    map_of_list_of_string => Type::map(Type::list(Type::String)),
}

/// The type of the first argument.
#[allow(clippy::unnecessary_wraps, reason = "must fit Spec::returns")]
pub(super) fn same(args: &[Value]) -> Result<Type, FunctionError> {
    Ok(args.first().map_or(Type::Dynamic, Value::ty))
}
