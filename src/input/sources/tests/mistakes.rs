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
        ("resource \"a_x\" \"r\" {\n y = each.key\n}", "main.tf:2:6 Invalid reference"),
        ("resource \"a_x\" \"r\" {\n y = nofn(1)\n}", "main.tf:2:6 Call to unknown function"),
        ("resource \"a_x\" \"r\" {\n y = self.y\n}", "main.tf:2:6 Cycle"),
        ("resource \"a_x\" \"r\" {\n count = length(a_x.r)\n}", "main.tf:2:17 Cycle"),
        ("resource \"a_x\" \"r\" {\n count = 100001\n}", "main.tf:2:10 Invalid count argument"),
        ("resource \"a_x\" \"r\" {\n count = -1\n}", "main.tf:2:10 Invalid count argument"),
        ("resource \"a_x\" \"r\" {\n for_each = [\"a\"]\n}", "main.tf:2:13 Invalid for_each argument"),
        ("resource \"a_x\" \"r\" {\n for_each = null\n}", "main.tf:2:13 Invalid for_each argument"),
        ("resource \"a_x\" \"r\" {}\nresource \"a_x\" \"r\" {}", "main.tf:2:1 Duplicate resource definition"),
        ("variable \"v\" {\n type = foo\n}", "main.tf:2:9 Invalid type specification"),
        ("variable \"v\" {\n type = number\n default = \"x\"\n}", "main.tf:1:1 Invalid value for input variable"),
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
