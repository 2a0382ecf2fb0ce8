//! The syntax tree. Every node knows its span.

use crate::model::Number;
use crate::text::{Span, Str};

/// What stands between braces, or a whole file.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Attributes and blocks in the order of the source.
    pub items: Vec<Item>,
    /// From the first to the last item (inside the braces).
    pub span: Span,
}

impl Body {
    /// The attributes, in order.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.items.iter().filter_map(|i| match i {
            Item::Attribute(a) => Some(a),
            Item::Block(_) => None,
        })
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|i| match i {
            Item::Block(b) => Some(b),
            Item::Attribute(_) => None,
        })
    }

    /// The blocks of one type, in order.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks().filter(move |b| &*b.kind.name == kind)
    }

    /// The attribute of a name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes().find(|a| &*a.name.name == name)
    }
}

/// An attribute or a block.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `name = expression`
    Attribute(Attribute),
    /// `kind "label" { ... }`
    Block(Block),
}

/// `name = expression`
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// What stands left of `=`.
    pub name: Ident,
    /// What stands right of it.
    pub expr: Expr,
    /// From the name to the end of the expression.
    pub span: Span,
}

/// `kind "label" label { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The block's type.
    pub kind: Ident,
    /// Its labels, quoted or bare, unquoted here.
    pub labels: Vec<Ident>,
    /// What stands between its braces.
    pub body: Body,
    /// From the type to the last label: what a code frame underlines.
    pub header: Span,
    /// From the type to the closing brace.
    pub span: Span,
}

/// A name and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Ident {
    /// The name.
    pub name: Str,
    /// Where (with quotes, if it has them).
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `1.5e3`
    Number(Number),
    /// A quoted string or heredoc without interpolation, escapes resolved.
    String(Str),
    /// A quoted string or heredoc with interpolations or directives, escapes resolved,
    /// heredoc indentation and `~` trimming already applied.
    /// A template of exactly one interpolation (`"${x}"`) keeps its value's type: see [`ExprKind::TemplateWrap`].
    Template(Vec<TemplatePart>),
    /// `"${expr}"`: evaluates to the value of the expression, not to a string.
    TemplateWrap(Box<Expr>),
    /// `[a, b]`
    Tuple(Vec<Expr>),
    /// `{ a = 1, (k) = 2 }`; a key that occurs twice is allowed and the last one wins.
    Object(Vec<ObjectItem>),
    /// The root of a traversal: `var`, `each`, `oci_core_vcn`, or a variable of a for-expression.
    Variable(Ident),
    /// `expr.name`
    GetAttr(Box<Expr>, Ident),
    /// `expr[key]`, and the legacy `expr.0`
    Index(Box<Expr>, Box<Expr>),
    /// `expr[*]...` (full) and `expr.*...` (attribute-only): the steps apply to each element.
    Splat {
        /// What is walked; a value that is no list is treated as a list of one, null as none.
        source: Box<Expr>,
        /// What is taken of each element: an expression over [`ExprKind::SplatItem`].
        each: Box<Expr>,
        /// `[*]` rather than `.*`.
        full: bool,
    },
    /// The element that a [`ExprKind::Splat`] stands at; occurs only inside its `each`.
    SplatItem,
    /// `name(args...)`, `ns::name(args)`
    Call {
        /// Name, with its namespaces: `provider::time::rfc3339_parse`.
        name: Ident,
        /// Arguments.
        args: Vec<Expr>,
        /// Whether the last argument is followed by `...`.
        expand: bool,
    },
    /// `!x`, `-x`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `cond ? then : else`
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[for ...]` and `{for ...}`
    For(Box<ForExpr>),
    /// `(expr)`
    Parens(Box<Expr>),
    /// Not readable; a diagnostic says why. Evaluates to unknown.
    Error,
}

/// One `key = value` of an object constructor.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectItem {
    /// A bare identifier as key is [`ExprKind::String`]; everything else is evaluated.
    pub key: Expr,
    /// The value.
    pub value: Expr,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Text as it is.
    Literal(Str),
    /// `${expr}`
    Interpolation(Expr),
    /// `%{ if c }a%{ else }b%{ endif }`
    If(Expr, Vec<TemplatePart>, Vec<TemplatePart>),
    /// `%{ for k, v in c }...%{ endfor }`
    For {
        /// Name of the key, if there are two names.
        key: Option<Ident>,
        /// Name of the element.
        value: Ident,
        /// What is walked.
        collection: Expr,
        /// What is repeated.
        body: Vec<TemplatePart>,
    },
}

/// `[for k, v in collection : value if cond]` and `{for k, v in collection : key => value... if cond}`
#[derive(Clone, Debug, PartialEq)]
pub struct ForExpr {
    /// Name of the key or index, if there are two names.
    pub key_name: Option<Ident>,
    /// Name of the element.
    pub value_name: Ident,
    /// What is walked.
    pub collection: Expr,
    /// The key of an object result; `None` for a tuple result.
    pub key: Option<Expr>,
    /// The element of the result.
    pub value: Expr,
    /// Only elements for which this holds.
    pub condition: Option<Expr>,
    /// `...` after the value: equal keys collect into tuples.
    pub grouping: bool,
}

/// `!`, `-`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Negate,
}

/// Binary operators, weakest first: `||`, `&&`, equality, comparison, sum, product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}
