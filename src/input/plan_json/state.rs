//! States in the form of `terraform show -json`: that of a plan's prior state, or alone.

use std::borrow::Cow;

use super::{Reader, Result};
use crate::model::Doc;
use crate::model::doc::JsonDoc;
use crate::model::json;
use crate::model::json::scan::Scanner;
use crate::model::plan::{Presence, Resource};
use crate::text::Str;

/// What takes the resources of a state.
pub(in crate::input) type Take<'c, 't> = &'c mut dyn FnMut(&mut Reader<'t>, RawResource<'t>);

/// What a state says of itself.
#[derive(Default)]
pub(in crate::input) struct Head {
    pub format_version: Option<Str>,
    pub terraform_version: Option<Str>,
}

/// A resource of a state as it is written.
#[derive(Default)]
pub(in crate::input) struct RawResource<'a> {
    address: Option<Cow<'a, str>>,
    provider_name: Option<Cow<'a, str>>,
    values: Option<&'a str>,
    sensitive_values: Option<&'a str>,
    deposed_key: Option<Cow<'a, str>>,
}

impl<'t> Reader<'t> {
    /// Reads what exists in the prior state, without what is written among the changes.
    pub(super) fn prior(&mut self, scanner: &mut Scanner<'t>, found: &mut Vec<Resource>) -> Result<()> {
        let take: Take<'_, 't> = &mut |reader, raw| {
            if !raw.address.as_deref().is_some_and(|address| reader.before.contains_key(address)) {
                found.extend(reader.existing(raw).filter(|r| r.deposed.is_none()));
            }
        };
        self.state(scanner, take).map(drop)
    }

    /// Reads a state.
    pub fn state(&mut self, scanner: &mut Scanner<'t>, take: Take<'_, 't>) -> Result<Head> {
        let mut head = Head::default();
        scanner.fields(&["format_version", "terraform_version", "values"], |s, name| {
            match name {
                "format_version" => head.format_version = super::text(s)?,
                "terraform_version" => head.terraform_version = super::text(s)?,
                _ => s.fields(&["root_module"], |s, _| self.state_module(s, take))?,
            }
            Ok(())
        })?;
        Ok(head)
    }

    fn state_module(&mut self, scanner: &mut Scanner<'t>, take: Take<'_, 't>) -> Result<()> {
        scanner.fields(&["resources", "child_modules"], |s, name| match name {
            "resources" => s.elements(|s| {
                let raw = self.state_resource(s)?;
                take(self, raw);
                Ok(())
            }),
            _ => s.elements(|s| self.state_module(s, take)),
        })
    }

    fn state_resource(&self, scanner: &mut Scanner<'t>) -> Result<RawResource<'t>> {
        let mut out = RawResource::default();
        let names = ["address", "provider_name", "values", "sensitive_values", "deposed_key"];
        scanner.fields(&names, |s, name| {
            match name {
                "address" => out.address = s.text()?,
                "provider_name" => out.provider_name = s.text()?,
                "values" => {
                    // Mostly it is what a change says of the time before it.
                    let known = out.address.as_deref().and_then(|address| self.before.get(address));
                    out.values = match known.and_then(|text| s.again(text)) {
                        None => s.raw()?,
                        same => same,
                    };
                }
                "sensitive_values" => out.sensitive_values = s.raw()?,
                _ => out.deposed_key = s.text()?,
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// A resource that exists and of which no change is known.
    pub fn existing(&mut self, raw: RawResource<'t>) -> Option<Resource> {
        let address = self.address(raw.address.as_deref())?;
        let sensitive = raw.sensitive_values.filter(|r| json::has_true(r)).map(|r| self.buffer.slice(r));
        let doc = raw.values.map_or(Doc::Absent, |value| {
            Doc::Json(JsonDoc { value: self.buffer.slice(value), unknown: None, sensitive, outline: None })
        });
        let provider = self.names.name(raw.provider_name.as_deref().unwrap_or_default());
        let deposed = raw.deposed_key.as_deref().map(Into::into);
        Some(Resource::existing(address, deposed, provider, doc, Presence::PriorOnly))
    }
}
