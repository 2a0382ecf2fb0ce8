//! Templates: `"a${b}"`, `%{ if }` and `%{ for }`.

use super::Traced;
use super::convert::convert;
use super::expr::{Evaluated, Evaluator, error};
use super::for_expr::{Extent, elements};
use super::reads::ReadSet;
use super::values::{shade, tint, unknown_because};
use crate::hcl::ast::{Expr, Ident, TemplatePart};
use crate::model::{Kind, Marks, Refinement, Type, Value};
use crate::text::{Diagnostic, Span, Str};

const INVALID: &str = "Invalid template interpolation value";

/// A string in the making.
#[derive(Default)]
struct Text {
    text: String,
    marks: Marks,
    reads: ReadSet,
    /// What was unknown, and the places of that alone.
    unknown: Vec<Value>,
    unknown_reads: ReadSet,
    /// What is known behind the last unknown.
    tail: String,
}

impl Text {
    /// Once something is unknown, what follows it no longer belongs to the prefix.
    fn literal(&mut self, text: &str) {
        match self.unknown.is_empty() {
            true => self.text.push_str(text),
            false => self.tail.push_str(text),
        }
    }

    fn unknown(&mut self, part: &Traced) {
        if let (true, Kind::Unknown(u)) = (self.unknown.is_empty(), &part.value.kind)
            && u.ty == Type::String
            && let Some(prefix) = &u.refinement.prefix
        {
            self.text.push_str(prefix);
        }
        self.tail.clear();
        self.unknown.push(part.value.clone());
        self.unknown_reads.add(&part.reads);
    }

    fn finish(self) -> Traced {
        if self.unknown.is_empty() {
            let value = tint(self.text.into(), &self.marks);
            return Traced { value, place: None, reads: self.reads.finish() };
        }
        let prefix = (!self.text.is_empty()).then(|| Str::from(self.text));
        let behind_id = matches!(&self.unknown[..], [one] if is_identifier(one)).then(|| Str::from(self.tail));
        let limits = Refinement { not_null: true, prefix, behind_id, ..Refinement::default() };
        let value = unknown_because(Type::String, limits, &self.unknown);
        Traced { value: tint(value, &self.marks), place: None, reads: self.unknown_reads.finish() }
    }
}

/// Whether a value is the `id` of a resource.
fn is_identifier(value: &Value) -> bool {
    let origin = value.marks.origin.as_ref();
    origin.is_some_and(|o| o.path.0.len() == 1 && o.path.root().is_some_and(|name| &**name == "id"))
}

impl Evaluator<'_> {
    pub(super) fn template(&mut self, parts: &[TemplatePart], span: Span) -> Evaluated {
        let mut text = Text::default();
        for part in parts {
            match part {
                TemplatePart::Literal(literal) => {
                    self.spend(literal.len() / 32, span)?;
                    text.literal(literal);
                }
                TemplatePart::Interpolation(expr) => {
                    let value = self.eval(expr)?;
                    self.append(
                        &mut text,
                        &value,
                        expr.span,
                        "The expression result is null. Cannot include a null value in a string template.",
                    )?;
                }
                TemplatePart::If(condition, yes, no) => {
                    let spans = [condition.span; 3];
                    let value =
                        self.conditional(condition, |e| e.template(yes, span), |e| e.template(no, span), spans)?;
                    self.append(&mut text, &value, condition.span, "The expression result is null.")?;
                }
                TemplatePart::For { key, value, collection, body } => {
                    self.template_for(&mut text, (key.as_ref(), value), collection, body)?;
                }
            }
        }
        Ok(text.finish())
    }

    fn append(&mut self, text: &mut Text, part: &Traced, span: Span, null: &str) -> Result<(), Box<Diagnostic>> {
        shade(&mut text.marks, &part.value.marks);
        text.reads.add(&part.reads);
        if part.value.is_null() {
            return Err(error(span, INVALID, null));
        }
        let value = convert(&part.value, &Type::String)
            .map_err(|e| error(span, INVALID, format!("Cannot include the given value in a string template: {e}.")))?;
        match &value.kind {
            Kind::String(s) => {
                self.spend(s.len() / 32, span)?;
                text.literal(s);
            }
            _ => {
                // The text of an identifier is the identifier.
                let mut value = value;
                value.marks.origin.clone_from(&part.value.marks.origin);
                text.unknown(&Traced { value, ..part.clone() });
            }
        }
        Ok(())
    }

    fn template_for(
        &mut self,
        text: &mut Text,
        names: (Option<&Ident>, &Ident),
        collection: &Expr,
        body: &[TemplatePart],
    ) -> Result<(), Box<Diagnostic>> {
        let walked = self.eval(collection)?;
        shade(&mut text.marks, &walked.value.marks);
        text.reads.add(&walked.reads);
        if !matches!(self.extent(&walked, collection.span)?, Extent::All) {
            text.unknown(&Traced {
                value: unknown_because(Type::Dynamic, Refinement::default(), [&walked.value]),
                ..walked
            });
            return Ok(());
        }
        for element in elements(&walked) {
            let key = names.0.map(|n| (n.name.clone(), element.key()));
            let bound = key.into_iter().chain([(names.1.name.clone(), element.item())]);
            let repeated = self.with_bindings(bound, |e| e.template(body, collection.span))?;
            self.append(
                text,
                &repeated,
                collection.span,
                "An iteration result is null. Cannot include a null value in a string template.",
            )?;
        }
        Ok(())
    }
}
