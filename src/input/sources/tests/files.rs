//! Which files count, and where variables get their values.

use super::*;

#[test]
fn variables_take_their_values_in_order_of_precedence() {
    let dir = tempdir("precedence");
    let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    write(
        "main.tf",
        r#"
        variable "a" {}
        variable "b" {}
        variable "c" {}
        variable "d" {}
        variable "e" { type = list(number) }
        variable "f" { default = "default" }
        variable "g" {
          type     = string
          nullable = false
          default  = "not null"
        }
        variable "s" {
          sensitive = true
          default   = "secret"
        }
        resource "a_x" "r" {
          all = [var.a, var.b, var.c, var.d, var.e, var.f, var.g]
          s   = var.s
        }
        "#,
    );
    write("terraform.tfvars", "a = \"tfvars\"\nb = \"tfvars\"\nc = \"tfvars\"\nd = \"tfvars\"\n");
    write("x.auto.tfvars", "b = \"auto\"\nc = \"auto\"\nd = \"auto\"\n");
    write("y.auto.tfvars.json", "{\"c\": \"json\", \"d\": \"json\"}");
    write("own.tfvars", "d = \"file\"\ng = null\nunused = 1\n");
    let value = |name: &str, text: &str| VariableArgument::Value { name: name.into(), text: text.into() };
    let options = Options {
        automatic_files: true,
        environment: [("a".to_owned(), "env".to_owned()), ("e".to_owned(), "[1, 2]".to_owned())].into(),
        variables: vec![VariableArgument::File(dir.join("own.tfvars")), value("f", "cli"), value("nope", "x")],
        ..Options::default()
    };
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &options, &mut sources).unwrap();
    assert_eq!(
        show(&attribute(&loaded, "a_x.r", "all")),
        r#"["tfvars", "auto", "json", "file", [1, 2], "cli", "not null"]"#
    );
    assert_eq!(show(&attribute(&loaded, "a_x.r", "s")), "(sensitive)");
    assert_eq!(loaded.diagnostics.iter().map(|d| &*d.summary).collect::<Vec<_>>(), ["Value for undeclared variable"]);
    assert_eq!(loaded.plan.problems.iter().map(|p| &*p.what).collect::<Vec<_>>(), ["-var nope"]);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn overrides_and_precedence_of_files() {
    let dir = tempdir("overrides");
    let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    write(
        "main.tf",
        "resource \"a_x\" \"r\" {\n a = 1\n b = 1\n rule { n = 1 }\n rule { n = 2 }\n}\nlocals {\n l = 1\n}",
    );
    write("override.tf", "resource \"a_x\" \"r\" {\n b = local.l\n rule { n = 3 }\n}\nlocals {\n l = 2\n}");
    write("z_override.tf.json", r#"{"resource": {"a_x": {"r": {"c": "${1 + 1}"}}}}"#);
    write("both.tf", "resource \"a_x\" \"tf\" {}");
    write("both.tofu", "resource \"a_x\" \"tofu\" {}");
    write("j.tf.json", r#"{"resource": {"a_x": {"tf_json": {}}}}"#);
    write("j.tofu.json", r#"{"resource": {"a_x": {"tofu_json": {}}}}"#);
    // Only the same syntax takes the place.
    write("both.tf.json", r#"{"resource": {"a_x": {"beside": {}}}}"#);
    write("o_override.tf", "resource \"a_x\" \"tofu\" {\n o = 1\n}");
    write("o_override.tofu", "resource \"a_x\" \"tofu\" {\n o = 2\n}");
    write("broken.tf", "resource \"a_x\" \"half\" {\n a = \n}\nresource \"a_x\" \"whole\" {\n a = 1\n}");
    std::fs::write(dir.join("binary.tf"), [0xff, 0xfe, 0x00]).unwrap();
    let mut sources = SourceMap::default();
    let loaded = load(&dir, &Options::default(), &mut sources).unwrap();
    let all = addresses(&loaded);
    for expected in ["a_x.r", "a_x.tofu", "a_x.tofu_json", "a_x.beside", "a_x.half", "a_x.whole"] {
        assert!(all.iter().any(|a| a == expected), "{expected} among {all:?}");
    }
    assert!(!all.contains(&"a_x.tf".to_owned()) && !all.contains(&"a_x.tf_json".to_owned()), "{all:?}");
    assert_eq!(show(&attribute(&loaded, "a_x.tofu", "o")), "2");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "a")), "1");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "b")), "2");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "c")), "2");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "rule")), "[{\"n\": 3}]");
    assert_eq!(show(&attribute(&loaded, "a_x.whole", "a")), "1");
    assert!(loaded.diagnostics.iter().any(|d| d.level == Level::Error));
    assert!(loaded.plan.problems.iter().any(|p| p.what.ends_with("binary.tf")), "{:?}", loaded.plan.problems);
    std::fs::remove_dir_all(dir).unwrap();
}

#[test]
fn json_syntax_means_the_same() {
    let text = r#"{
        "variable": {"ports": {"default": [22, 443]}},
        "resource": {"a_x": {"r": {
            "count": 1,
            "name": "n-${count.index}",
            "rule": [{"port": 1}],
            "dynamic": {"other": {"for_each": "${var.ports}", "content": {"port": "${other.value}"}}},
            "lifecycle": {"prevent_destroy": true}
        }}},
        "output": {"id": {"value": "${a_x.r[0].id}"}}
    }"#;
    let mut sources = SourceMap::default();
    let loaded = load_text(Path::new("/nonexistent"), &[("main.tf.json", text)], &Options::default(), &mut sources);
    assert_eq!(loaded.diagnostics, []);
    for (name, expected) in [
        ("name", "\"n-0\""),
        ("rule", "[{\"port\": 1}]"),
        ("other", "[{\"port\": 22}, {\"port\": 443}]"),
        ("lifecycle", "null"),
        ("dynamic", "null"),
    ] {
        assert_eq!(show(&attribute(&loaded, "a_x.r[0]", name)), expected, "{name}");
    }
}

#[test]
fn a_value_that_does_not_fit_is_shown_where_it_is_given() {
    let dir = tempdir("misfit");
    let write = |name: &str, text: &str| std::fs::write(dir.join(name), text).unwrap();
    write("main.tf", "variable \"n\" { type = number }\nvariable \"s\" {\n type = number\n sensitive = true\n}");
    write("terraform.tfvars", "n = \"abc\"\ns = \"secret\"\no = {");
    let mut sources = SourceMap::default();
    let options = Options { automatic_files: true, ..Options::default() };
    let loaded = load(&dir, &options, &mut sources).unwrap();
    let base = format!("{}/", dir.display());
    let mut told: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|d| format!("{} {}", sources.display(d.span.unwrap()).replace(&base, ""), d.summary))
        .collect();
    told.sort();
    let expected = [
        // A frame around a secret would show it.
        "main.tf:2:1 Invalid value for input variable",
        "terraform.tfvars:1:5 Invalid value for input variable",
        "terraform.tfvars:3:1 Value for undeclared variable",
        "terraform.tfvars:3:5 Unclosed brace",
    ];
    assert_eq!(told, expected);
    std::fs::remove_dir_all(dir).unwrap();
}
