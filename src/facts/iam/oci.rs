//! Policy statements of Oracle Cloud Infrastructure.
//!
//! Grammar: Oracle's "Policy Syntax", with `Deny`, `Define`, `Endorse` and `Admit` as on the pages about
//! deny policies and cross-tenancy access. Keywords, variables and names in conditions ignore case.

use super::condition::{self, Condition};
use super::families;
use super::token::{Shape, Token, tokens};

/// A statement. What it does not have, or what could not be read, is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// What it does.
    pub kind: StatementKind,
    /// Lower case: `group`, `dynamic-group`, `service`, `any-user`, `any-group`, ...
    pub subject_kind: Option<String>,
    /// Names or OCIDs, as written, without quotes: `Default/Administrators`. `None` if not known.
    pub subjects: Option<Vec<String>>,
    /// The other tenancy of `Admit group X of tenancy T`.
    pub subject_tenancy: Option<String>,
    /// Lower case.
    pub verb: Option<String>,
    /// Upper case: of `to { A, B } in ...`.
    pub permissions: Vec<String>,
    /// Lower case.
    pub resource: Option<String>,
    /// `tenancy`, `any-tenancy` or `compartment`.
    pub location_kind: Option<String>,
    /// Name, path or OCID of the compartment (or of the other tenancy).
    pub location: Option<String>,
    /// The text of the `where` clause.
    pub condition_text: Option<String>,
    /// The same, parsed.
    pub condition: Option<Condition>,
    /// Why it cannot be read.
    pub problem: Option<String>,
    /// As written.
    pub text: String,
}

/// What a statement does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StatementKind {
    /// Grants.
    Allow,
    /// Forbids, whatever else grants.
    Deny,
    /// Names something of another tenancy.
    Define,
    /// Lets own people act in another tenancy.
    Endorse,
    /// Lets people of another tenancy act here.
    Admit,
    /// Follows no grammar known here.
    #[default]
    Unreadable,
}

impl StatementKind {
    const ALL: [StatementKind; 6] =
        [Self::Allow, Self::Deny, Self::Define, Self::Endorse, Self::Admit, Self::Unreadable];

    /// Its name, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Define => "define",
            Self::Endorse => "endorse",
            Self::Admit => "admit",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Verbs, from the least access to the most: each includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// List.
    Inspect,
    /// See in full.
    Read,
    /// Work with what exists.
    Use,
    /// Everything.
    Manage,
}

impl Verb {
    /// A verb by its name in any case.
    pub fn of(name: &str) -> Option<Verb> {
        match name.to_ascii_lowercase().as_str() {
            "inspect" => Some(Verb::Inspect),
            "read" => Some(Verb::Read),
            "use" => Some(Verb::Use),
            "manage" => Some(Verb::Manage),
            _ => None,
        }
    }
}

const SUBJECTS: [&str; 7] = ["group", "dynamic-group", "service", "any-user", "any-group", "resource", "user"];

/// How far a statement of which only the beginning is known could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Nothing is certain.
    Nothing,
    /// The kind.
    Kind,
    /// And what kind of subject.
    SubjectKind,
    /// And which subjects.
    Subject,
    /// And the verb or the permissions.
    Action,
    /// And the resource type.
    Resource,
    /// And the kind of location.
    LocationKind,
    /// And which location.
    Location,
    /// And that there is a condition, though not all of it.
    Where,
    /// All of it.
    End,
}

/// Parses a statement. One that cannot be read has the kind [`StatementKind::Unreadable`] and says why.
pub fn parse(statement: &str) -> Statement {
    let mut reader = Reader::new(statement);
    let result = match tokens(statement) {
        Ok(tokens) => reader.statement(&tokens),
        Err(at) => Err(format!("the quotation mark at byte {at} is never closed")),
    };
    reader.done(result)
}

/// Parses a statement of which only the beginning is known, and says how much of it is certain.
pub fn parse_beginning(beginning: &str) -> (Statement, Reached) {
    let mut reader = Reader::new(beginning);
    let mut known = match tokens(beginning) {
        Ok(tokens) => tokens,
        // What stands before an open quotation is certain.
        Err(at) => tokens(beginning.get(..at).unwrap_or_default()).unwrap_or_default(),
    };
    let open_end = known.last().is_some_and(|t| t.end == beginning.len() && t.shape != Shape::Punctuation);
    if open_end {
        // The last word may go on.
        known.pop();
    }
    match reader.statement(&known) {
        // Complete as it stands, but a condition may follow.
        Ok(()) => {
            let reached = reader.reached.min(Reached::Location);
            let reached = if reader.statement.condition_text.is_some() { Reached::Where } else { reached };
            (reader.statement, reached)
        }
        Err(_) => (reader.statement, reader.reached),
    }
}

/// Stands for an identifier that is not handed out yet.
const PENDING: &str = "ocid1.pending";

/// Parses a statement about a compartment whose identifier is handed out later, and stands between two known texts. Its
/// location is left out. `None` if it cannot be read, or the identifier stands for something else.
pub fn parse_around(before: &str, behind: &str) -> Option<Statement> {
    let statement = parse(&format!("{before}{PENDING}{behind}"));
    let in_place = statement.location.as_deref().is_some_and(|l| l.ends_with(PENDING));
    (in_place && statement.kind != StatementKind::Unreadable).then_some(Statement { location: None, ..statement })
}

struct Reader {
    statement: Statement,
    reached: Reached,
}

impl Reader {
    fn new(text: &str) -> Reader {
        Reader { statement: Statement { text: text.to_string(), ..Statement::default() }, reached: Reached::Nothing }
    }

    fn done(self, result: Result<(), String>) -> Statement {
        match result {
            Ok(()) => self.statement,
            Err(problem) => Statement { text: self.statement.text, problem: Some(problem), ..Statement::default() },
        }
    }

    fn statement(&mut self, tokens: &[Token]) -> Result<(), String> {
        let (first, rest) = tokens.split_first().ok_or("it is empty")?;
        let kind = StatementKind::ALL.into_iter().find(|k| *k != StatementKind::Unreadable && first.is(k.name()));
        self.statement.kind = kind.ok_or_else(|| format!("{:?} is not a kind of statement", first.text))?;
        self.reached = Reached::Kind;
        if self.statement.kind == StatementKind::Define {
            return self.define(rest);
        }
        let kind = rest.first().filter(|t| t.shape == Shape::Word).map(|t| t.text.to_lowercase());
        let kind = kind.filter(|k| SUBJECTS.contains(&k.as_str())).ok_or("it does not say for whom")?;
        self.statement.subject_kind = Some(kind);
        self.reached = Reached::SubjectKind;
        let (subject, rest) = split(rest, "to").ok_or("the word \"to\" is missing")?;
        self.subject(subject.get(1..).unwrap_or_default())?;
        self.reached = Reached::Subject;
        let rest = self.action(rest)?;
        self.reached = Reached::Action;
        let (resource, rest) = split(rest, "in").ok_or("the word \"in\" is missing")?;
        self.resource(resource)?;
        self.reached = Reached::Resource;
        self.place(rest)
    }

    /// `Define tenancy T as OCID`: nothing is granted.
    fn define(&mut self, rest: &[Token]) -> Result<(), String> {
        let (what, name) = rest.split_first().ok_or("it defines nothing")?;
        self.statement.subject_kind = Some(what.text.to_lowercase());
        let (name, _) = split(name, "as").ok_or("the word \"as\" is missing")?;
        self.statement.subjects = Some(vec![joined(name)]);
        self.reached = Reached::End;
        Ok(())
    }

    fn subject(&mut self, tokens: &[Token]) -> Result<(), String> {
        let (names, tenancy) = split(tokens, "of").unwrap_or((tokens, &[]));
        if !tenancy.is_empty() {
            let name = tenancy.iter().filter(|t| !t.is("tenancy")).cloned().collect::<Vec<_>>();
            self.statement.subject_tenancy = Some(joined(&name));
        }
        let anyone = self.statement.subject_kind.as_deref().is_some_and(|k| k.starts_with("any-"));
        if names.is_empty() && anyone {
            self.statement.subjects = Some(Vec::new());
            return Ok(());
        }
        let mut subjects = Vec::new();
        for part in names.split(|t| t.is_mark(",")) {
            let part = part.strip_prefix_if(|t| t.is("id"));
            if part.is_empty() || part.iter().any(|t| !matches!(t.shape, Shape::Word | Shape::Quoted)) {
                return Err("a name of a subject is missing".into());
            }
            subjects.push(joined(part));
        }
        self.statement.subjects = Some(subjects);
        Ok(())
    }

    fn action<'t>(&mut self, tokens: &'t [Token]) -> Result<&'t [Token], String> {
        let (first, rest) = tokens.split_first().ok_or("it does not say what may be done")?;
        if !first.is_mark("{") {
            let verb = first.text.to_lowercase();
            let crossing = matches!(self.statement.kind, StatementKind::Endorse | StatementKind::Admit);
            if first.shape != Shape::Word || (Verb::of(&verb).is_none() && !crossing) {
                return Err(format!("{:?} is not a verb", first.text));
            }
            self.statement.verb = Some(verb);
            return Ok(rest);
        }
        let end = rest.iter().position(|t| t.is_mark("}")).ok_or("the list of permissions does not end")?;
        let names = rest.get(..end).unwrap_or_default().iter().filter(|t| !t.is_mark(","));
        self.statement.permissions = names.map(|t| t.text.to_uppercase()).collect();
        Ok(rest.get(end + 1..).unwrap_or_default())
    }

    fn resource(&mut self, tokens: &[Token]) -> Result<(), String> {
        match tokens {
            [one] if one.shape == Shape::Word => self.statement.resource = Some(one.text.to_lowercase()),
            [] if !self.statement.permissions.is_empty() => {}
            _ => return Err(format!("{:?} is not a resource type", joined(tokens))),
        }
        Ok(())
    }

    fn place(&mut self, tokens: &[Token]) -> Result<(), String> {
        let (first, rest) = tokens.split_first().ok_or("it does not say where")?;
        let kind = ["tenancy", "any-tenancy", "compartment"].into_iter().find(|k| first.is(k));
        let kind = kind.ok_or_else(|| format!("{:?} is not a location", first.text))?;
        self.statement.location_kind = Some(kind.into());
        self.reached = Reached::LocationKind;
        let (name, clause) = match split(rest, "where") {
            Some((name, clause)) => (name, Some(clause)),
            None => (rest, None),
        };
        // `associate A in tenancy with B in tenancy T` speaks of a second place.
        let (name, _) = split(name, "with").unwrap_or((name, &[]));
        let name = joined(name.strip_prefix_if(|t| t.is("id")));
        match name.is_empty() {
            true if kind == "compartment" => return Err("it does not say which compartment".into()),
            true => {}
            false => self.statement.location = Some(name),
        }
        let Some(clause) = clause else {
            // More words of a name may follow a beginning; the end is what settles it.
            self.reached = if kind == "compartment" { Reached::LocationKind } else { Reached::Location };
            return Ok(());
        };
        self.reached = Reached::Where;
        let start = clause.first().map_or(self.statement.text.len(), |t| t.start);
        self.statement.condition_text = self.statement.text.get(start..).map(|t| t.trim().to_string());
        self.statement.condition = Some(condition::parse(clause)?);
        self.reached = Reached::End;
        Ok(())
    }
}

/// What stands before a keyword and after it.
fn split<'t>(tokens: &'t [Token], keyword: &str) -> Option<(&'t [Token], &'t [Token])> {
    let at = tokens.iter().position(|t| t.is(keyword))?;
    Some((tokens.get(..at)?, tokens.get(at + 1..)?))
}

fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ")
}

trait StripPrefix {
    /// Without the first token, if it is such a one.
    fn strip_prefix_if(&self, f: impl Fn(&Token) -> bool) -> &Self;
}

impl StripPrefix for [Token] {
    fn strip_prefix_if(&self, f: impl Fn(&Token) -> bool) -> &Self {
        match self.split_first() {
            Some((first, rest)) if f(first) => rest,
            _ => self,
        }
    }
}

impl Statement {
    /// Whether its verb and resource type include these. Explicit permissions include no verb.
    pub fn covers(&self, verb: Verb, resource: &str) -> bool {
        let enough = self.verb.as_deref().and_then(Verb::of).is_some_and(|v| v >= verb);
        enough && self.resource.as_deref().is_some_and(|r| families::includes(r, &resource.to_lowercase()))
    }

    /// Whether the condition lets no request through that needs this permission, for what it is feared for.
    pub fn excludes_permission(&self, permission: &str) -> bool {
        let Some(condition) = &self.condition else { return false };
        let asked = ("request.permission", permission);
        let operations = families::permission(permission).map_or(&[][..], |p| p.operations);
        condition.excludes(&[asked])
            || !operations.is_empty()
                && operations.iter().all(|o| condition.excludes(&[asked, ("request.operation", o)]))
    }

    /// Whether verb and resource type, or the list of permissions, hold this permission, leaving the
    /// condition aside; `None` for a permission that is not in the tables.
    pub fn holds_permission(&self, permission: &str) -> Option<bool> {
        if !self.permissions.is_empty() {
            return Some(self.permissions.iter().any(|p| p.eq_ignore_ascii_case(permission)));
        }
        families::permission(permission).map(|p| self.covers(p.verb, p.resource))
    }
}
