//! A session that keeps what it found out while it learns answers as one that is made anew. Tried on every example of the
//! built-in rules: values become known, unknown, others, and none, in an order that differs from example to example.

use std::path::Path;
use std::sync::Arc;

use ringfence::check::examples::{self, Case};
use ringfence::check::{Listed, Options, Session};
use ringfence::eval::Side;
use ringfence::model::plan::{Action, Presence};
use ringfence::model::{AttrPath, Doc, Kind, Plan, Resource, ResourceId, Value};
use ringfence::policy::builtin;
use ringfence::provider::Knowledge;
use ringfence::text::{SourceMap, Str};
use ringfence::zone::Container;

use crate::veiled::{rule_files, rules_of};

/// Steps of learning for each example; `RINGFENCE_LEARN` sets another number.
const STEPS: usize = 8;

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn of(text: &str) -> Dice {
        Dice(text.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3)) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// The value with each of its leaves replaced.
fn map(value: &Value, leaf: &mut dyn FnMut(&Value) -> Value) -> Value {
    let mut each = |items: &Arc<Vec<Value>>| Arc::new(items.iter().map(|v| map(v, leaf)).collect::<Vec<_>>());
    let kind = match &value.kind {
        Kind::List(ty, items) => Kind::List(ty.clone(), each(items)),
        Kind::Set(ty, items) => Kind::Set(ty.clone(), each(items)),
        Kind::Tuple(items) => Kind::Tuple(each(items)),
        Kind::Object(entries) => {
            Kind::Object(Arc::new(entries.iter().map(|(name, v)| (name.clone(), map(v, leaf))).collect()))
        }
        Kind::Map(ty, entries) => {
            Kind::Map(ty.clone(), Arc::new(entries.iter().map(|(name, v)| (name.clone(), map(v, leaf))).collect()))
        }
        _ => return leaf(value),
    };
    Value { kind, marks: value.marks.clone() }
}

/// As after apply: identifiers are handed out, and whoever names a resource has its identifier.
fn applied(resource: &Resource, value: &Value) -> Value {
    let known = map(value, &mut |v| match (&v.kind, &v.marks.origin) {
        (Kind::Unknown(_), Some(origin)) => format!("id:{}", origin.address).as_str().into(),
        (Kind::Unknown(_), None) => "made".into(),
        _ => v.clone(),
    });
    let Kind::Object(entries) = &known.kind else { return known };
    let mut entries = (**entries).clone();
    entries.insert("id".into(), format!("id:{}", resource.address).as_str().into());
    Value { kind: Kind::Object(Arc::new(entries)), marks: known.marks }
}

/// What is learned of a resource.
fn learned(resource: &Resource, original: &Resource, others: &[Resource], dice: &mut Dice) -> Resource {
    let mut out = resource.clone();
    let value = original.after.whole().unwrap_or(Value::NULL);
    let one_in = |dice: &mut Dice, n: usize| dice.below(n) == 0;
    match dice.below(7) {
        _ if value.is_null() => out.action = original.action,
        0..=2 => out.after = Doc::Value(applied(resource, &value)),
        3 => {
            let veiled = |v: &Value| if one_in(dice, 3) { Value::waiting("the dice") } else { v.clone() };
            out.after = Doc::Value(map(&value, &mut { veiled }));
        }
        // It names something else than before.
        4 => {
            let other = others[dice.below(others.len())].address.to_string();
            let named = |v: &Value| match &v.kind {
                Kind::String(_) | Kind::Unknown(_) if one_in(dice, 3) => format!("id:{other}").as_str().into(),
                _ => v.clone(),
            };
            out.after = Doc::Value(map(&value, &mut { named }));
        }
        5 => (out.after, out.action) = (Doc::Absent, Action::Delete),
        _ => out = original.clone(),
    }
    if dice.below(5) == 0 {
        (out.before, out.action) = (out.after.clone(), Action::Update);
    }
    out
}

/// All that there is to ask, as text.
fn said(session: &Session, asked: &[ResourceId], whole: bool) -> Vec<String> {
    let options = Options { verdicts: Listed::All, today: "2026-01-01".into(), ..Options::default() };
    let zones = &session.engine.zones;
    let mut out = vec![format!("{:?}", session.judge_these(asked, &options))];
    for (id, resource) in session.engine.graph.plan.iter() {
        for side in [Side::Before, Side::After] {
            out.push(format!("{} {side:?}: {:?}", resource.address, zones.of_resource(id, side)));
        }
    }
    if whole {
        out.push(format!("{:?} {:?}", zones.zones, zones.gaps));
        out.push(format!("{:?}", session.judge_all(&options)));
    }
    out
}

fn try_case(case: &Case, file: &Path, steps: usize, knowledge: &Arc<Knowledge>) -> Result<usize, String> {
    let begin = |loaded: &mut Option<examples::Loaded>| {
        let mut sources = SourceMap::default();
        let rules = rules_of(file, &mut sources);
        let found = examples::load(case, &mut sources, knowledge).unwrap();
        let session = Session::new(found.plan.clone(), knowledge.clone(), rules, found.config.clone(), sources);
        *loaded = Some(found);
        session
    };
    let mut loaded = None;
    let (mut keeps, mut forgets) = (begin(&mut loaded), begin(&mut loaded));
    let originals = loaded.unwrap().plan.resources;
    let mut dice = Dice::of(&case.stem);
    let (mut changed, mut last) = (0, Vec::new());
    for step in 0..steps {
        let count = (1 + dice.below(3)).min(originals.len());
        let mut ids: Vec<ResourceId> = (0..count).map(|_| ResourceId(dice.below(originals.len()) as u32)).collect();
        ids.sort();
        ids.dedup();
        let plan = &keeps.engine.graph.plan;
        let news: Vec<(ResourceId, Resource)> = ids
            .iter()
            .map(|id| (*id, learned(plan.resource(*id), &originals[id.0 as usize], &originals, &mut dice)))
            .collect();
        let change = |plan: &mut Plan| {
            for (id, resource) in &news {
                plan.resources[id.0 as usize] = resource.clone();
            }
        };
        keeps = keeps.learn_of(&ids, change);
        forgets = forgets.learn(change);
        // Some ask for one only: then others were never found out.
        let all: Vec<ResourceId> = (0..originals.len()).map(|at| ResourceId(at as u32)).collect();
        let asked = if dice.below(2) == 0 { &all[..] } else { &ids[..] };
        let whole = dice.below(3) == 0;
        let (kept, anew) = (said(&keeps, asked, whole), said(&forgets, asked, whole));
        if let Some((kept, anew)) = kept.iter().zip(&anew).find(|(a, b)| a != b) {
            return Err(format!("{} step {step}:\n  kept: {kept}\n  anew: {anew}", case.stem));
        }
        let all = said(&forgets, &all, false);
        changed += usize::from(all != last);
        last = all;
    }
    Ok(changed)
}

#[test]
fn what_is_kept_while_learning_answers_as_what_is_made_anew() {
    let steps = std::env::var("RINGFENCE_LEARN").ok().and_then(|n| n.parse().ok()).unwrap_or(STEPS);
    let (knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    let knowledge = Arc::new(knowledge);
    let mut files = Vec::new();
    rule_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules"), &mut files);
    files.sort();
    let (mut wrong, mut changed, mut cases) = (Vec::new(), 0, 0);
    for file in &files {
        for case in examples::cases_of(file).unwrap() {
            cases += 1;
            match try_case(&case, file, steps, &knowledge) {
                Ok(n) => changed += n,
                Err(why) => wrong.push(why),
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} examples:\n{}", wrong.len(), wrong.join("\n"));
    assert!(changed > 2 * cases, "{changed} answers of {cases} examples became others: too few to show anything");
}

/// A resource without configuration that is created with these attributes.
fn resource(address: &str, attributes: &[(&str, &str)]) -> Resource {
    let after = Value::object(attributes.iter().map(|(name, text)| (*name, Value::from(*text))));
    Resource {
        address: address.parse().unwrap(),
        previous: None,
        deposed: None,
        provider: "registry.terraform.io/oracle/oci".into(),
        action: Action::Create,
        reason: None,
        importing: None,
        replace_paths: Vec::new(),
        before: Doc::Absent,
        after: Doc::Value(after),
        presence: Presence::Planned,
    }
}

/// Who names the first resource, before and after it turned out to be the second.
fn referrers_when(first: Resource, then: Resource, by: Resource, attribute: &str) -> [Vec<ResourceId>; 2] {
    let (knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    let (kind, attribute): (Str, Str) = (by.address.kind.clone(), attribute.into());
    let mut plan = Plan::default();
    plan.resources.extend([first, by]);
    plan.index();
    let session = Session::new(plan, Arc::new(knowledge), Default::default(), Default::default(), SourceMap::default());
    // The first time everything is found out anew.
    let session = session.learn_of(&[], |_| {});
    // An index of names is there before anybody asks who names what.
    let text = |id: ResourceId| session.engine.graph.attribute(id, Side::After, &attribute).unwrap();
    let _ = session.engine.graph.link(
        ResourceId(1),
        Side::After,
        &AttrPath::field(attribute.clone()),
        &text(ResourceId(1)),
    );
    let ask = |session: &Session| {
        session.engine.graph.referrers(&kind, &attribute, ResourceId(0), Side::After).unwrap().known
    };
    let before = ask(&session);
    let session = session.learn_of(&[ResourceId(0)], |plan| plan.resources[0] = then);
    [before, ask(&session)]
}

#[test]
fn resources_that_name_each_other_as_their_container_end() {
    let (knowledge, _) = builtin::knowledge(&mut SourceMap::default());
    let mut plan = Plan::default();
    let one = |name: &str, other: &str| {
        let (id, in_what) = (format!("ocid1.vcn.oc1..{name}"), format!("ocid1.vcn.oc1..{other}"));
        resource(&format!("oci_core_vcn.{name}"), &[("id", &id), ("compartment_id", &in_what)])
    };
    plan.resources.extend([one("a", "b"), one("b", "a")]);
    plan.index();
    let session = Session::new(plan, Arc::new(knowledge), Default::default(), Default::default(), SourceMap::default());
    let container = session.engine.zones.container_of(ResourceId(0), Side::After);
    assert!(matches!(&*container, Container::Unknown(_)), "{container:?}");
}

#[test]
fn an_identifier_that_becomes_known_joins_those_who_name_it() {
    let vcn = "oci_core_vcn.v";
    let subnet = resource("oci_core_subnet.s", &[("dhcp_options_id", "ocid1.vcn.oc1..v")]);
    let [before, after] =
        referrers_when(resource(vcn, &[]), resource(vcn, &[("id", "ocid1.vcn.oc1..v")]), subnet, "dhcp_options_id");
    assert_eq!((before, after), (vec![], vec![ResourceId(1)]));
}

#[test]
fn a_name_that_turns_out_to_be_another_joins_others() {
    let bucket = "oci_objectstorage_bucket.b";
    let object = || resource("oci_objectstorage_object.o", &[("bucket", "data")]);
    let named = |name| resource(bucket, &[("name", name)]);
    assert_eq!(referrers_when(named("x"), named("data"), object(), "bucket"), [vec![], vec![ResourceId(1)]]);
    assert_eq!(referrers_when(named("data"), named("x"), object(), "bucket"), [vec![ResourceId(1)], vec![]]);
}
