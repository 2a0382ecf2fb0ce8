//! Blocks that depend on each other in a circle, told by names alone, as Terraform's graph has it: what a value needs is not
//! asked, so that resources count which read of each other only what a provider computes.

use std::collections::BTreeMap;

use super::decl::{ModuleDecl, ResourceKey};
use crate::eval::{Reference, references};
use crate::hcl::ast::{Body, Expr};
use crate::model::Mode;
use crate::text::{Diagnostic, Span, Str};

/// Summary of the error.
pub(super) const SUMMARY: &str = "Cycle";

/// What others may depend on: by module, an index into the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Local(Str),
    Variable(Str),
    Output(Str),
    Resource(ResourceKey),
    /// How often a module is called, and after what.
    Call(Str),
    /// All that a called module holds: who depends on the whole, depends on everything.
    Whole(Str),
}

type Node = (usize, Name);

/// Nodes by number, and for each those that it depends on, with the place that says so.
#[derive(Default)]
struct Graph {
    numbers: BTreeMap<Node, usize>,
    nodes: Vec<Node>,
    edges: Vec<Vec<(usize, Span)>>,
}

/// Every circle once.
pub(super) fn tree(modules: &[ModuleDecl], diagnostics: &mut Vec<Diagnostic>) {
    let graph = Graph::of(modules);
    for group in graph.groups() {
        if let Some(circle) = graph.circle(&group) {
            diagnostics.push(graph.told(&circle, modules));
        }
    }
}

impl Graph {
    fn of(modules: &[ModuleDecl]) -> Graph {
        let mut graph = Graph::default();
        for (at, module) in modules.iter().enumerate() {
            let names = (module.locals.keys().cloned().map(Name::Local))
                .chain(module.variables.keys().cloned().map(Name::Variable))
                .chain(module.outputs.keys().cloned().map(Name::Output))
                .chain(module.resources.keys().cloned().map(Name::Resource))
                .chain(module.calls.keys().cloned().map(Name::Call))
                .chain(module.called.keys().cloned().map(Name::Whole));
            for name in names {
                graph.numbers.insert((at, name.clone()), graph.nodes.len());
                graph.nodes.push((at, name));
            }
        }
        graph.edges = graph.nodes.iter().map(|(at, name)| graph.needs(modules, *at, name)).collect();
        graph
    }

    /// What a node depends on.
    fn needs(&self, modules: &[ModuleDecl], at: usize, name: &Name) -> Vec<(usize, Span)> {
        let module = &modules[at];
        let mut needs = Vec::new();
        let mut expr = |in_module: usize, expr: &Expr| {
            for reference in references(expr) {
                needs.extend(self.meant(modules, in_module, &reference).into_iter().map(|node| (node, reference.span)));
            }
        };
        match name {
            Name::Local(name) => expr(at, &module.locals[name].expr),
            Name::Output(name) => module.outputs[name].value.iter().for_each(|a| expr(at, &a.expr)),
            Name::Resource(key) => every(&module.resources[key].block.body, &mut |e| expr(at, e)),
            Name::Variable(name) => {
                if let Some((caller, call)) = &module.parent
                    && let Some(call) = modules[caller.0 as usize].calls.get(call)
                {
                    call.block.body.attribute(name).iter().for_each(|a| expr(caller.0 as usize, &a.expr));
                }
            }
            Name::Call(call) => {
                let body = &module.calls[call].block.body;
                for argument in ["count", "for_each", "depends_on"] {
                    body.attribute(argument).iter().for_each(|a| expr(at, &a.expr));
                }
            }
            Name::Whole(call) => {
                if let (Some(called), Some(block)) = (module.called.get(call), module.calls.get(call)) {
                    needs.extend(self.within(called.0 as usize).map(|node| (node, block.block.header)));
                }
            }
        }
        // Nothing in a module is there before the call is, not even what is constant.
        if let Some((caller, call)) = &module.parent
            && let Some(block) = modules[caller.0 as usize].calls.get(call)
        {
            let number = self.numbers.get(&(caller.0 as usize, Name::Call(call.clone())));
            needs.extend(number.map(|n| (*n, block.block.header)));
        }
        needs
    }

    /// What a reference names, where that is declared.
    fn meant(&self, modules: &[ModuleDecl], at: usize, reference: &Reference) -> Vec<usize> {
        let number = |at: usize, name: Name| self.numbers.get(&(at, name)).copied();
        let resource = |mode: Mode, kind: Option<&Str>, name: Option<&Str>| {
            let (Some(kind), Some(name)) = (kind, name) else { return Vec::new() };
            number(at, Name::Resource((mode, kind.clone(), name.clone()))).into_iter().collect()
        };
        let first = reference.name(0);
        match &*reference.root {
            "local" => first.and_then(|n| number(at, Name::Local(n.clone()))).into_iter().collect(),
            "var" => first.and_then(|n| number(at, Name::Variable(n.clone()))).into_iter().collect(),
            "data" => resource(Mode::Data, first, reference.name(1)),
            "ephemeral" => resource(Mode::Ephemeral, first, reference.name(1)),
            "module" => {
                let Some(call) = first else { return Vec::new() };
                let mut found: Vec<usize> = number(at, Name::Call(call.clone())).into_iter().collect();
                let Some(called) = modules[at].called.get(call) else { return found };
                // After a key, if there is one.
                match reference.name(1).or_else(|| reference.name(2)) {
                    Some(output) => found.extend(number(called.0 as usize, Name::Output(output.clone()))),
                    None => found.extend(number(at, Name::Whole(call.clone()))),
                }
                found
            }
            _ => resource(Mode::Managed, Some(&reference.root), first),
        }
    }

    /// The nodes of a module: they stand together.
    fn within(&self, module: usize) -> std::ops::Range<usize> {
        self.nodes.partition_point(|(at, _)| *at < module)..self.nodes.partition_point(|(at, _)| *at <= module)
    }

    /// Nodes that reach each other, more than one or one that reaches itself (Tarjan's algorithm, without recursion).
    fn groups(&self) -> Vec<Vec<usize>> {
        const NEW: usize = usize::MAX;
        let (mut order, mut low) = (vec![NEW; self.nodes.len()], vec![0; self.nodes.len()]);
        let (mut on_stack, mut stack, mut next) = (vec![false; self.nodes.len()], Vec::new(), 0);
        let mut groups = Vec::new();
        for root in 0..self.nodes.len() {
            let mut work: Vec<(usize, usize)> = if order[root] == NEW { vec![(root, 0)] } else { Vec::new() };
            while let Some((node, edge)) = work.pop() {
                if edge == 0 {
                    (order[node], low[node]) = (next, next);
                    next += 1;
                    stack.push(node);
                    on_stack[node] = true;
                } else {
                    low[node] = low[node].min(low[self.edges[node][edge - 1].0]);
                }
                let mut edge = edge;
                let below = loop {
                    let Some((to, _)) = self.edges[node].get(edge) else { break None };
                    edge += 1;
                    if order[*to] == NEW {
                        break Some(*to);
                    }
                    if on_stack[*to] {
                        low[node] = low[node].min(order[*to]);
                    }
                };
                if let Some(to) = below {
                    work.extend([(node, edge), (to, 0)]);
                } else if low[node] == order[node] {
                    let from = stack.iter().rposition(|n| *n == node).unwrap_or(0);
                    let group = stack.split_off(from);
                    group.iter().for_each(|n| on_stack[*n] = false);
                    if group.len() > 1 || self.edges[node].iter().any(|(to, _)| *to == node) {
                        groups.push(group);
                    }
                }
            }
        }
        groups
    }

    /// The shortest circle through the node of a group that is declared first; edges by node and number. `None` if it is told
    /// elsewhere: a resource that refers to itself.
    fn circle(&self, group: &[usize]) -> Option<Vec<(usize, Span)>> {
        let start = *group.iter().filter(|n| !self.is_whole(**n)).min()?;
        if group.len() == 1 && matches!(self.nodes[start].1, Name::Resource(_)) {
            return None;
        }
        let mut came: BTreeMap<usize, (usize, Span)> = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            for (to, span) in self.edges[node].iter().filter(|(to, _)| group.contains(to)) {
                if came.contains_key(to) {
                    continue;
                }
                came.insert(*to, (node, *span));
                if *to == start {
                    let mut circle = Vec::new();
                    let mut at = start;
                    loop {
                        let (from, span) = came[&at];
                        circle.push((from, span));
                        at = from;
                        if at == start {
                            circle.reverse();
                            return Some(circle);
                        }
                    }
                }
                queue.push_back(*to);
            }
        }
        None
    }

    fn is_whole(&self, node: usize) -> bool {
        matches!(self.nodes[node].1, Name::Whole(_))
    }

    fn told(&self, circle: &[(usize, Span)], modules: &[ModuleDecl]) -> Diagnostic {
        let circle: Vec<(usize, Span)> = circle.iter().copied().filter(|(node, _)| !self.is_whole(*node)).collect();
        let titles: Vec<String> = circle.iter().map(|(node, _)| title(&self.nodes[*node], modules)).collect();
        let way: String = titles[1..].iter().chain(titles.first()).map(|t| format!(", which needs {t}")).collect();
        let first = &titles[0];
        let detail = format!("{first} depends on itself: {first}{way}. Take one of these references out.");
        Diagnostic::error(circle.last().map_or(circle[0].1, |(_, span)| *span), SUMMARY, detail)
    }
}

/// Every expression of a body, those of nested blocks included. What `ignore_changes` lists are names of attributes.
fn every(body: &Body, visit: &mut dyn FnMut(&Expr)) {
    body.attributes().filter(|a| &*a.name.name != "ignore_changes").for_each(|a| visit(&a.expr));
    body.blocks().for_each(|b| every(&b.body, visit));
}

/// As Terraform writes it: `module.net.local.cidr`.
fn title((at, name): &Node, modules: &[ModuleDecl]) -> String {
    let path: String = modules[*at].key.split('.').filter(|n| !n.is_empty()).map(|n| format!("module.{n}.")).collect();
    match name {
        Name::Local(name) => format!("{path}local.{name}"),
        Name::Variable(name) => format!("{path}var.{name}"),
        Name::Output(name) => format!("{path}output.{name}"),
        Name::Resource((mode, kind, name)) => format!("{path}{}{kind}.{name}", mode.prefix()),
        Name::Call(name) | Name::Whole(name) => format!("{path}module.{name}"),
    }
}
