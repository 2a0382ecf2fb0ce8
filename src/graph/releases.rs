//! Which release of a provider a plan was made with, for defaults that changed with one.

use std::collections::BTreeMap;

use super::Graph;
use crate::model::release::{Range, Release};
use crate::text::Str;

impl Graph {
    /// What is known of the release of a provider, by its source address: what the lock file names, else what the
    /// configuration admits.
    pub(super) fn release_of(&self, provider: &str) -> Release {
        if let Some(version) = self.plan.locked.get(provider) {
            return Release::Exact(*version);
        }
        self.releases.get_or_init(|| required(&self.plan.config)).get(provider).cloned().unwrap_or_default()
    }
}

/// What all requirements of the configuration together admit, by source address.
fn required(config: &crate::model::Config) -> BTreeMap<Str, Release> {
    let mut found: BTreeMap<Str, (Range, Vec<&str>)> = BTreeMap::new();
    for provider in config.providers.values() {
        let (Some(source), Some(written)) = (&provider.full_name, provider.version.as_deref()) else { continue };
        let Some(range) = Range::parse(written) else { continue };
        let (all, texts) = found.entry(source.clone()).or_default();
        *all = all.and(&range);
        if !texts.contains(&written) {
            texts.push(written);
        }
    }
    let within = |(source, (range, texts)): (Str, (Range, Vec<&str>))| {
        (source, Release::Within { range, written: texts.join(", ").into() })
    };
    found.into_iter().map(within).collect()
}
