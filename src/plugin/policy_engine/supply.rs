//! Providers and modules, judged before they are downloaded: by where they come from (`supply` in
//! `ringfence.hcl`).

use super::Policies;
use super::answer::{self, Saying};
use super::messages::{DENY, EvaluateResponse, ModuleRequest, ProviderRequest, UNKNOWN};

/// The registry that addresses without a host belong to.
const REGISTRY: &str = "registry.terraform.io/";

/// Judges a provider.
pub fn provider(policies: &Policies, request: &ProviderRequest) -> EvaluateResponse {
    let Some(supply) = &policies.session.engine.config.supply else { return answer::silence() };
    let Some(allowed) = &supply.providers else { return answer::silence() };
    let meta = request.meta.clone().unwrap_or_default();
    let saying = if meta.source.is_empty() {
        Saying {
            result: UNKNOWN,
            summary: format!("It is not known where provider {} comes from", request.provider),
            detail: "Terraform did not tell its source address.".into(),
        }
    } else if allowed.iter().any(|pattern| fits(pattern, &meta.source)) {
        Saying::allow()
    } else {
        let version = if meta.version.is_empty() { String::new() } else { format!(" {}", meta.version) };
        Saying {
            result: DENY,
            summary: format!("Provider {}{version} comes from a place that is not allowed", meta.source),
            detail: format!("Allowed are: {}.", allowed.join(", ")),
        }
    };
    answer::about_supply(policies, "supply.providers", supply.span, saying)
}

/// Judges a module.
pub fn module(policies: &Policies, request: &ModuleRequest) -> EvaluateResponse {
    let Some(supply) = &policies.session.engine.config.supply else { return answer::silence() };
    let pins = supply.must_be_pinned();
    if supply.modules.is_none() && !pins {
        return answer::silence();
    }
    let call = request.meta.clone().unwrap_or_default().address;
    let name = if call.is_empty() { "A module".to_string() } else { format!("Module {call}") };
    let source = request.source.as_str();
    // What lies beside the configuration is part of it.
    if source.starts_with("./") || source.starts_with("../") {
        return answer::about_supply(policies, "supply.modules", supply.span, Saying::allow());
    }
    let allowed = supply.modules.as_ref().is_none_or(|list| list.iter().any(|pattern| fits(pattern, source)));
    let saying = if !allowed {
        Saying {
            result: DENY,
            summary: format!("{name} comes from a place that is not allowed: {}", shown(source)),
            detail: format!(
                "Allowed are: {}.",
                supply.modules.iter().flatten().cloned().collect::<Vec<_>>().join(", ")
            ),
        }
    } else if pins && !is_pinned(source) {
        Saying {
            result: DENY,
            summary: format!("{name} is not pinned: {}", shown(source)),
            detail: "What it holds may change from one run to the next. Name a version tag or a commit: ?ref=v1.2.3."
                .into(),
        }
    } else {
        Saying::allow()
    };
    answer::about_supply(policies, "supply.modules", supply.span, saying)
}

/// Whether a source fits a pattern; addresses without a host are those of the public registry.
fn fits(pattern: &str, source: &str) -> bool {
    glob(pattern, source)
        || (source.split('/').count() == 3 && !source.contains(':') && glob(pattern, &format!("{REGISTRY}{source}")))
}

fn glob(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(tail) = text.strip_prefix(head) else { return false };
    tail.char_indices().map(|(i, _)| &tail[i..]).chain([""]).any(|t| glob(rest, t))
}

/// Whether a source names what it means exactly. The registry's versions are chosen by Terraform and kept by it.
fn is_pinned(source: &str) -> bool {
    let (place, query) = source.split_once('?').unwrap_or((source, ""));
    let remote = place.contains("::") || place.contains("://") || place.starts_with("git@");
    let hosted = ["github.com/", "bitbucket.org/"].iter().any(|h| place.starts_with(h));
    if !remote && !hosted {
        return true;
    }
    let commit = |v: &str| v.len() == 40 && v.bytes().all(|c| c.is_ascii_hexdigit());
    query.split('&').filter_map(|pair| pair.split_once('=')).any(|(name, value)| match name {
        "ref" => commit(value) || is_version(value),
        "checksum" => !value.is_empty(),
        _ => false,
    })
}

/// `1.2`, `v1.2.3`, `net/v1.2.3-rc1`
fn is_version(text: &str) -> bool {
    let last = text.rsplit('/').next().unwrap_or(text);
    let number = last.strip_prefix('v').unwrap_or(last);
    let mut parts = number.splitn(3, '.');
    let digits = |p: Option<&str>| p.is_some_and(|p| !p.is_empty() && p.bytes().all(|c| c.is_ascii_digit()));
    digits(parts.next()) && digits(parts.next())
}

/// A source without what stands before the host: it may be a password.
fn shown(source: &str) -> String {
    match (source.find("://"), source.find('@')) {
        (Some(scheme), Some(at)) if at > scheme => format!("{}{}", &source[..scheme + 3], &source[at + 1..]),
        _ => source.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_fit_patterns() {
        assert!(fits("registry.terraform.io/oracle/*", "registry.terraform.io/oracle/oci"));
        assert!(!fits("registry.terraform.io/oracle/*", "registry.terraform.io/oracl/oci"));
        assert!(fits("registry.terraform.io/acme/*", "acme/vpc/aws"), "the public registry is meant");
        assert!(!fits("registry.terraform.io/acme/*", "evil.example/acme/vpc/aws"));
        assert!(fits("git::https://git.acme.example/*", "git::https://git.acme.example/net.git?ref=v1.0"));
        assert!(glob("*", "") && glob("a*c*", "abcd") && !glob("a*c", "abcd"));
    }

    #[test]
    fn pins() {
        for pinned in [
            "acme/vpc/aws",
            "git::https://x.example/n.git?ref=v1.2.3",
            "git::https://x.example/n.git?ref=0123456789abcdef0123456789abcdef01234567",
            "github.com/acme/net?ref=net/v2.0",
            "https://x.example/n.zip?checksum=sha256:00",
        ] {
            assert!(is_pinned(pinned), "{pinned}");
        }
        for free in [
            "git::https://x.example/n.git",
            "git::https://x.example/n.git?ref=main",
            "git::https://x.example/n.git?depth=1",
            "github.com/acme/net?ref=v1",
            "git@x.example:n.git",
        ] {
            assert!(!is_pinned(free), "{free}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(shown("git::https://me:secret@x.example/n.git"), "git::https://x.example/n.git");
        assert_eq!(shown("git@x.example:n.git"), "git@x.example:n.git");
    }
}
