//! What an estate consists of: the root module, teams (one module call each, with
//! `for_each` over environments), and in every environment the same set of
//! resources in nested modules. One environment is a *stack*.

use super::Options;
use super::rng::Rng;

/// Environments of a team, in Terraform's order of keys.
pub const ENVIRONMENTS: [&str; 8] = ["blue", "dev", "dr", "green", "perf", "prod", "stage", "test"];

/// The module that a resource stands in, seen from its stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The root module; such resources belong to no stack.
    Root,
    /// `module.team_0000["dev"]`
    Team,
    /// `module.aws` in the team's module.
    Aws,
    /// `module.compute` in the team's module.
    Compute,
    /// `module.network[0]` in the team's module.
    Network,
    /// `module.storage["primary"]` in the team's module.
    Storage,
}

/// The nested modules in Terraform's order.
pub const NESTED: [Place; 4] = [Place::Aws, Place::Compute, Place::Network, Place::Storage];

impl Place {
    /// The step of the address below the team's module, with its instance key.
    pub fn step(self) -> &'static str {
        match self {
            Place::Root | Place::Team => "",
            Place::Aws => "module.aws",
            Place::Compute => "module.compute",
            Place::Network => "module.network[0]",
            Place::Storage => "module.storage[\"primary\"]",
        }
    }
}

/// Instance key of a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// No `count`, no `for_each`.
    None,
    /// `count`
    Int(u64),
    /// `for_each`
    Text(String),
}

/// One resource instance of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its module.
    pub place: Place,
    /// Resource type.
    pub kind: &'static str,
    /// Resource name.
    pub name: &'static str,
    /// Instance key.
    pub key: Key,
    /// Position among the instances of its block.
    pub ordinal: u64,
}

impl Item {
    /// An instance without key.
    pub fn single(place: Place, kind: &'static str, name: &'static str) -> Self {
        Item { place, kind, name, key: Key::None, ordinal: 0 }
    }

    /// `type.name[key]`, without the module.
    pub fn local_address(&self) -> String {
        match &self.key {
            Key::None => format!("{}.{}", self.kind, self.name),
            Key::Int(i) => format!("{}.{}[{i}]", self.kind, self.name),
            Key::Text(t) => format!("{}.{}[\"{t}\"]", self.kind, self.name),
        }
    }
}

/// A block of a stack: place, type, name, instances.
pub struct Block(pub Place, pub &'static str, pub &'static str, pub Instances);

/// How a block is repeated.
#[derive(Clone, Copy)]
pub enum Instances {
    /// Not at all.
    One,
    /// `count = n`
    Count(u64),
    /// `for_each` over these keys.
    Each(&'static [&'static str]),
}

use Instances::{Count, Each, One};

/// Tiers of a network.
pub const TIERS: &[&str] = &["app", "db", "web"];
const BUCKETS: &[&str] = &["artifacts", "audit", "backup", "exports", "media", "tmp"];
const S3: &[&str] = &["data", "logs", "static"];

/// Blocks of a stack, ordered by place, type and name as Terraform orders them.
/// 68 OCI and 26 AWS instances: about 70 % and 30 %.
pub const BLOCKS: &[Block] = &[
    Block(Place::Team, "oci_identity_compartment", "env", One),
    Block(Place::Team, "oci_kms_key", "data", One),
    Block(Place::Team, "oci_kms_vault", "main", One),
    Block(Place::Aws, "aws_db_instance", "main", One),
    Block(Place::Aws, "aws_default_security_group", "this", One),
    Block(Place::Aws, "aws_iam_role", "app", One),
    Block(Place::Aws, "aws_instance", "worker", Count(3)),
    Block(Place::Aws, "aws_kms_key", "data", One),
    Block(Place::Aws, "aws_s3_bucket", "this", Each(S3)),
    Block(Place::Aws, "aws_s3_bucket_public_access_block", "this", Each(S3)),
    Block(Place::Aws, "aws_s3_bucket_server_side_encryption_configuration", "this", Each(S3)),
    Block(Place::Aws, "aws_security_group", "app", Count(2)),
    Block(Place::Aws, "aws_subnet", "private", Each(&["a", "b", "c"])),
    Block(Place::Aws, "aws_vpc", "main", One),
    Block(Place::Aws, "aws_vpc_security_group_ingress_rule", "app", Count(4)),
    Block(Place::Compute, "oci_core_instance", "node", Count(8)),
    Block(Place::Compute, "oci_core_volume", "data", Count(8)),
    Block(Place::Compute, "oci_core_volume_attachment", "data", Count(8)),
    Block(Place::Network, "oci_core_default_security_list", "this", One),
    Block(Place::Network, "oci_core_nat_gateway", "nat", One),
    Block(Place::Network, "oci_core_network_security_group", "tier", Each(TIERS)),
    Block(Place::Network, "oci_core_network_security_group_security_rule", "rule", Count(12)),
    Block(Place::Network, "oci_core_route_table", "private", One),
    Block(Place::Network, "oci_core_security_list", "tier", Each(TIERS)),
    Block(Place::Network, "oci_core_subnet", "tier", Each(TIERS)),
    Block(Place::Network, "oci_core_vcn", "main", One),
    Block(Place::Network, "oci_logging_log", "flow", Each(TIERS)),
    Block(Place::Storage, "oci_logging_log", "write", Each(BUCKETS)),
    Block(Place::Storage, "oci_objectstorage_bucket", "this", Each(BUCKETS)),
    Block(Place::Storage, "oci_vault_secret", "token", One),
];

/// How many instances a stack has.
pub const STACK_SIZE: u64 = 94;
/// How many of them can be given a defect on purpose.
pub const DEFECTABLE: u64 = 48;

/// All instances of a stack in a place, in Terraform's order.
pub fn stack_items() -> Vec<Item> {
    let mut items = Vec::new();
    for Block(place, kind, name, instances) in BLOCKS {
        let item = |key, ordinal| Item { place: *place, kind, name, key, ordinal };
        match instances {
            One => items.push(item(Key::None, 0)),
            Count(n) => items.extend((0..*n).map(|i| item(Key::Int(i), i))),
            Each(keys) => items.extend(keys.iter().zip(0..).map(|(k, i)| item(Key::Text((*k).to_owned()), i))),
        }
    }
    items
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Does not exist yet.
    Create,
    /// Stays as it is.
    NoOp,
    /// Its tags change.
    Update,
    /// Its compartment changes.
    Move,
    /// Deleted, then created.
    Replace,
    /// Its block has fewer instances now.
    Delete,
}

/// How many stacks, teams and root resources make the number asked for.
#[derive(Clone, Copy, Debug)]
pub struct Estate {
    /// Number of stacks.
    pub stacks: u64,
    /// Number of teams: one module call, one compartment each.
    pub teams: u64,
    /// Resources of the root module that fill up to the exact number.
    pub archives: u64,
}

/// Root resources that are always there: two compartments and the recipe.
const FIXED_ROOT: u64 = 3;

impl Estate {
    /// The estate with exactly `resources` managed resources.
    pub fn of(resources: u64) -> Self {
        let mut stacks = resources / STACK_SIZE;
        while stacks > 0 && Estate::size(stacks) > resources {
            stacks -= 1;
        }
        let archives = resources.saturating_sub(Estate::size(stacks));
        Estate { stacks, teams: stacks.div_ceil(8), archives }
    }

    fn size(stacks: u64) -> u64 {
        let teams = stacks.div_ceil(8);
        FIXED_ROOT + teams + teams.div_ceil(3) + stacks * STACK_SIZE
    }

    /// Managed resources of the root module, in Terraform's order.
    pub fn root_items(self) -> Vec<Item> {
        let root = |kind, name, key, ordinal| Item { place: Place::Root, kind, name, key, ordinal };
        let mut items = vec![root("oci_cloud_guard_security_recipe", "strict", Key::None, 0)];
        let zoned = (0..self.teams).filter(|t| is_zoned(*t));
        items.extend(zoned.map(|t| root("oci_cloud_guard_security_zone", "team", Key::Text(team_key(t)), t)));
        items.extend((0..self.archives).map(|i| root("oci_core_volume", "archive", Key::Int(i), i)));
        items.push(root("oci_identity_compartment", "apps", Key::None, 0));
        items.push(root("oci_identity_compartment", "shared", Key::None, 0));
        items.extend((0..self.teams).map(|t| root("oci_identity_compartment", "team", Key::Text(team_key(t)), t)));
        items
    }
}

/// Whether a team's compartment is a declared security zone: every third is.
pub fn is_zoned(team: u64) -> bool {
    team.is_multiple_of(3)
}

/// Key of a team in `for_each`; five digits keep Terraform's text order the same as ours.
pub fn team_key(team: u64) -> String {
    format!("team-{team:05}")
}

/// Address of the team's module instance for a stack.
pub fn stack_address(stack: u64) -> String {
    format!("module.team_{:05}[\"{}\"]", stack / 8, ENVIRONMENTS[(stack % 8) as usize])
}

/// Address of the module that an item stands in; `None` for the root module.
pub fn module_address(stack: u64, place: Place) -> Option<String> {
    match place {
        Place::Root => None,
        Place::Team => Some(stack_address(stack)),
        nested => Some(format!("{}.{}", stack_address(stack), nested.step())),
    }
}

/// Whether a whole stack is new in this plan: three of five, spread evenly, so that
/// bytes per resource are the same in small and large plans.
pub fn is_new(options: &Options, stack: u64) -> bool {
    (stack.wrapping_mul(3) + options.seed) % 5 < 3
}

/// What the plan does with a resource. Only leaves are replaced or deleted, so that
/// no other resource refers to something that goes away.
pub fn action(options: &Options, stack: u64, item: &Item) -> Action {
    if item.place == Place::Root {
        return if item.name == "archive" && item.ordinal % 7 == 3 { Action::Create } else { Action::NoOp };
    }
    if is_new(options, stack) {
        return Action::Create;
    }
    let draw = Rng::keyed(options.seed, &[2, stack, super::rng::hash(&item.local_address())]).below(1000);
    let leaf = matches!(
        item.kind,
        "oci_core_network_security_group_security_rule"
            | "oci_core_volume_attachment"
            | "aws_vpc_security_group_ingress_rule"
    );
    let last = matches!(item.key, Key::Int(11)) || (item.kind.ends_with("ingress_rule") && item.key == Key::Int(3));
    match draw {
        0..150 if last => Action::Delete,
        150..200 if leaf => Action::Replace,
        // Without tags there is nothing harmless to change.
        0..80 if !leaf && !item.kind.ends_with("_encryption_configuration") => Action::Update,
        80..95 if matches!(item.kind, "oci_core_instance" | "oci_core_volume" | "oci_objectstorage_bucket") => {
            Action::Move
        }
        _ => Action::NoOp,
    }
}
