//! `count`, `for_each`, `dynamic`: what there is, and how many.

use super::*;

#[test]
fn count_and_for_each_make_instances() {
    let loaded = clean(
        r#"
        variable "n" { type = number }
        resource "a_x" "none" { count = 0 }
        resource "a_x" "two" {
          count = 2
          name  = "i${count.index}"
        }
        resource "a_x" "map" {
          for_each = { b = 1, a = { size = 2 } }
          key      = each.key
          value    = each.value
        }
        resource "a_x" "set" {
          for_each = toset(["q", "p"])
          value    = each.value
        }
        resource "a_x" "chained" {
          for_each = a_x.map
          of       = each.value.id
          key      = each.value.key
        }
        resource "a_x" "open" {
          count = var.n
          index = count.index
        }
        resource "a_x" "after_open" {
          all   = a_x.open[*].id
          first = a_x.open[0].id
        }
        resource "a_x" "refs" {
          all   = a_x.two[*].id
          one   = a_x.two[1].name
          named = a_x.map["a"].value.size
          ids   = [for k, v in a_x.map : v.id]
          count_of = length(a_x.none)
          values   = values(a_x.map)[0].id
          only     = one(a_x.none[*].id)
          encoded  = jsonencode(a_x.two[0])
        }
        "#,
    );
    assert_eq!(
        addresses(&loaded),
        [
            "a_x.two[0]",
            "a_x.two[1]",
            "a_x.map[\"a\"]",
            "a_x.map[\"b\"]",
            "a_x.set[\"p\"]",
            "a_x.set[\"q\"]",
            "a_x.chained[\"a\"]",
            "a_x.chained[\"b\"]",
            "a_x.open[*]",
            "a_x.after_open",
            "a_x.refs",
        ]
    );
    for (address, name, expected) in [
        ("a_x.two[1]", "name", "\"i1\""),
        ("a_x.map[\"a\"]", "value", "{\"size\": 2}"),
        ("a_x.set[\"p\"]", "value", "\"p\""),
        ("a_x.chained[\"b\"]", "of", "unknown <- a_x.map[\"b\"].id = a_x.map[\"b\"].id"),
        ("a_x.chained[\"b\"]", "key", "\"b\" = a_x.map[\"b\"].key"),
        ("a_x.open[*]", "index", "unknown <- var.n"),
        ("a_x.after_open", "all", "unknown <- var.n"),
        ("a_x.after_open", "first", "unknown <- var.n = a_x.open[*].id"),
        ("a_x.refs", "all", "[(known after apply), (known after apply)]"),
        ("a_x.refs", "one", "\"i1\" = a_x.two[1].name"),
        ("a_x.refs", "named", "2 = a_x.map[\"a\"].value.size"),
        ("a_x.refs", "count_of", "0"),
        ("a_x.refs", "values", "unknown <- a_x.map[\"a\"].id = a_x.map[\"a\"].id"),
        ("a_x.refs", "only", "null"),
        ("a_x.refs", "encoded", "unknown <- a_x.two[0]"),
    ] {
        assert_eq!(show(&attribute(&loaded, address, name)), expected, "{address}.{name}");
    }
    let ids = attribute(&loaded, "a_x.refs", "ids");
    let origins: Vec<String> = ids.as_elements().unwrap().iter().map(show).collect();
    assert_eq!(origins[1], "unknown <- a_x.map[\"b\"].id = a_x.map[\"b\"].id");
}

#[test]
fn dynamic_blocks_are_expanded() {
    let loaded = clean(
        r#"
        variable "more" {}
        resource "a_x" "r" {
          rule { port = 1 }
          dynamic "rule" {
            for_each = [22, 443]
            content {
              port = rule.value
              at   = rule.key
              dynamic "inner" {
                for_each = { a = rule.value }
                iterator = it
                content { text = "${it.key}${it.value}${rule.key}" }
              }
            }
          }
          dynamic "none" {
            for_each = []
            content {}
          }
          dynamic "unknown" {
            for_each = var.more
            content {}
          }
          mixed {}
          dynamic "mixed" {
            for_each = var.more
            content {}
          }
        }
        "#,
    );
    assert_eq!(
        show(&attribute(&loaded, "a_x.r", "rule")),
        r#"[{"port": 1}, {"at": 0, "inner": [{"text": "a220"}], "port": 22}, {"at": 1, "inner": [{"text": "a4431"}], "port": 443}]"#
    );
    assert_eq!(show(&attribute(&loaded, "a_x.r", "none")), "[]");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "unknown")), "unknown <- var.more");
    assert_eq!(show(&attribute(&loaded, "a_x.r", "mixed")), "partial [{}]");
    let module = &loaded.plan.config.modules[0];
    let body = module.resources.values().next().unwrap().body.get();
    assert_eq!(body.dynamic.keys().map(|k| &**k).collect::<Vec<_>>(), ["mixed", "none", "rule", "unknown"]);
}

#[test]
fn identities_can_be_given() {
    let options =
        Options { identify: Some(Box::new(|address| Some(format!("id:{address}").into()))), ..Options::default() };
    let (loaded, _) =
        load_with("resource \"a_x\" \"v\" {}\nresource \"a_x\" \"w\" {\n v = a_x.v.id\n o = a_x.v.other\n}", &options);
    assert_eq!(show(&attribute(&loaded, "a_x.v", "id")), "\"id:a_x.v\"");
    assert_eq!(show(&attribute(&loaded, "a_x.w", "v")), "\"id:a_x.v\" = a_x.v.id");
    assert_eq!(show(&attribute(&loaded, "a_x.w", "o")), "unknown <- a_x.v.other = a_x.v.other");
}
