//! What the bodies of resources have in common: identifiers, tags, references.

use super::Options;
use super::body::{Body, Form, unknown};
use super::layout::{self, ENVIRONMENTS, Item, Place};
use super::rng::{Rng, hash};
use serde_json::{Map, Value, json};

const BASE32: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
const HEX: &[u8] = b"0123456789abcdef";
/// The region of all OCI resources.
pub const REGION: &str = "eu-frankfurt-1";

/// The surroundings of one resource while its body is built.
pub struct Context<'a> {
    /// Options of the run.
    pub options: &'a Options,
    /// The stack; `u64::MAX` for resources of the root module.
    pub stack: u64,
    /// Whether the resource itself is shown as existing.
    pub form: Form,
    /// Whether the stack's other resources exist.
    pub neighbours: Form,
    /// Choices of this resource.
    pub rng: Rng,
    /// Choice of a deliberate defect; apart, so that it changes nothing else.
    defect: bool,
}

impl<'a> Context<'a> {
    /// The surroundings of an item.
    pub fn new(options: &'a Options, stack: u64, item: &Item, form: Form) -> Self {
        let key = hash(&item.local_address());
        let new = item.place != Place::Root && layout::is_new(options, stack);
        let share = options.findings_percent / 100.0 * layout::STACK_SIZE as f64 / layout::DEFECTABLE as f64;
        Context {
            options,
            stack,
            form,
            neighbours: if new { Form::Planned } else { Form::Known },
            rng: Rng::keyed(options.seed, &[3, stack, key]),
            defect: Rng::keyed(options.seed, &[4, stack, key]).chance(share.min(1.0)),
        }
    }

    /// Whether this resource is to have its defect.
    pub fn defect(&self, body: &mut Body, what: &'static str) -> bool {
        if self.defect {
            body.planted = Some(what);
        }
        self.defect
    }

    /// An OCID as the service hands them out, the same whenever the same resource is meant.
    pub fn ocid(&self, kind: &str, stack: u64, local: &str) -> String {
        let mut rng = Rng::keyed(self.options.seed, &[5, stack, hash(local)]);
        let region = if kind == "compartment" || kind == "tenancy" { "" } else { REGION };
        format!("ocid1.{kind}.oc1.{region}.aaaaaaaa{}", rng.text(BASE32, 52))
    }

    /// An AWS identifier: prefix and 17 hexadecimal digits.
    pub fn aws_id(&self, prefix: &str, local: &str) -> String {
        let mut rng = Rng::keyed(self.options.seed, &[6, self.stack, hash(local)]);
        format!("{prefix}-0{}", rng.text(HEX, 16))
    }

    /// The OCID of another resource of this stack, unknown while that one is new.
    pub fn refer(&self, kind: &str, local: &str) -> Value {
        match self.neighbours {
            Form::Known => json!(self.ocid(kind, self.stack, local)),
            Form::Planned => unknown(),
        }
    }

    /// The AWS identifier of another resource of this stack.
    pub fn refer_aws(&self, prefix: &str, local: &str) -> Value {
        match self.neighbours {
            Form::Known => json!(self.aws_id(prefix, local)),
            Form::Planned => unknown(),
        }
    }

    /// The tenancy, which is also the root compartment.
    pub fn tenancy(&self) -> String {
        self.ocid("tenancy", u64::MAX, "tenancy")
    }

    /// A compartment of the root module; those exist before the plan.
    pub fn root_compartment(&self, local: &str) -> String {
        self.ocid("compartment", u64::MAX, local)
    }

    /// The compartment of the stack.
    pub fn compartment(&self) -> Value {
        self.refer("compartment", "oci_identity_compartment.env")
    }

    /// The customer-managed key of the stack.
    pub fn key(&self) -> Value {
        self.refer("key", "oci_kms_key.data")
    }

    /// `team-00001-dev`
    pub fn prefix(&self) -> String {
        if self.stack == u64::MAX {
            return "landing".to_owned();
        }
        format!("{}-{}", layout::team_key(self.stack / 8), self.environment())
    }

    /// The environment of the stack.
    pub fn environment(&self) -> &'static str {
        ENVIRONMENTS[(self.stack % 8) as usize]
    }

    /// First two octets of the stack's network. Networks repeat after 4,096 stacks,
    /// as they do in estates of that size.
    pub fn network(&self) -> (u64, u64) {
        (10 + self.stack / 256 % 16, self.stack % 256)
    }

    /// A moment in the past, as OCI prints it.
    pub fn past(&mut self) -> String {
        let r = &mut self.rng;
        format!(
            "2025-{:02}-{:02} {:02}:{:02}:{:02}.{:03} +0000 UTC",
            1 + r.below(12),
            1 + r.below(28),
            r.below(24),
            r.below(60),
            r.below(60),
            r.below(1000)
        )
    }

    /// `defined_tags`, `freeform_tags` and the timeouts block of an OCI resource.
    pub fn oci_tags(&mut self, body: &mut Body) {
        let created = self.past();
        let mut defined = Map::new();
        defined.insert("Operations.CostCenter".to_owned(), json!(format!("{}", 4000 + self.rng.below(900))));
        defined.insert("Oracle-Tags.CreatedBy".to_owned(), json!("default/terraform-runner@example.com"));
        defined.insert("Oracle-Tags.CreatedOn".to_owned(), json!(created));
        // Optional and computed: the service adds its own tags, so the planned map is unknown.
        body.computed("defined_tags", Value::Object(defined));
        body.set("freeform_tags", self.free_tags());
        body.set("timeouts", Value::Null);
    }

    /// Tags that people write. `<`, `>` and `&` come out as Go escapes them.
    pub fn free_tags(&mut self) -> Value {
        let team = self.prefix();
        let contact = format!("Team {team} <{team}@example.com>");
        json!({
            "contact": contact,
            "data-class": *self.rng.pick(&["internal", "restricted & audited", "public"]),
            "environment": if self.stack == u64::MAX { "shared" } else { self.environment() },
            "owner": team,
            "service-tier": *self.rng.pick(&["gold", "silver", "bronze"]),
        })
    }

    /// `tags` and `tags_all` of an AWS resource.
    pub fn aws_tags(&mut self, body: &mut Body, name: &str) {
        let mut tags = self.free_tags();
        if let Value::Object(map) = &mut tags {
            map.insert("Name".to_owned(), json!(name));
        }
        body.set("tags", tags.clone());
        body.set("tags_all", tags);
    }
}
