//! Damage, hostile files, and what only other writers than the Terraform at hand write.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::archive::Limits;
use super::*;
use crate::model::plan::{Importing, Resource};
use crate::text::SourceMap;

const SMALL: &[u8] = include_bytes!("../../../testdata/plans/small/tfplan");
const PART: &[u8] = include_bytes!("../../../testdata/plans/part/tfplan");

/// Encodes fields of a message.
#[derive(Clone, Default)]
struct Proto(Vec<u8>);

impl Proto {
    fn varint(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    fn number(mut self, field: u64, value: u64) -> Self {
        self.varint(field << 3);
        self.varint(value);
        self
    }

    fn bytes(mut self, field: u64, value: impl AsRef<[u8]>) -> Self {
        self.varint(field << 3 | 2);
        self.varint(value.as_ref().len() as u64);
        self.0.extend(value.as_ref());
        self
    }

    fn message(self, field: u64, value: Proto) -> Self {
        self.bytes(field, value.0)
    }
}

fn value(msgpack: &[u8]) -> Proto {
    Proto::default().bytes(1, msgpack)
}

fn change(action: u64, values: &[&[u8]]) -> Proto {
    values.iter().fold(Proto::default().number(1, action), |p, v| p.message(2, value(v)))
}

fn resource_change(address: &str, change: Proto) -> Proto {
    Proto::default()
        .bytes(13, address)
        .bytes(8, "provider[\"registry.terraform.io/oracle/oci\"].home")
        .message(9, change)
}

fn plan(version: &str) -> Proto {
    Proto::default().number(1, 3).bytes(14, version)
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored))
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TERRAFORM: &[u8] = b"# This file is maintained automatically by \"terraform init\".\n";
const OPENTOFU: &[u8] = b"# This file is maintained automatically by \"tofu init\".\n";

fn read_plan(plan: Proto, lock: &[u8]) -> Plan {
    read("p", &zip(&[("tfplan", &plan.0), (".terraform.lock.hcl", lock)])).unwrap().plan
}

fn refused(bytes: &[u8]) -> String {
    read("p.tfplan", bytes).unwrap_err().to_string()
}

fn unpacked(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = Archive::open("p", file).unwrap();
    let names = archive.names().unwrap();
    names.into_iter().map(|n| (n.clone(), archive.read(&n).unwrap().unwrap())).collect()
}

/// Reads a file and everything in it. Whatever the bytes are, this ends with an answer or an error.
fn read_all(bytes: &[u8]) -> bool {
    let Ok(mut document) = read("p", bytes) else { return false };
    document.declare(&mut SourceMap::default());
    for resource in &document.plan.resources {
        for doc in [&resource.before, &resource.after] {
            let _ = doc.whole();
            for name in doc.names() {
                let _ = doc.attribute(&name);
            }
        }
    }
    true
}

#[test]
fn a_file_that_is_cut_short_is_refused() {
    for file in [SMALL, PART] {
        for length in (0..file.len()).step_by(5) {
            assert!(!read_all(&file[..length]), "{length} bytes of {} are taken for a plan", file.len());
        }
        assert!(read_all(file));
    }
    let message = refused(&SMALL[..SMALL.len() / 2]);
    for part in ["p.tfplan", "damaged zip file", "terraform plan -out"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn damage_within_the_zip_file_is_found() {
    let mut read = 0;
    for at in (0..SMALL.len()).step_by(3) {
        let mut bytes = SMALL.to_vec();
        bytes[at] ^= 0x55;
        read += usize::from(read_all(&bytes));
    }
    // Dates, attributes and the like do not matter; contents are protected by check sums.
    assert!(read < SMALL.len() / 3 / 4, "{read} of {} damaged files are read", SMALL.len() / 3);
}

/// Bytes within the messages are not protected once the zip file is whole: no damage may do more than
/// give an error, or a value that cannot be read.
#[test]
fn damaged_messages_never_panic() {
    for file in [SMALL, PART] {
        let entries = unpacked(file);
        for (name, content) in &entries {
            // Sources and states have tests of their own.
            let sources = name.starts_with("tfconfig/");
            let step = if name == "tfplan" { 1 } else { 31 };
            for at in (0..content.len()).step_by(step) {
                let mut damaged = content.clone();
                damaged[at] ^= [0x01, 0x80, 0xff][at / step % 3];
                let damaged: Vec<(&str, &[u8])> = entries
                    .iter()
                    .map(|(n, c)| (n.as_str(), if n == name { damaged.as_slice() } else { c.as_slice() }))
                    .filter(|(n, _)| n == name || *n == "tfplan" || (sources && n.starts_with("tfconfig/")))
                    .collect();
                read_all(&zip(&damaged));
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_answered(plan in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let with_version = [&b"\x08\x03"[..], &plan].concat();
        for bytes in [&plan, &with_version] {
            read_all(&zip(&[("tfplan", bytes), ("tfstate", bytes), ("tfconfig/modules.json", bytes)]));
        }
    }

    #[test]
    fn any_values_are_answered(value in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..100)) {
        let sensitive = Proto::default().bytes(1, &value);
        let change = change(3, &[&value, &value]).bytes(3, &value).message(4, sensitive);
        read_all(&zip(&[("tfplan", &plan("1.11.4").message(3, resource_change("a_b.c", change)).0)]));
    }
}

#[test]
fn files_that_fill_memory_are_refused() {
    let limits = Limits { entry: 100, total: 150, entries: 3 };
    let zeros = [0; 101];
    let refused = |entries: &[(&str, &[u8])], name: &str| {
        let file = zip(entries);
        let mut archive = match Archive::open_within("p", &file, limits) {
            Ok(archive) => archive,
            Err(e) => return e.to_string(),
        };
        let mut last = String::new();
        for n in archive.names().unwrap() {
            if let Err(e) = archive.read(&n) {
                last = e.to_string();
            }
        }
        assert!(archive.read(name).is_err() || !last.is_empty(), "{name} is unpacked");
        last
    };
    assert!(refused(&[("tfplan", &zeros)], "tfplan").contains("unpacks to more than"));
    assert!(refused(&[("a", &zeros[..90]), ("b", &zeros[..90])], "b").contains("unpacks to more than"));
    let many: Vec<(String, &[u8])> = (0..4).map(|i| (i.to_string(), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    assert!(refused(&many, "0").contains("4 entries"));
}

#[test]
fn other_zip_files_and_versions_are_refused_with_the_way_out() {
    for (bytes, parts) in [
        (zip(&[("main.py", b"print()")]), &["p.tfplan", "not a plan", "terraform plan -out"][..]),
        (
            zip(&[("tfplan", &Proto::default().number(1, 4).bytes(14, "9.0.0").0)]),
            &["format version 4", "9.0.0", "terraform show -json p.tfplan"],
        ),
        (zip(&[("tfplan", b"")]), &["format version 0"]),
        (zip(&[("tfplan", b"\x08\x03\x1a\x7f")]), &["damaged plan", "byte 4", "terraform plan -out"]),
        (
            zip(&[("tfplan", &plan("1.11.4").message(3, resource_change("a_b.c", change(3, &[b"\x80"]))).0)]),
            &["damaged plan", "values that its action needs"],
        ),
        (zip(&[("tfplan", &plan("1.11.4").0), ("tfstate", b"{\"version\":3}")]), &["p.tfplan (tfstate)", "version 3"]),
    ] {
        let message = refused(&bytes);
        for part in parts {
            assert!(message.contains(part), "{part:?} in {message}");
        }
    }
}

fn only(plan: &Plan) -> &Resource {
    assert_eq!((plan.resources.len(), plan.problems.len()), (1, 0), "{:?}", plan.problems);
    &plan.resources[0]
}

const OBJECT: &[u8] = b"\x81\xa1a\x01";

/// The same numbers mean other things to the two tools.
#[test]
fn actions_are_those_of_the_tool_that_wrote_the_plan() {
    let with =
        |action: u64| plan("1.11.0").message(3, resource_change("oci_core_vcn.v", change(action, &[OBJECT, OBJECT])));
    for (action, lock, expected) in [
        (0, TERRAFORM, Action::NoOp),
        (1, TERRAFORM, Action::Create),
        (2, TERRAFORM, Action::Read),
        (3, TERRAFORM, Action::Update),
        (5, TERRAFORM, Action::Delete),
        (6, TERRAFORM, Action::DeleteCreate),
        (7, TERRAFORM, Action::CreateDelete),
        (8, TERRAFORM, Action::Forget),
        (9, TERRAFORM, Action::CreateForget),
        (9, OPENTOFU, Action::Read),
        (10, OPENTOFU, Action::CreateForget),
    ] {
        let plan = read_plan(with(action), lock);
        assert_eq!(only(&plan).action, expected, "{action}");
        assert_eq!(&*only(&plan).provider, "registry.terraform.io/oracle/oci");
    }
    for (action, lock) in [(4, TERRAFORM), (10, TERRAFORM), (9, &b""[..]), (77, OPENTOFU)] {
        let plan = read_plan(with(action), lock);
        assert!(
            plan.problems[0].message.contains(&format!("the action {action} is not known")),
            "never guessed silently"
        );
        assert_eq!(plan.resources[0].action, Action::Update);
    }
}

#[test]
fn fields_that_the_tools_use_differently_do_no_harm() {
    let hash = Proto::default().bytes(1, "key").bytes(2, "result");
    let terraform = plan("1.12.0").message(22, hash).number(25, 1).number(26, 1);
    let opentofu =
        plan("1.12.0").bytes(22, "password").bytes(22, "token").bytes(6, "oci_core_vcn.v").bytes(500_000_000, "x");
    let (terraform, opentofu) = (read_plan(terraform, TERRAFORM), read_plan(opentofu, OPENTOFU));
    assert_eq!(terraform.meta.partial, []);
    assert_eq!(opentofu.meta.partial, [Partial::Targeted], "-exclude");
    for importing in [
        Proto::default().bytes(1, "id-1").number(2, 0),
        Proto::default().bytes(1, "id-1").message(2, value(b"\x80")),
        Proto::default().bytes(1, "id-1").message(3, value(b"\x80")),
    ] {
        let change = change(0, &[OBJECT]).message(5, importing);
        let plan = read_plan(plan("1.12.0").message(3, resource_change("a_b.c", change)), OPENTOFU);
        assert_eq!(only(&plan).importing, Some(Importing { id: Some("id-1".into()) }));
    }
    let change = change(0, &[OBJECT]).message(5, Proto::default().number(2, 1));
    let unknown = read_plan(plan("1.12.0").message(3, resource_change("a_b.c", change)), TERRAFORM);
    assert_eq!(only(&unknown).importing, Some(Importing { id: None }));
}

/// Reasons that only OpenTofu gives, and one of times to come.
#[test]
fn reasons_are_those_of_the_tool_that_wrote_the_plan() {
    for (number, expected) in [
        (1, Some("replace_because_tainted")),
        (14, Some("delete_because_enabled_false")),
        (15, Some("forgot_because_lifecycle_destroy_in_state")),
        (16, Some("forgot_because_lifecycle_destroy_in_config")),
        (0, None),
        (77, None),
    ] {
        let change = resource_change("a_b.c", change(5, &[OBJECT])).number(12, number);
        let plan = read_plan(plan("1.11.0").message(3, change), OPENTOFU);
        assert_eq!(only(&plan).reason.as_deref(), expected, "{number}");
    }
}

/// Terraform 1.2 had results of conditions where later ones have checks.
#[test]
fn checks_are_read_and_what_stood_there_before_is_passed_over() {
    let condition = Proto::default().bytes(1, "key").message(2, Proto::default().bytes(1, "oci_core_vcn.v"));
    assert_eq!(read_plan(plan("1.2.0").message(19, condition), TERRAFORM).checks, []);
    let object = Proto::default().bytes(1, "check.c").number(2, 2).bytes(3, "too open");
    let check = Proto::default().number(1, 3).bytes(2, "check.c").number(3, 2).message(4, object);
    let plan = read_plan(plan("1.5.0").message(19, check), TERRAFORM);
    let found = &plan.checks[0];
    assert_eq!((&*found.address, &*found.status, &*found.problems[0]), ("check.c", "fail", "too open"));
}

#[test]
fn addresses_of_terraform_before_1_1_are_put_together() {
    let base = || {
        Proto::default()
            .bytes(3, "oci_core_vcn")
            .bytes(4, "v")
            .bytes(8, "provider.oci")
            .message(9, change(1, &[OBJECT]))
    };
    for (parts, expected) in [
        (base(), "oci_core_vcn.v"),
        (base().bytes(1, "module.net[\"a\"]").number(2, 1), "module.net[\"a\"].data.oci_core_vcn.v"),
        (base().bytes(5, "x\"y"), "oci_core_vcn.v[\"x\\\"y\"]"),
        (base().number(6, 0), "oci_core_vcn.v[0]"),
    ] {
        let plan = read_plan(plan("1.0.11").message(3, parts), b"");
        assert_eq!(only(&plan).address.to_string(), expected);
        assert_eq!(&*only(&plan).provider, "oci");
    }
}

#[test]
fn a_plan_says_why_it_is_partial() {
    let update = || plan("1.9.0").message(3, resource_change("a_b.c", change(3, &[OBJECT, OBJECT])));
    let delete = || plan("1.9.0").message(3, resource_change("a_b.c", change(5, &[OBJECT]))).number(26, 1);
    let deferred = Proto::default()
        .message(1, Proto::default().number(1, 3))
        .message(2, resource_change("a_b.later[*]", change(1, &[OBJECT])));
    for (plan, lock, expected) in [
        (update().number(26, 1), TERRAFORM, &[][..]),
        (update(), TERRAFORM, &[Partial::Incomplete]),
        // OpenTofu writes no such field.
        (update(), OPENTOFU, &[]),
        (update().number(20, 1), TERRAFORM, &[Partial::Errored]),
        (update().number(26, 1).bytes(5, "a_b.c"), TERRAFORM, &[Partial::Targeted]),
        (update().number(26, 1).number(17, 2), TERRAFORM, &[Partial::RefreshOnly]),
        (delete().number(17, 1), TERRAFORM, &[Partial::Destroy]),
        (delete(), TERRAFORM, &[]),
        (update().message(27, deferred), TERRAFORM, &[Partial::Incomplete, Partial::Deferred]),
    ] {
        let read = read_plan(plan, lock);
        assert_eq!(read.meta.partial, expected);
        if expected.contains(&Partial::Deferred) {
            let found = read.resources.iter().find(|r| r.presence == Presence::Deferred).unwrap();
            assert_eq!(found.reason.as_deref(), Some("provider_config_unknown"));
        }
    }
    let plan = read_plan(update().message(30, Proto::default().bytes(1, "action.x.y")), TERRAFORM);
    assert!(plan.problems[0].message.contains("invokes provider actions"));
}

/// A path that cannot be followed hides the whole rather than nothing.
#[test]
fn sensitive_paths_hide_what_they_name() {
    let step = |p: Proto| Proto::default().message(1, p);
    let name = |n: &str| Proto::default().bytes(1, n);
    let key = |msgpack: &[u8]| Proto::default().message(2, value(msgpack));
    let object = b"\x82\xa1a\x92\x01\x02\xa1b\x03";
    let index = key(b"\x92\xc4\x08\"number\"\x01");
    for (path, expected) in [
        (step(name("b")), r#"{"a": [1, 2], "b": (sensitive)}"#),
        (step(name("a")).message(1, index), r#"{"a": [1, (sensitive)], "b": 3}"#),
        // An element of a set is no index: the set is hidden.
        (step(name("a")).message(1, key(b"\x92\xc4\x06\"bool\"\xc3")), r#"{"a": (sensitive), "b": 3}"#),
        (Proto::default(), "(sensitive)"),
        (step(key(b"\xc1")), "(sensitive)"),
    ] {
        let change = change(1, &[object]).message(4, path);
        let plan = read_plan(plan("1.9.0").message(3, resource_change("a_b.c", change)), TERRAFORM);
        assert_eq!(format!("{:?}", only(&plan).after.whole().unwrap()), expected);
        for name in ["a", "b"] {
            let one = only(&plan).after.attribute(name).unwrap();
            let whole = only(&plan).after.whole().unwrap();
            let of = whole.get(name).unwrap().clone();
            let crate::model::Attribute::Value(one) = one else { panic!("{name} is missing") };
            assert_eq!(one.contains_sensitive(), of.contains_sensitive() || whole.marks.sensitive, "{name}");
        }
    }
}

/// What no integer and no float of 64 bits holds exactly is written as text: the schema tells it from one.
#[test]
fn numbers_in_text_are_told_by_the_schema() {
    let object = b"\x82\xacdisplay_name\xa32.2\xacshape_config\x91\x81\xa5ocpus\xa32.2";
    let change = change(1, &[object]);
    let bytes = zip(&[("tfplan", &plan("1.11.4").message(3, resource_change("oci_core_instance.i", change)).0)]);
    let mut document = read("p", &bytes).unwrap();
    let shown = |d: &Document| format!("{:?}", d.plan.resources[0].after.whole().unwrap());
    assert_eq!(shown(&document), r#"{"display_name": "2.2", "shape_config": [{"ocpus": "2.2"}]}"#);
    assert_eq!(document.shape(&crate::model::schema::Schemas::builtin()), [""; 0].map(Into::into));
    assert_eq!(shown(&document), r#"{"display_name": "2.2", "shape_config": [{"ocpus": 2.2}]}"#);
}

/// Older tools record as sensitive only what the configuration marks: types without a schema are named.
#[test]
fn types_whose_secrets_nobody_marks_are_named() {
    for (version, lock, expected) in [
        ("1.7.5", TERRAFORM, &["data.aws_x", "aws_db_instance"][..]),
        ("1.8.0", TERRAFORM, &[]),
        ("1.8.0", OPENTOFU, &["data.aws_x", "aws_db_instance"]),
        ("1.9.0", OPENTOFU, &[]),
    ] {
        let addresses = ["aws_db_instance.d", "data.aws_x.y", "oci_core_vcn.v", "terraform_data.t"];
        let plan = addresses.iter().fold(plan(version), |p, a| p.message(3, resource_change(a, change(1, &[OBJECT]))));
        let mut document = read("p", &zip(&[("tfplan", &plan.0), (".terraform.lock.hcl", lock)])).unwrap();
        let mut found = document.shape(&crate::model::schema::Schemas::builtin());
        found.sort_by_key(|name| !name.starts_with("data."));
        assert_eq!(found.iter().map(|n| &**n).collect::<Vec<_>>(), expected, "{version}");
    }
}
