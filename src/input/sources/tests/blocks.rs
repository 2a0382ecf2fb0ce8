//! Mistakes that show in blocks themselves, and where ephemeral values may go. The same cases, and more, are compared with
//! a real Terraform in `tests/e2e/language`.

use super::*;
use crate::model::schema::Schemas;

#[test]
fn blocks_are_held_against_what_is_declared() {
    let cases = [
        ("provider \"a\" {}\nprovider \"a\" {}", "main.tf:2:1 Duplicate provider configuration"),
        (
            "provider \"a\" { alias = \"b\" }\nprovider \"a\" { alias = \"b\" }",
            "main.tf:2:1 Duplicate provider configuration",
        ),
        ("provider \"a\" { alias = \"1b\" }", "main.tf:1:24 Invalid provider configuration alias"),
        ("provider \"a\" { alias = var.v }\nvariable \"v\" {}", "main.tf:1:24 Invalid provider configuration alias"),
        ("resource \"a_x\" \"r\" {\n provider = a.b\n}", "main.tf:2:13 Provider configuration not present"),
        (
            "terraform {\n required_providers {\n  a = { src = \"x/a\" }\n }\n}",
            "main.tf:3:9 Invalid required_providers object",
        ),
        (
            "terraform {\n required_providers {\n  a = { source = \"a/b/c/d\" }\n }\n}",
            "main.tf:3:18 Invalid provider source string",
        ),
        (
            "terraform {\n required_providers {\n  a = { version = \"two\" }\n }\n}",
            "main.tf:3:19 Invalid version constraint",
        ),
        ("moved {\n from = a_x.b\n}", "main.tf:1:1 Missing required argument"),
        ("moved {\n from = a_x.b\n to = a_x.b\n}", "main.tf:1:1 Redundant move statement"),
        ("moved {\n from = a_x.b\n to = a_x.c\n}\nresource \"a_x\" \"b\" {}", "main.tf:1:1 Moved object still exists"),
        ("moved {\n from = a_x.b[local.i]\n to = a_x.c\n}", "main.tf:2:9 Invalid expression"),
        ("moved {\n from = a_x.b\n to = module.m\n}", "main.tf:1:1 Invalid \"moved\" addresses"),
        (
            "moved {\n from = a_x.b\n to = a_x.c\n}\nmoved {\n from = a_x.b\n to = a_x.d\n}",
            "main.tf:5:1 Ambiguous move statements",
        ),
        (
            "moved {\n from = a_x.b\n to = a_x.c\n}\nmoved {\n from = a_x.c\n to = a_x.b\n}",
            "main.tf:5:1 Cyclic dependency in move statements",
        ),
        ("removed {\n from = a_x.b\n}\nresource \"a_x\" \"b\" {}", "main.tf:4:1 Removed resource still exists"),
        ("removed {\n from = a_x.b[0]\n}", "main.tf:2:9 Resource instance keys not allowed"),
        ("removed {\n from = data.a_x.b\n}", "main.tf:2:9 Data source address not allowed"),
        ("import {\n to = a_x.b\n}\nresource \"a_x\" \"b\" {}", "main.tf:1:1 Missing required argument"),
        ("import {\n to = local.b\n id = \"x\"\n}", "main.tf:2:7 Invalid import address"),
        ("import {\n to = a_x.b\n id = \"\"\n}\nresource \"a_x\" \"b\" {}", "main.tf:3:7 Invalid import id argument"),
        ("check \"c\" {}", "main.tf:1:1 Zero assert blocks"),
        (
            "check \"c\" {\n assert {\n  condition = true\n  error_message = \"No.\"\n }\n}",
            "main.tf:3:15 Invalid assert expression",
        ),
        ("variable \"v\" {\n sensitive = \"perhaps\"\n}", "main.tf:2:14 Unsuitable value type"),
        ("resource \"terraform_date\" \"d\" {}", "main.tf:1:10 Invalid resource type"),
        (
            "resource \"terraform_data\" \"d\" {}\nlocals {\n x = try(terraform_data.d.nope, 1)\n}",
            "main.tf:3:10 Unsupported attribute",
        ),
        (
            "resource \"terraform_data\" \"d\" {}\nlocals {\n x = can(terraform_data.d.id.x)\n}",
            "main.tf:3:10 Unsupported attribute",
        ),
    ];
    for (text, expected) in cases {
        assert!(errors(text).iter().any(|e| e == expected), "{text}\n{expected}\n{:#?}", errors(text));
    }
    clean(
        "terraform {\n required_providers {\n  a = {\n   source = \"x/a\"\n   version = \">= 1.0, < 2.0.0-beta1, != 1.5\"\n   \
         configuration_aliases = [a, a.c]\n  }\n }\n}\nprovider \"a\" {}\nprovider \"a\" { alias = \"b\" }\nresource \"a_x\" \"r\" { \
         provider = a.b }\nresource \"a_x\" \"s\" { provider = a.c }\nmoved {\n from = a_x.old\n to = a_x.r\n}\nmoved {\n from = \
         a_x.t\n to = a_x.t[0]\n}\nresource \"a_x\" \"t\" { count = 1 }\nremoved {\n from = a_x.gone\n lifecycle { destroy = false \
         }\n}\nimport {\n for_each = [{ id = \"x\" }]\n to = a_x.t[each.key]\n id = each.value.id\n}",
    );
}

#[test]
fn ephemeral_values_go_where_nothing_is_kept() {
    let of = |text: &str| format!("variable \"v\" {{\n default = \"x\"\n ephemeral = true\n}}\n{text}");
    let cases = [
        ("output \"o\" { value = var.v }", "main.tf:5:22 Ephemeral value not allowed"),
        ("output \"o\" {\n value = 1\n ephemeral = true\n}", "main.tf:5:1 Ephemeral output not allowed"),
        ("resource \"terraform_data\" \"d\" { input = [var.v] }", "main.tf:5:41 Invalid use of ephemeral value"),
        ("resource \"terraform_data\" \"d\" { count = length(var.v) }", "main.tf:5:41 Invalid count argument"),
        ("resource \"terraform_data\" \"d\" { for_each = toset([var.v]) }", "main.tf:5:44 Invalid for_each argument"),
        (
            "resource \"terraform_data\" \"d\" { input = terraform.applying }",
            "main.tf:5:41 Invalid use of ephemeral value",
        ),
    ];
    for (text, expected) in cases {
        let text = of(text);
        assert!(errors(&text).iter().any(|e| e == expected), "{text}\n{expected}\n{:#?}", errors(&text));
    }
    clean(&of("locals { l = \"${var.v}!\" }\nresource \"terraform_data\" \"d\" { input = ephemeralasnull(local.l) }"));
}

#[test]
fn write_only_attributes_take_ephemeral_values_and_keep_none() {
    let schemas = Schemas::from_index("# provider x/a\nr a_x id:oc key:o secret:ow\n").unwrap();
    let text = "variable \"v\" {\n default = \"x\"\n ephemeral = true\n}\nresource \"a_x\" \"r\" {\n secret = var.v\n key = \"k\"\n}\n\
                output \"o\" { value = a_x.r.secret == null }";
    let options = Options { schemas: Some(&schemas), ..Options::default() };
    let (loaded, _) = load_with(text, &options);
    assert!(loaded.diagnostics.is_empty(), "{:#?}", loaded.diagnostics);
    assert!(attribute(&loaded, "a_x.r", "secret").is_null());
    assert_eq!(attribute(&loaded, "a_x.r", "key"), "k".into());
    assert!(matches!(&loaded.plan.outputs[0].after, Doc::Value(v) if v.as_bool() == Some(true)));
    let (loaded, _) = load_with(&text.replace("key = \"k\"", "key = var.v"), &options);
    assert!(loaded.diagnostics.iter().any(|d| d.summary == "Invalid use of ephemeral value"));
}

/// How many there will be is not known, so there may be none for which it is wrong.
#[test]
fn what_is_wrong_with_instances_that_may_not_exist_is_not_told() {
    let text = |count: &str| {
        format!(
            "variable \"n\" {{ type = number }}\nvariable \"t\" {{\n type = string\n default = null\n}}\nresource \"a_x\" \"r\" {{\n \
             count = {count}\n y = \"${{var.t}}-x\"\n lifecycle {{\n  precondition {{\n   condition = var.t != null\n   \
             error_message = \"No.\"\n  }}\n }}\n}}"
        )
    };
    clean(&text("var.n"));
    let told = errors(&text("1"));
    assert!(told.iter().any(|e| e.ends_with("Resource precondition failed")), "{told:#?}");
    assert!(told.iter().any(|e| e.ends_with("Invalid template interpolation value")), "{told:#?}");
}

/// A provider may fill in what is null in a nested block, as it does at the top.
#[test]
fn null_in_a_nested_block_is_as_if_it_were_not_written() {
    let loaded = clean(
        "resource \"a_x\" \"r\" {\n b {\n  c = null\n  d = 1\n }\n}\noutput \"o\" { value = contains([\"q\"], a_x.r.b[0].c) }",
    );
    assert_eq!(format!("{:?}", attribute(&loaded, "a_x.r", "b")), "[{\"d\": 1}]");
}
