//! The policy engine as an experimental Terraform meets it: a real process, the real handshake, mutual TLS with
//! a P-521 certificate, the broker, and questions back.

mod host;
mod spoken;
mod values;

use std::fs;
use std::future::Future;
use std::time::{Duration, Instant};

use host::{CALLBACK, Certificate, Host};
use serde_json::{Value, json};
use spoken::*;
use tempfile::TempDir;
use values::{dynamic, unknown};

fn run<F: Future<Output = ()>>(test: F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, async {
        tokio::time::timeout(Duration::from_secs(120), test).await.expect("the engine does not answer");
    });
}

const PACK: &str = r#"rule "shelf-open" {
  title     = "Shelves are closed"
  resource  = ["test_shelf"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = alltrue([for d in attrs.doors : d.closed])
    error_message = "Shelf ${meta.name} has an open door."
    at            = attrs.doors[1].closed
  }

  why    = "Things fall out."
  remedy = "Close it."
}

rule "shelf-lock" {
  title     = "Shelves have a lock"
  resource  = ["test_shelf"]
  principle = "public-access"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = length(ref::referrers("test_lock", "shelf_id")) > 0
    error_message = "${meta.address} has no lock."
  }

  why    = "Things are taken."
  remedy = "Add a test_lock."
}
"#;

fn pack(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

async fn set_up(host: &Host, dir: &TempDir) -> SetupResponse {
    let source_locations = vec![dir.path().to_string_lossy().into_owned()];
    host.call("Setup", &SetupRequest { source_locations, callback_service: CALLBACK, ..SetupRequest::default() }).await
}

fn request(kind: &str, operation: i32, prior: &Value, after: &Value) -> ResourceRequest {
    let attributes = |v: &Value| Some(Attributes { raw: Base64(dynamic(v)), redacted: vec![] });
    ResourceRequest {
        evaluation: 42,
        type_name: kind.into(),
        attributes: attributes(after),
        meta: Some(ResourceMeta { provider: "test".into(), operation, module: "module.a[\"x\"]".into() }),
        prior: attributes(prior),
    }
}

async fn ask(host: &Host, request: &ResourceRequest) -> EvaluateResponse {
    host.call("EvaluateResource", request).await
}

fn shelf(id: Value, second_closed: Value) -> Value {
    json!({"id": id, "name": "books", "doors": [{"closed": true}, {"closed": second_closed}]})
}

fn lock(shelf: Value) -> Vec<u8> {
    dynamic(&json!({"id": "l1", "shelf_id": shelf}))
}

fn results(response: &EvaluateResponse) -> Vec<(String, i32)> {
    response.details.iter().map(|d| (d.address.clone(), d.result)).collect()
}

fn errors(response: &EvaluateResponse) -> usize {
    let inner = response.details.iter().flat_map(|d| d.conditions.iter().flat_map(|c| &c.diagnostics));
    inner.chain(response.details.iter().flat_map(|d| &d.diagnostics)).filter(|d| d.severity == FAILURE).count()
}

#[test]
fn a_change_is_denied_with_the_rule_s_text_and_the_attribute() {
    run(async {
        let host = Host::new().await;
        let dir = pack(&[("shelf.rules.hcl", PACK)]);
        let told = set_up(&host, &dir).await;
        assert_eq!(told.diagnostics, []);
        host.world.borrow_mut().insert("test_lock".into(), (vec![lock(json!("s1"))], false));
        let response = ask(
            &host,
            &request("test_shelf", UPDATE, &shelf(json!("s1"), json!(true)), &shelf(json!("s1"), json!(false))),
        )
        .await;
        assert_eq!(response.result, DENY);
        assert_eq!(results(&response), [("shelf-lock".into(), ALLOW), ("shelf-open".into(), DENY)]);
        assert_eq!(*host.asked.borrow(), ["test_lock for 42"]);
        let detail = &response.details[1];
        assert!(detail.file.ends_with("shelf.rules.hcl"), "{}", detail.file);
        let condition = &detail.conditions[0];
        assert!(!condition.passed && condition.index == 0);
        let said = &condition.diagnostics[0];
        assert_eq!((said.severity, said.summary.as_str()), (FAILURE, "Shelf books has an open door."));
        assert!(said.detail.contains("Things fall out.") && said.detail.contains("Close it."), "{}", said.detail);
        let second = PathStep { index: Some(1), ..PathStep::default() };
        assert_eq!(said.attribute.clone().unwrap().steps, [attribute("doors"), second, attribute("closed")]);
        let snippet = said.snippet.clone().unwrap();
        assert_eq!(snippet.context.as_deref(), Some("rule \"shelf-open\""));
        let marked = &snippet.code[snippet.from as usize..snippet.to as usize];
        assert_eq!(marked, "alltrue([for d in attrs.doors : d.closed])");
        let start = said.subject.clone().unwrap().start.unwrap();
        assert_eq!((start.line, snippet.line), (9, 9));
        assert_eq!(&PACK[start.byte as usize..start.byte as usize + 7], "alltrue");
    });
}

#[test]
fn what_is_not_known_is_undecided_and_does_not_stop() {
    run(async {
        let host = Host::new().await;
        let dir = pack(&[("shelf.rules.hcl", PACK)]);
        set_up(&host, &dir).await;
        host.world.borrow_mut().insert("test_lock".into(), (vec![], false));
        let response = ask(&host, &request("test_shelf", CREATE, &json!({}), &shelf(json!("s1"), unknown()))).await;
        assert_eq!(results(&response), [("shelf-lock".into(), DENY), ("shelf-open".into(), UNKNOWN)]);
        assert_eq!(errors(&response), 1, "only the denial stops");
        let said = &response.details[0].conditions[0].diagnostics[0];
        assert_eq!(said.summary, "This resource has no lock.", "the block's name is not ours to say");
    });
}

#[test]
fn a_rule_that_cannot_be_judged_stops_unless_it_is_minor_or_nothing_changes() {
    run(async {
        let odd = |severity: &str| {
            let first = PACK.split("rule \"shelf-lock\"").next().unwrap();
            first
                .replace("\"high\"", &format!("{severity:?}"))
                .replace("alltrue([for d in attrs.doors : d.closed])", "net::overlaps(attrs.name, \"10.0.0.0/8\")")
        };
        let mut seen = Vec::new();
        for (severity, operation) in [("high", CREATE), ("low", CREATE), ("high", NO_OP)] {
            let host = Host::new().await;
            let dir = pack(&[("shelf.rules.hcl", &odd(severity))]);
            assert_eq!(set_up(&host, &dir).await.diagnostics, []);
            let shelf = shelf(json!("s1"), json!(true));
            let prior = if operation == CREATE { json!({}) } else { shelf.clone() };
            let response = ask(&host, &request("test_shelf", operation, &prior, &shelf)).await;
            assert_eq!(response.details.len(), 1, "{response:?}");
            let said = &response.details[0].diagnostics[0];
            assert_eq!(said.summary, "Cannot be judged: Shelves are closed");
            assert!(said.detail.contains("Rule shelf-open") && said.detail.contains("Reason: net::overlaps:"));
            seen.push((response.result, errors(&response)));
        }
        assert_eq!(seen, [(ERROR, 1), (UNKNOWN, 0), (UNKNOWN, 0)]);
    });
}

#[test]
fn a_partial_answer_is_undecided_where_a_whole_one_decides() {
    run(async {
        let host = Host::new().await;
        let dir = pack(&[("shelf.rules.hcl", PACK)]);
        set_up(&host, &dir).await;
        let create = request("test_shelf", CREATE, &json!({}), &shelf(json!("s1"), json!(true)));
        let mut seen = Vec::new();
        let worlds = [
            Some((vec![], false)),
            Some((vec![], true)),
            Some((vec![lock(json!("s1"))], true)),
            Some((vec![lock(json!("other"))], false)),
            Some((vec![lock(unknown())], false)),
            // Terraform refuses to answer.
            None,
        ];
        for world in worlds {
            host.world.borrow_mut().clear();
            if let Some(world) = world {
                host.world.borrow_mut().insert("test_lock".into(), world);
            }
            seen.push(ask(&host, &create).await.result);
        }
        assert_eq!(seen, [DENY, UNKNOWN, ALLOW, DENY, UNKNOWN, UNKNOWN]);
    });
}

#[test]
fn no_packs_means_the_rules_that_ship() {
    run(async {
        let host = Host::new().await;
        let dir = pack(&[]);
        assert_eq!(set_up(&host, &dir).await.diagnostics, []);
        let bucket = |access: &str| {
            json!({"id": "b", "name": "b1", "namespace": "n", "compartment_id": "ocid1.compartment.oc1..a",
                   "access_type": access, "kms_key_id": "ocid1.key.oc1..k"})
        };
        let open = ask(&host, &request("oci_objectstorage_bucket", CREATE, &json!({}), &bucket("ObjectRead"))).await;
        let public = open.details.iter().find(|d| d.address == "oci-bucket-public").unwrap();
        assert_eq!((open.result, public.result), (DENY, DENY));
        let said = &public.conditions[0].diagnostics[0];
        assert_eq!(said.summary, "Bucket b1 can be read by anyone on the internet.");
        assert_eq!(said.attribute.clone().unwrap().steps[0], attribute("access_type"));
        let closed =
            ask(&host, &request("oci_objectstorage_bucket", CREATE, &json!({}), &bucket("NoPublicAccess"))).await;
        assert!(closed.details.iter().any(|d| d.address == "oci-bucket-public" && d.result == ALLOW));
        assert_eq!(errors(&closed), 0);
        let other = ask(&host, &request("unheard_of", CREATE, &json!({}), &json!({"a": "b"}))).await;
        assert_eq!((other.result, other.details.len()), (ALLOW, 0));
    });
}

#[test]
fn secrets_stay_secret() {
    run(async {
        let host = Host::new().await;
        let rules = PACK.replace("Shelf ${meta.name} has an open door.", "Shelf ${attrs.name} has an open door.");
        let dir = pack(&[("shelf.rules.hcl", &rules)]);
        set_up(&host, &dir).await;
        let mut create = request("test_shelf", CREATE, &json!({}), &shelf(json!("s1"), json!(false)));
        let path = AttributePath { steps: vec![attribute("name")] };
        create.attributes.as_mut().unwrap().redacted.push(path);
        let bytes = host.raw("proto.Policy/EvaluateResource", &create.encoded()).await.unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("has an open door"), "{text}");
        assert!(!text.contains("books"), "{text}");
    });
}

#[test]
fn providers_and_modules_are_judged_by_where_they_come_from() {
    run(async {
        let host = Host::new().await;
        let zones = "supply {\n  providers      = [\"registry.terraform.io/oracle/*\"]\n  modules        = [\"git::https://git.acme.example/*\"]\n  pinned_modules = true\n}\n";
        let dir = pack(&[("ringfence.hcl", zones)]);
        assert_eq!(set_up(&host, &dir).await.diagnostics, []);
        let provider = async |source: &str| -> EvaluateResponse {
            let meta = ProviderMeta { source: source.into(), version: "1.2.3".into(), ..ProviderMeta::default() };
            host.call(
                "EvaluateProvider",
                &ProviderRequest { provider: "p".into(), meta: Some(meta), ..ProviderRequest::default() },
            )
            .await
        };
        assert_eq!(provider("registry.terraform.io/oracle/oci").await.result, ALLOW);
        let denied = provider("registry.terraform.io/orac1e/oci").await;
        assert_eq!((denied.result, errors(&denied)), (DENY, 1));
        let snippet = denied.details[0].conditions[0].snippet.clone().unwrap();
        assert_eq!(snippet.code, "supply {");
        let module = async |source: &str| -> i32 {
            let meta = ModuleMeta { address: "module.net".into(), ..ModuleMeta::default() };
            let request = ModuleRequest { source: source.into(), meta: Some(meta), ..ModuleRequest::default() };
            host.call::<EvaluateResponse>("EvaluateModule", &request).await.result
        };
        assert_eq!(module("git::https://git.acme.example/net.git?ref=v1.2.0").await, ALLOW);
        assert_eq!(module("git::https://git.acme.example/net.git?ref=main").await, DENY);
        assert_eq!(module("git::https://git.evil.example/net.git?ref=v1.2.0").await, DENY);
        assert_eq!(module("./net").await, ALLOW);
    });
}

#[test]
fn what_does_not_fit_is_an_error_and_never_allowed() {
    run(async {
        let host = Host::new().await;
        let good = request("test_shelf", CREATE, &json!({}), &shelf(json!("s1"), json!(true)));
        assert_eq!(ask(&host, &good).await.result, SETUP_ERROR, "before Setup");
        let dir = pack(&[("shelf.rules.hcl", PACK)]);
        set_up(&host, &dir).await;
        let mut strange = good.clone();
        strange.meta.as_mut().unwrap().operation = 9;
        let mut cut = good.clone();
        let raw = &mut cut.attributes.as_mut().unwrap().raw;
        raw.0.truncate(raw.0.len() - 3);
        let mut empty = good.clone();
        empty.attributes = None;
        let mut place = good.clone();
        place.meta.as_mut().unwrap().module = "not a module".into();
        for request in [&strange, &cut, &empty, &place] {
            let response = ask(&host, request).await;
            assert_eq!((response.result, errors(&response)), (ERROR, 1), "{request:?}");
        }
        // Field 2 is a text: here it is a number.
        let (code, why) = host.raw("proto.Policy/EvaluateResource", &[0x10, 1]).await.unwrap_err();
        assert_eq!(code, "3");
        assert!(why.contains("experimental"), "{why}");
        let (code, _) = host.raw("proto.Policy/EvaluateEverything", &[]).await.unwrap_err();
        assert_eq!(code, "12");
        assert_eq!(ask(&host, &good).await.result, UNKNOWN, "it is alive: nobody answers what locks there are");
    });
}

#[test]
fn directories_that_cannot_be_used_stop_terraform() {
    run(async {
        let host = Host::new().await;
        let broken = pack(&[("shelf.rules.hcl", &PACK.replace("severity  = \"high\"", "severity = \"huge\""))]);
        let foreign = pack(&[("shelf.rules.hcl", PACK), ("theirs.policy.hcl", "")]);
        let missing = pack(&[]);
        let path = missing.path().join("nowhere").to_string_lossy().into_owned();
        let missing = host
            .call::<SetupResponse>("Setup", &SetupRequest { source_locations: vec![path], ..SetupRequest::default() })
            .await;
        let broken = set_up(&host, &broken).await;
        let place = broken.diagnostics[0].subject.clone().unwrap();
        assert!(place.file.ends_with("shelf.rules.hcl"));
        for told in [&missing, &broken, &set_up(&host, &foreign).await] {
            assert!(told.diagnostics.iter().any(|d| d.severity == FAILURE), "{told:?}");
        }
        let good = request("test_shelf", CREATE, &json!({}), &shelf(json!("s1"), json!(true)));
        assert_eq!(ask(&host, &good).await.result, SETUP_ERROR);
    });
}

#[test]
fn only_the_announced_key_is_spoken_to() {
    run(async {
        let host = Host::new().await;
        let stranger = Certificate::new();
        let refused = match host::connect(&host.socket, &stranger, &host.engine).await {
            Err(_) => true,
            // TLS 1.3: the client learns of it with the first answer.
            Ok(stream) => match h2::client::handshake(stream).await {
                Err(_) => true,
                Ok((_, driver)) => driver.await.is_err(),
            },
        };
        assert!(refused);
        let dir = pack(&[]);
        assert_eq!(set_up(&host, &dir).await.diagnostics, [], "the right one is");
    });
}

#[test]
fn who_is_not_invited_gets_no_handshake() {
    let certificate = Certificate::new();
    for (environment, why) in [
        (("TF_POLICY_PLUGIN", "tfpolicy-plugin"), "people do not"),
        (("PLUGIN_PROTOCOL_VERSIONS", "2,3"), "serves version 1"),
        (("PLUGIN_CLIENT_CERT", "nonsense"), "no certificate"),
    ] {
        let mut child = host::start(&certificate, &[environment]);
        let told = host::line(&mut child).unwrap_err();
        assert!(told.contains(why), "{told}");
        assert_eq!(child.wait().unwrap().code(), Some(2));
    }
}

#[test]
fn it_ends_when_asked_and_leaves_nothing() {
    run(async {
        let mut host = Host::new().await;
        let folder = host.socket.parent().unwrap().to_path_buf();
        assert!(folder.exists());
        host.raw("plugin.GRPCController/Shutdown", &[]).await.unwrap();
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = host.child.try_wait().unwrap() {
                break status;
            }
            assert!(begin.elapsed() < Duration::from_secs(2), "Terraform kills what takes longer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert!(status.success());
        assert!(!folder.exists());
    });
}
