//! Reports made by hand, for the tests of all formats.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::*;
use crate::text::{Diagnostic, SourceFile, SourceMap, Span};

pub(super) const MODULE: &str = "variable \"access\" {\n  type = string\n}\n\nresource \"oci_objectstorage_bucket\" \"this\" {\n  compartment_id = var.compartment_id\n  access_type    = var.access\n}\n";
pub(super) const MAIN: &str = "module \"storage\" {\r\n  for_each = toset([\"prod\", \"test\"])\r\n\tsource = \"./modules/storage\"\r\n\taccess = \"ObjectRead\" # für alle 漢字\r\n}\r\n";
pub(super) const NETWORK: &str = "resource \"oci_core_security_list\" \"edge\" {\n  compartment_id = var.compartment_id\n  vcn_id         = oci_core_vcn.main.id\n\n  dynamic \"ingress_security_rules\" {\n    for_each = var.ports\n    content {\n      protocol = \"6\"\n      source   = \"0.0.0.0/0\"\n    }\n  }\n}\n";
pub(super) const BROKEN: &str =
    "resource \"oci_core_vcn\" \"main\" {\n  cidr_blocks = [\"10.0.0.0/16\"\n  display_name = \"main\"\n}\n";

pub(super) fn rule(id: &str, severity: Severity, title: &str, why: &str, remedy: &str) -> Arc<RuleInfo> {
    Arc::new(RuleInfo {
        id: id.into(),
        title: title.into(),
        severity,
        principle: "public-access".into(),
        resources: vec!["oci_objectstorage_bucket".into()],
        why: why.into(),
        remedy: remedy.into(),
        implements: BTreeMap::from([("oci-security-zones".into(), vec!["deny public_buckets".into()])]),
        controls: BTreeMap::from([("cis-oci-3.0".into(), vec!["5.1.1".into()])]),
        aliases: vec!["CKV_OCI_10".into()],
        source: "rules/oci/storage.rules.hcl".into(),
    })
}

pub(super) fn bucket_rule() -> Arc<RuleInfo> {
    rule(
        "oci-bucket-public",
        Severity::Critical,
        "Buckets are not public",
        "whoever finds the URL reads the data; nothing logs them",
        "set access_type to \"NoPublicAccess\", and share through pre-authenticated requests that expire",
    )
}

pub(super) fn network_rule() -> Arc<RuleInfo> {
    rule(
        "oci-security-list-open-ingress",
        Severity::Medium,
        "Security lists let in only who is known",
        "every host of the subnet answers to the whole internet on this port",
        "name the networks that need the port, or put a bastion in front",
    )
}

pub(super) fn volume_rule() -> Arc<RuleInfo> {
    rule(
        "oci-volume-customer-managed-key",
        Severity::High,
        "Volumes use a customer-managed key",
        "Oracle holds the default key; it cannot be revoked by you",
        "set kms_key_id to a key of your own vault",
    )
}

pub(super) fn finding(rule: &Arc<RuleInfo>, address: &str, message: &str) -> Finding {
    Finding {
        rule: Arc::clone(rule),
        severity: rule.severity,
        verdict: Verdict::Violated,
        status: Status::New,
        address: address.into(),
        resource_type: address.rsplit('.').nth(1).unwrap_or("").into(),
        actions: vec!["create"],
        attribute: None,
        message: message.into(),
        zone: None,
        location: None,
        labels: vec![],
        waits_for: vec![],
        assumptions: vec![],
        evidence: vec![],
        fingerprint: format!("rf1-{}-{address}", rule.id),
        owner: None,
        permit: None,
    }
}

/// A label at the first occurrence of `text` in a file that the map has.
pub(super) fn label(sources: &SourceMap, path: &str, text: &str, say: &str) -> Label {
    let id = (0..sources.len() as u32)
        .map(crate::text::FileId)
        .find(|id| &*sources.get(*id).path == path)
        .expect("the file is in the map");
    let at = sources.get(id).text.find(text).expect("the text is in the file");
    Label { span: Span::new(id, at, at + text.len()), text: say.into() }
}

pub(super) fn sources() -> SourceMap {
    let mut sources = SourceMap::default();
    for (path, text) in
        [("modules/storage/main.tf", MODULE), ("main.tf", MAIN), ("network.tf", NETWORK), ("vcn.tf", BROKEN)]
    {
        sources.add(SourceFile::new(path, text));
    }
    sources
}

/// The finding of the design's sketch: an attribute, its block, and the call in another file.
pub(super) fn bucket(sources: &SourceMap, key: &str) -> Finding {
    let address = format!("module.storage[\"{key}\"].oci_objectstorage_bucket.this");
    let mut f = finding(&bucket_rule(), &address, "bucket \"invoices\" can be read by anyone on the internet");
    f.attribute = Some("access_type".into());
    f.evidence = vec!["access_type is \"ObjectRead\"".into()];
    f.location = Some(label(sources, "modules/storage/main.tf", "access_type    = var.access", "is \"ObjectRead\""));
    f.labels = vec![
        label(
            sources,
            "modules/storage/main.tf",
            "resource \"oci_objectstorage_bucket\" \"this\"",
            &format!("{address} will be created"),
        ),
        label(sources, "main.tf", "access = \"ObjectRead\"", "the value comes from here"),
    ];
    f.zone = Some(ZoneNote {
        name: "payments-prod".into(),
        reason: "through compartment prod/payments (zones.tf:3)".into(),
    });
    f
}

/// An ingress rule made by a `dynamic` block.
pub(super) fn ingress(sources: &SourceMap, n: usize, port: u16) -> Finding {
    let message = format!("port {port} is open to the whole internet");
    let mut f = finding(&network_rule(), "oci_core_security_list.edge", &message);
    f.attribute = Some(format!("ingress_security_rules[{n}].source"));
    f.actions = vec!["update"];
    f.location = Some(label(sources, "network.tf", "source   = \"0.0.0.0/0\"", ""));
    f.labels = vec![label(
        sources,
        "network.tf",
        "resource \"oci_core_security_list\" \"edge\"",
        "oci_core_security_list.edge will be updated in-place",
    )];
    f.owner = Some("team-network".into());
    f.fingerprint = format!("rf1-{port}");
    f
}

pub(super) fn undecided(address: &str, waits: &[&str]) -> Finding {
    let mut f = finding(&volume_rule(), address, "whether the volume has a key of its own is not known yet");
    f.verdict = Verdict::Undecided;
    f.attribute = Some("kms_key_id".into());
    f.waits_for = waits.iter().map(|w| (*w).to_string()).collect();
    f
}

/// Puts a report together as `check` would: sorted, counted, with its rules.
pub(super) fn report(mut findings: Vec<Finding>, sources: SourceMap) -> Report {
    findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
    let mut rules: Vec<Arc<RuleInfo>> = findings.iter().map(|f| Arc::clone(&f.rule)).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules.dedup_by(|a, b| a.id == b.id);
    let mut summary = Summary { resources: 214, changes: 61, rules: 187, zones: 3, ..Summary::default() };
    for f in &findings {
        match (f.verdict, f.status) {
            (Verdict::Undecided, _) => summary.undecided += 1,
            (Verdict::Satisfied, _) => {}
            (_, Status::New) => {
                summary.violated += 1;
                *summary.by_severity.entry(f.severity).or_default() += 1;
            }
            (_, Status::Existing) => summary.existing += 1,
            (_, Status::Baselined) => summary.baselined += 1,
            (_, Status::Exempt | Status::Suppressed) => summary.exempt += 1,
        }
        summary.assumed += usize::from(!f.assumptions.is_empty());
    }
    Report {
        rules_digest: "5f1d7a84db00d2fce00b31a7fc73224f".into(),
        inputs: vec![InputInfo {
            path: "plan.json".into(),
            kind: "plan-json",
            terraform_version: Some("1.9.8".into()),
            format_version: Some("1.2".into()),
            partial: vec![],
        }],
        summary,
        rules,
        findings,
        coverage: BTreeMap::from([("oci_objectstorage_bucket".into(), Coverage { resources: 4, rules: 7 })]),
        sources,
        fail_on: Some(Severity::Medium),
        ..Report::default()
    }
}

/// A bit of everything.
pub(super) fn mixed() -> Report {
    let sources = sources();
    let mut findings = vec![bucket(&sources, "prod"), ingress(&sources, 0, 22), ingress(&sources, 1, 3389)];
    let versioning = rule(
        "oci-bucket-versioning",
        Severity::Low,
        "Buckets keep old versions",
        "an overwritten object is gone",
        "set versioning to \"Enabled\"",
    );
    let mut assumed = finding(&versioning, "oci_objectstorage_bucket.logs", "bucket \"logs\" keeps no old versions");
    assumed.assumptions = vec!["the bucket that oci_objectstorage_bucket.logs refers to is this one".into()];
    assumed.evidence = vec!["versioning is \"Disabled\" (the service's default)".into()];
    assumed.attribute = Some("versioning".into());
    findings.push(assumed);
    let info = rule("oci-tag-owner", Severity::Info, "Resources name their owner", "", "");
    findings.push(finding(&info, "oci_core_vcn.main", "no tag names an owner"));
    findings.push(undecided("oci_core_volume.data[0]", &["var.key_id"]));
    findings.push(undecided("oci_core_volume.data[1]", &["var.key_id"]));
    findings.push(undecided("oci_core_volume.scratch", &["oci_kms_key.volumes.id", "data.oci_kms_vault.v"]));
    let mut partial = undecided("oci_core_volume.other", &[]);
    partial.message = "the plan is targeted, so the backup policy may exist outside of it".into();
    findings.push(partial);
    for (status, kind, until) in [
        (Status::Exempt, "exemption EX-12", Some("2026-12-01")),
        (Status::Suppressed, "source comment", Some("2027-01-31")),
        (Status::Baselined, "baseline", None),
        (Status::Existing, "", None),
    ] {
        let mut f = bucket(&sources, status.name());
        f.status = status;
        f.fingerprint = format!("rf1-{}", status.name());
        f.permit = (status != Status::Existing).then(|| Permit {
            kind: kind.into(),
            reason: "public downloads, agreed with security".into(),
            until: until.map(Into::into),
        });
        findings.push(f);
    }
    let mut passed = finding(&versioning, "oci_objectstorage_bucket.invoices", "");
    passed.verdict = Verdict::Satisfied;
    findings.push(passed);

    let at = label(&sources, "vcn.tf", "display_name", "").span;
    let mut report = report(findings, sources);
    report.diagnostics = vec![
        Diagnostic::error(at, "Missing item separator", "Expected a comma to mark the beginning of the next item."),
        Diagnostic {
            level: crate::text::Level::Warning,
            summary: "The module edge is not installed".into(),
            detail: "Run terraform init, so that its resources have file and line.".into(),
            span: None,
        },
    ];
    let gap = |what: &str, reason: &str| Gap { what: what.into(), reason: reason.into() };
    report.not_checked = vec![
        gap("module.edge", "the module is not installed"),
        gap("oci_ai_model.a", "no rule knows this resource type"),
        gap("oci_ai_model.b", "no rule knows this resource type"),
        gap("oci_ai_model.c", "no rule knows this resource type"),
        gap("oci_ai_model.d", "no rule knows this resource type"),
    ];
    report.summary.not_checked = report.not_checked.len();
    report.notes = vec!["the plan is partial: it was made with -target".into()];
    report
}

/// A report without findings.
pub(super) fn clean_run() -> Report {
    report(vec![], SourceMap::default())
}

/// 1,000 findings: instances of one block, and many more without sources.
pub(super) fn thousand() -> Report {
    let sources = sources();
    let mut findings: Vec<Finding> = (0..400).map(|n| bucket(&sources, &format!("k{n:03}"))).collect();
    for n in 0..500 {
        let mut f = finding(&network_rule(), &format!("oci_core_security_list.list{n}"), "port 22 is open to anyone");
        f.attribute = Some(format!("ingress_security_rules[{n}].source"));
        findings.push(f);
    }
    findings.extend((0..100).map(|n| undecided(&format!("oci_core_volume.data[{n}]"), &["var.key_id"])));
    report(findings, sources)
}

/// Names made to break out of every format.
pub(super) fn hostile() -> Report {
    let evil = "\u{1b}[2J\u{9b}31m\u{202e}\r\n::set-output name=x::y%0A|`</code><script>alert(1)</script>]]>--> @everyone [x](http://evil.example) & \"'\u{0}\u{ffff}";
    let mut sources = SourceMap::default();
    let path = "dir with space/é%:a\u{1b}[31m.tf";
    sources.add(SourceFile::new(path, format!("a = \"{evil}\"\n")));
    let mut f = finding(&bucket_rule(), evil, evil);
    f.location = Some(label(&sources, path, "a =", evil));
    f.labels = vec![label(&sources, path, "[2J", evil)];
    f.zone = Some(ZoneNote { name: evil.into(), reason: evil.into() });
    f.owner = Some(evil.into());
    f.attribute = Some(evil.into());
    f.evidence = vec![evil.into()];
    f.assumptions = vec![evil.into()];
    let mut suppressed = f.clone();
    suppressed.status = Status::Suppressed;
    suppressed.permit = Some(Permit { kind: evil.into(), reason: evil.into(), until: Some(evil.into()) });
    let mut waits = undecided(evil, &[evil]);
    waits.labels = f.labels.clone();
    let nameless = finding(&rule("nameless", Severity::Low, "", "", ""), "", "");
    let mut report = report(vec![f, suppressed, waits, nameless], sources);
    report.notes = vec![evil.into()];
    report.not_checked = vec![Gap { what: evil.into(), reason: evil.into() }];
    report.diagnostics = vec![Diagnostic {
        level: crate::text::Level::Error,
        summary: evil.into(),
        detail: evil.into(),
        span: Some(Span::new(crate::text::FileId(0), 5, 9)),
    }];
    report
}
