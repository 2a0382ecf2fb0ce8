//! `ringfence zones`: which zone each resource is in, and why.

use super::load::{self, PackArgs, SourceArgs};
use super::{Console, Failure};
use crate::check::{Exit, Session};
use crate::eval::Side;
use crate::model::Mode;
use crate::zone::Membership;

/// Explain which zone each resource is in.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: ringfence zones plan.json")]
pub struct Args {
    /// Plan (JSON or binary), state, or directory of sources; - reads standard input
    input: String,
    #[command(flatten)]
    sources: SourceArgs,
    #[command(flatten)]
    packs: PackArgs,
}

/// Runs the command.
pub fn run(args: &Args, console: &Console) -> Result<Exit, Failure> {
    let session = load::session(&args.input, &args.sources, &args.packs, console)?;
    let text = text(&session);
    console.print(&mut |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Clean)
}

fn text(session: &Session) -> String {
    let zones = &session.engine.zones;
    let plan = &session.engine.graph.plan;
    if zones.is_implicit() {
        return "There are no zones, neither in ringfence.hcl nor in the input: everything is in one implicit zone under the recipe baseline.\n".into();
    }
    let mut out = String::new();
    for (_, zone) in zones.iter() {
        let held = |side: &Option<crate::zone::ZoneSide>| match side {
            None => "does not exist".to_string(),
            Some(s) => {
                let count = s.binding.held(session.engine.rules.policies.iter().map(|p| &p.name)).len();
                let more = if s.binding.maybe_more.is_empty() { "" } else { ", perhaps more" };
                let places: Vec<String> = s.containers.iter().map(|c| zones.describe(c)).collect();
                format!("{count} policies{more}; {}", places.join(", "))
            }
        };
        out.push_str(&format!(
            "zone {}\n  before: {}\n  after:  {}\n",
            zone.name,
            held(&zone.before),
            held(&zone.after)
        ));
    }
    out.push('\n');
    for (id, resource) in plan.iter().filter(|(_, r)| r.address.mode == Mode::Managed) {
        let side = if resource.after.exists() { Side::After } else { Side::Before };
        let (name, why) = match &*zones.of_resource(id, side) {
            Membership::In { zone, .. } => {
                (zones.get(*zone).name.to_string(), crate::check::chain(&session.engine, &session.sources, id, side))
            }
            Membership::Outside { assumed } => {
                ("-".to_string(), assumed.as_deref().unwrap_or("outside of all zones").to_string())
            }
            Membership::Undetermined(waits) => ("?".to_string(), format!("depends on {}", waits.join(", "))),
        };
        out.push_str(&format!("{}\n    {name}: {why}\n", resource.address));
    }
    out
}
