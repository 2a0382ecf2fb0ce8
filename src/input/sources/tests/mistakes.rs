//! Errors: told with their place, and bounded.

use super::*;

#[test]
fn mistakes_are_told_with_their_place_and_hide_nothing() {
    let cases = [
        ("locals {\n a = local.b\n b = local.a\n}\noutput \"o\" { value = local.a }", "main.tf:3:6 Cycle"),
        ("resource \"a_x\" \"r\" {\n y = var.nope\n}", "main.tf:2:6 Reference to undeclared input variable"),
        ("resource \"a_x\" \"r\" {\n y = local.nope\n}", "main.tf:2:6 Reference to undeclared local value"),
        ("resource \"a_x\" \"r\" {\n y = a_x.nope.id\n}", "main.tf:2:6 Reference to undeclared resource"),
        ("resource \"a_x\" \"r\" {\n y = a_x\n}", "main.tf:2:6 Invalid reference"),
        ("resource \"a_x\" \"r\" {\n y = module.m.x\n}", "main.tf:2:6 Reference to undeclared module"),
        ("resource \"a_x\" \"r\" {\n y = each.key\n}", "main.tf:2:6 Reference to \"each\" in context without for_each"),
        ("resource \"a_x\" \"r\" {\n y = nofn(1)\n}", "main.tf:2:6 Call to unknown function"),
        ("resource \"a_x\" \"r\" {\n y = self.y\n}", "main.tf:2:6 Invalid \"self\" reference"),
        ("resource \"a_x\" \"r\" {\n count = length(a_x.r)\n}", "main.tf:2:17 Cycle"),
        ("resource \"a_x\" \"r\" {\n count = 100001\n}", "main.tf:2:10 Invalid count argument"),
        ("resource \"a_x\" \"r\" {\n count = -1\n}", "main.tf:2:10 Invalid count argument"),
        ("resource \"a_x\" \"r\" {\n for_each = [\"a\"]\n}", "main.tf:2:13 Invalid for_each argument"),
        ("resource \"a_x\" \"r\" {\n for_each = null\n}", "main.tf:2:13 Invalid for_each argument"),
        ("resource \"a_x\" \"r\" {}\nresource \"a_x\" \"r\" {}", "main.tf:2:1 Duplicate resource definition"),
        ("variable \"v\" {\n type = foo\n}", "main.tf:2:9 Invalid type specification"),
        ("variable \"v\" {\n type = number\n default = \"x\"\n}", "main.tf:3:12 Invalid default value for variable"),
        ("resource \"a_x\" \"r\" {\n y = count.index\n}", "main.tf:2:6 Reference to \"count\" in non-counted context"),
        ("locals {\n y = self.id\n}", "main.tf:2:6 Invalid \"self\" reference"),
        ("locals {\n y = terraform.nope\n}", "main.tf:2:6 Invalid \"terraform\" attribute"),
        // Names are looked at before anything is evaluated: nothing hides them.
        ("locals {\n y = try(var.nope, 1)\n}", "main.tf:2:10 Reference to undeclared input variable"),
        ("locals {\n y = can(local.nope)\n}", "main.tf:2:10 Reference to undeclared local value"),
        ("locals {\n y = try(a_x.nope.id, 1)\n}", "main.tf:2:10 Reference to undeclared resource"),
        ("locals {\n y = try(module.nope, 1)\n}", "main.tf:2:10 Reference to undeclared module"),
        (
            "resource \"a_x\" \"r\" {\n count = 2\n}\nlocals {\n y = a_x.r.id\n}",
            "main.tf:5:6 Missing resource instance key",
        ),
        (
            "resource \"a_x\" \"r\" {\n for_each = {}\n}\nlocals {\n y = can(a_x.r.id)\n}",
            "main.tf:5:10 Missing resource instance key",
        ),
        ("data \"a_x\" \"r\" {}\nlocals {\n y = data.a_x.r[0].id\n}", "main.tf:3:6 Unexpected resource instance key"),
        (
            "resource \"a_x\" \"r\" {\n count = 1\n for_each = {}\n}",
            "main.tf:3:2 Invalid combination of \"count\" and \"for_each\"",
        ),
        ("resource \"a_x\" \"r\" {\n lifecycle {\n  prevent_destory = true\n }\n}", "main.tf:3:3 Unsupported argument"),
        ("resource \"terraform_data\" \"r\" {\n inptu = 1\n}", "main.tf:2:2 Unsupported argument"),
        ("terraform {\n required_versio = \"1\"\n}", "main.tf:2:2 Unsupported argument"),
        ("nonsense \"x\" {}", "main.tf:1:1 Unsupported block type"),
        ("x = 1", "main.tf:1:1 Unsupported argument"),
    ];
    for (text, expected) in cases {
        let with_more = format!("{text}\nresource \"b_y\" \"fine\" {{\n  ok = true\n}}\n");
        assert_eq!(errors(&with_more), [expected], "{text}");
        let (loaded, _) = load_one(&with_more);
        assert_eq!(show(&attribute(&loaded, "b_y.fine", "ok")), "true", "{text}");
    }
    // The refused block is still there, once, for all its instances.
    let (loaded, _) = load_one("resource \"a_x\" \"r\" {\n count = 100001\n}");
    assert_eq!(addresses(&loaded), ["a_x.r[*]"]);
}

#[test]
fn an_attribute_with_an_error_is_unknown() {
    let (loaded, _) = load_one("resource \"a_x\" \"r\" {\n y = 1 + \"a\"\n z = 2\n}");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "y")), "unknown <- a_x.r.y (its expression has an error)");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "z")), "2");
    assert_eq!(loaded.diagnostics.len(), 1);
}

#[test]
fn long_chains_of_references_do_not_overflow() {
    let mut text = String::from("locals {\n l0 = 1\n");
    for i in 1..150 {
        text.push_str(&format!(" l{i} = ((local.l{} + 1))\n", i - 1));
    }
    text.push_str("}\nresource \"a_x\" \"r\" {\n v = local.l149\n}\n");
    assert_eq!(show(&attribute(&clean(&text), "a_x.r", "v")), "150");
    let mut text = String::from("locals {\n l0 = 1\n");
    for i in 1..5000 {
        text.push_str(&format!(" l{i} = local.l{}\n", i - 1));
    }
    text.push_str("}\nresource \"a_x\" \"r\" {\n v = local.l4999\n}\n");
    assert!(errors(&text).iter().all(|e| e.ends_with("References nest too deeply")));
    assert!(!errors(&text).is_empty());
}

#[test]
fn growth_is_bounded() {
    let mut text = String::from("locals {\n s0 = \"0123456789abcdef0123456789abcdef0123456789abcdef\"\n");
    for i in 1..60 {
        text.push_str(&format!(" s{i} = \"${{local.s{0}}}${{local.s{0}}}\"\n", i - 1));
    }
    text.push_str("}\nresource \"a_x\" \"r\" {\n v = local.s59\n}\n");
    assert!(errors(&text).iter().any(|e| e.ends_with("Evaluation takes too long")), "{:?}", errors(&text));
}

/// What a stranger reads: the place of the mistake, what is wrong, and what to do about it.
#[test]
fn every_error_names_its_place_and_a_remedy() {
    let dir = tempdir("remedies");
    let text = r#"
variable "size" {
  type    = number
  default = "big"
}
variable "kind" {
  type = strin
}
locals {
  a  = local.b
  b  = "x${local.a}"
  up = uper("x")
}
module "far" {
  source = "oracle/vcn/oci"
}
module "near" {
  source = "./missing"
}
resource "a_x" "r" {
  a = var.compartmnt_id
  b = var.sise
  c = local.a
  d = local.up
  e = var.size
  f = a_x.s.id
}
"#;
    std::fs::write(dir.join("main.tf"), text).unwrap();
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    let base = format!("{}/", dir.display());
    let mut told: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|d| format!("{} {}: {}", sources.display(d.span.unwrap()).replace(&base, ""), d.summary, d.detail))
        .chain(loaded.plan.problems.iter().map(|p| format!("{}: {}", p.what, p.message.replace(&base, ""))))
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "main.tf:11:12 Cycle: local.a depends on itself: local.a, which needs local.b, which needs local.a. Take one of these references out.",
            "main.tf:12:8 Call to unknown function: There is no function named \"uper\". Did you mean \"upper\"?",
            "main.tf:21:7 Reference to undeclared input variable: An input variable with the name \"compartmnt_id\" has not been declared. Declare it with a variable \"compartmnt_id\" {} block.",
            "main.tf:22:7 Reference to undeclared input variable: An input variable with the name \"sise\" has not been declared. Did you mean \"size\"?",
            "main.tf:26:7 Reference to undeclared resource: A managed resource \"a_x\" \"s\" has not been declared in the root module. Write a block that declares it, or mend the name.",
            "main.tf:4:13 Invalid default value for variable: This default value is not compatible with the variable's type constraint: a number is required. Give a value of the declared type, or change type.",
            "main.tf:7:10 Invalid type specification: The keyword \"strin\" is not a valid type specification. Did you mean \"string\"?",
            "module.far: module not installed, called at main.tf:14:1: run terraform init to fetch \"oracle/vcn/oci\"; what it makes was not checked",
            "module.near: its directory \"./missing\" cannot be read (No such file or directory (os error 2)), called at main.tf:17:1: mend the source argument; what it makes was not checked",
        ]
    );
}

/// A module that many call is read once, and the files of all are in the map once.
#[test]
fn a_directory_is_read_once_however_often_it_is_called() {
    let dir = tempdir("once");
    std::fs::create_dir_all(dir.join("m")).unwrap();
    let calls: String = (0..50).map(|i| format!("module \"m{i}\" {{\n  source = \"./m\"\n}}\n")).collect();
    std::fs::write(dir.join("main.tf"), calls).unwrap();
    std::fs::write(dir.join("m/main.tf"), "resource \"a_x\" \"r\" {\n  v = oops\n}\n").unwrap();
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    assert_eq!((sources.len(), loaded.plan.resources.len(), loaded.plan.config.modules.len()), (2, 50, 51));
    assert_eq!(loaded.diagnostics.len(), 1, "{:?}", loaded.diagnostics);
}

/// Summary and what is suggested, if anything.
fn told(text: &str) -> Vec<String> {
    let (loaded, _) = load_one(text);
    let all = loaded.diagnostics.iter();
    all.map(|d| match d.detail.split_once("Did you mean ") {
        Some((_, near)) => format!("{} ({near})", d.summary),
        None => d.summary.clone(),
    })
    .collect()
}

#[test]
fn blocks_that_depend_on_each_other_are_told_whatever_they_read() {
    const MODULE: &str = r#"
        variable "a" { default = 1 }
        variable "b" { default = 1 }
        resource "a_x" "r" { y = var.a }
        output "a" { value = a_x.r.id }
        output "b" { value = var.b }
    "#;
    let dir = tempdir("cycles");
    std::fs::create_dir_all(dir.join("m")).unwrap();
    std::fs::write(dir.join("m/main.tf"), MODULE).unwrap();
    let told = |text: &str| {
        std::fs::write(dir.join("main.tf"), text).unwrap();
        let mut sources = SourceMap::default();
        let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
        let errors = loaded.diagnostics.iter().filter(|d| d.level == Level::Error);
        let one = |d: &Diagnostic| {
            let place = d.span.map(|s| sources.display(s)).unwrap_or_default();
            format!("{} {}: {}", place.rsplit('/').next().unwrap_or_default(), d.summary, d.detail)
        };
        errors.map(one).collect::<Vec<_>>()
    };
    let resource = |name: &str, argument: &str| format!("resource \"a_x\" \"{name}\" {{ {argument} }}\n");
    let call = |argument: &str| format!("module \"m\" {{\n source = \"./m\"\n {argument}\n}}\n");
    let cycles = [
        (
            resource("p", "y = a_x.q.id") + &resource("q", "y = a_x.p.id"),
            "main.tf:2:26 Cycle: a_x.p depends on itself: a_x.p, which needs a_x.q, which needs a_x.p. Take one of these references out.",
        ),
        (
            resource("p", "y = local.l") + "locals { l = a_x.p.id }",
            "main.tf:1:26 Cycle: local.l depends on itself: local.l, which needs a_x.p, which needs local.l.",
        ),
        (
            resource("p", "depends_on = [data.a_x.q]") + "data \"a_x\" \"q\" {\n f {\n  y = a_x.p.id\n }\n}",
            "Cycle: a_x.p depends on itself: a_x.p, which needs data.a_x.q",
        ),
        (
            call("a = module.m.a"),
            "Cycle: module.m.var.a depends on itself: module.m.var.a, which needs module.m.output.a, which needs module.m.a_x.r",
        ),
        (call("count = length(module.m)"), "main.tf:3:17 Cycle: module.m depends on itself"),
        (call("depends_on = [a_x.p]") + &resource("p", "y = module.m.a"), "Cycle: "),
        // Not even what is constant in a module is there before it.
        (call("depends_on = [a_x.p]") + &resource("p", "y = module.m.b"), "Cycle: "),
        (call("a = a_x.p.id") + &resource("p", "y = module.m"), "Cycle: "),
    ];
    for (text, expected) in cycles {
        let told = told(&text);
        assert!(told.len() == 1 && told[0].contains(expected), "{text}\n{told:#?}");
    }
    for text in [
        // What one variable leads to may go into another.
        call("a = module.m.b"),
        call("a = a_x.p.id") + &resource("p", "y = module.m.b"),
        resource("p", "lifecycle {\n  ignore_changes = [a_x.q]\n }\n") + &resource("q", "y = a_x.p.id"),
    ] {
        let text = text.replace("{ lifecycle", "{\n lifecycle");
        assert_eq!(told(&text), [""; 0], "{text}");
    }
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn the_release_says_which_errors_count_beside_what_decides() {
    let locals = "locals {\n  a = true || null.x\n  b = null.x && false\n}\n";
    let requiring = |version: &str| format!("terraform {{\n  required_version = \"{version}\"\n}}\n{locals}");
    let mistakes = |text: &str, terraform: Option<&str>| {
        let terraform = terraform.and_then(Version::parse);
        load_with(text, &Options { terraform, ..Options::default() }).0.diagnostics.len()
    };
    // Of an unknown release the newest is meant that is admitted.
    assert_eq!(mistakes(locals, None), 0);
    assert_eq!(mistakes(&requiring(">= 1.5"), None), 0);
    assert_eq!(mistakes(&requiring("~> 1.11.0"), None), 2);
    assert_eq!(mistakes(&requiring("< 1.12"), None), 2);
    assert_eq!(mistakes(&requiring(">= 1.5"), Some("1.11.4")), 2);
    assert_eq!(mistakes(locals, Some("1.12.0")), 0);
}

/// As Terraform says it, without evaluating anything.
#[test]
fn blocks_hold_what_they_may() {
    for (text, expected) in [
        ("variable \"a\" \"b\" {\n}", &["Extraneous label for variable"][..]),
        ("locals \"x\" {\n}", &["Extraneous label for locals"]),
        ("variable \"a\" {\n  typ = string\n}", &["Unsupported argument (\"type\"?)"]),
        ("output \"a\" {\n  value = 1\n  sensitve = true\n}", &["Unsupported argument (\"sensitive\"?)"]),
        ("variable \"a\" {\n  validaton {\n  }\n}", &["Unsupported block type (\"validation\"?)"]),
        ("resorce \"a\" \"b\" {\n}", &["Unsupported block type (\"resource\"?)"]),
        ("resource \"a_x\" {\n}", &["Missing name for resource"]),
        ("resource {\n}", &["Missing type for resource"]),
        ("resource \"a_x\" \"1a\" {\n}", &["Invalid resource name"]),
        ("resource \"a_x\" \"é-b_1\" {\n}", &[]),
        ("resource \"a_x\" \"a\" {\n  b = \"x-${a_x.a.id}\"\n}", &["Self-referential block"]),
        ("data \"a_x\" \"a\" {\n  f {\n    b = data.a_x.a\n  }\n}", &["Self-referential block"]),
        (
            "resource \"a_x\" \"a\" {\n  b = data.a_x.a.id\n  c = a_x.ab.id\n}\nresource \"a_x\" \"ab\" {}\ndata \"a_x\" \"a\" {}",
            &[],
        ),
        ("resource \"a_x\" \"a\" {\n  lifecycle {\n    ignore_changes = [a_x.a.b]\n  }\n}", &[]),
        (
            "import {\n  to = a_x.a\n  id = 1\n  ido = 2\n}\nresource \"a_x\" \"a\" {}",
            &["Unsupported argument (\"id\"?)"],
        ),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn calls_give_what_modules_ask_for() {
    let dir = tempdir("calls");
    std::fs::create_dir_all(dir.join("m")).unwrap();
    std::fs::write(dir.join("m/main.tf"), "variable \"name\" {\n}\nvariable \"size\" {\n  default = 1\n}\n").unwrap();
    let told = |arguments: &str| {
        let root = format!("module \"m\" {{\n  source = \"./m\"\n{arguments}\n}}\n");
        std::fs::write(dir.join("main.tf"), root).unwrap();
        let mut sources = SourceMap::default();
        let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
        loaded.diagnostics.iter().map(|d| format!("{}: {}", d.summary, d.detail)).collect::<Vec<_>>()
    };
    assert_eq!(told("  name = 1\n  count = 0\n  providers = {}"), [""; 0]);
    let missing = "Missing required argument: The argument \"name\" is required, but no definition was found.";
    assert_eq!(told("  size = 2"), [missing]);
    let unsupported = "Unsupported argument: An argument named \"nane\" is not expected here. Did you mean \"name\"?";
    assert_eq!(told("  nane = 1"), [missing, unsupported]);
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn what_is_wrong_with_any_values_is_told_without_an_instance() {
    let child = "variable \"n\" { type = number }\nlocals { x = var.n.y }\noutput \"o\" { value = nofn(1) }\n";
    let told = |root: &str, child: &str| {
        let dir = tempdir("general");
        std::fs::create_dir_all(dir.join("m")).unwrap();
        std::fs::write(dir.join("main.tf"), root).unwrap();
        std::fs::write(dir.join("m/main.tf"), child).unwrap();
        let mut sources = SourceMap::default();
        let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
        let base = format!("{}/", dir.display());
        let one = |d: &Diagnostic| format!("{} {}", sources.display(d.span.unwrap()).replace(&base, ""), d.summary);
        let mut told: Vec<String> = loaded.diagnostics.iter().map(one).collect();
        told.sort();
        std::fs::remove_dir_all(&dir).unwrap();
        told
    };
    for repeat in ["count = 0", "for_each = {}", "for_each = toset([for x in [1] : \"a\" if false])"] {
        let root = format!("module \"m\" {{\n source = \"./m\"\n {repeat}\n n = \"5\"\n}}");
        assert_eq!(
            told(&root, child),
            ["m/main.tf:2:14 Unsupported attribute", "m/main.tf:3:22 Call to unknown function"],
            "{repeat}"
        );
    }
    // Recorded from Terraform 1.11.4, which knows no type of a resource while it validates.
    let text = "resource \"a_x\" \"r\" {}\nlocals {\n r = true ? { on = true, n = 3, q = a_x.r.id } : {}\n}";
    assert_eq!(errors(text), ["main.tf:3:13 Inconsistent conditional result types"]);
    assert_eq!(errors(&text.replace("true ?", "a_x.r.id != null ?")), [""; 0]);
    // Values that would be wrong are none that anybody gave.
    let child =
        "variable \"n\" {\n type = number\n validation {\n  condition = var.n > 9\n  error_message = \"No.\"\n }\n}";
    let root = "module \"m\" {\n source = \"./m\"\n count = 0\n n = 5\n}";
    assert_eq!(told(root, child), [""; 0]);
}

#[test]
fn what_nobody_reads_is_evaluated_too() {
    assert_eq!(errors("locals {\n a = nofn(1)\n}"), ["main.tf:2:6 Call to unknown function"]);
    assert_eq!(
        errors("locals {\n a = true ? [1, {}] : [1, []]\n}"),
        ["main.tf:2:6 Inconsistent conditional result types"]
    );
}

#[test]
fn a_whole_resource_in_a_name_of_its_own_may_be_indexed() {
    let text = "resource \"a_x\" \"r\" {\n y = 1\n}\nlocals {\n r = a_x.r\n}\nresource \"b_y\" \"s\" {\n z = local.r[\"y\"]\n}";
    assert_eq!(show(&attribute(&clean(text), "b_y.s", "z")), "1 = a_x.r.y");
    // And the keys of Terraform 0.11 are keys.
    let text = "resource \"a_x\" \"r\" {\n count = 1\n y = 1\n}\nresource \"b_y\" \"s\" {\n z = a_x.r.0.y\n}";
    assert_eq!(show(&attribute(&clean(text), "b_y.s", "z")), "1 = a_x.r[0].y");
}
