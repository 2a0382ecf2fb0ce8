//! Still more constructs for the random trees: ways around a value that give it back, marks, grouping, templates from
//! elsewhere, ephemeral variables, blocks about what is gone.

use std::fmt::Write as _;

use super::expressions::{Expr, Generator, Ty, join, plain};

impl Generator {
    /// The value of another expression of the type, by a detour.
    pub(super) fn detour(&mut self, ty: &Ty, depth: usize) -> Expr {
        let (a, b) = (self.expr(ty, depth + 1), self.expr(ty, depth + 1));
        let form = self.random.below(14);
        join(&[a, b], |p| {
            let (a, b) = (p[0], p[1]);
            match form {
                0 => format!("try({{ p = {a} }}.p, {b})"),
                1 => format!("try({{ p = {a} }}.q, {b})"),
                2 => format!("[{a}, {b}][1]"),
                3 => format!("one([{a}])"),
                4 => format!("coalescelist([{a}], [{b}])[0]"),
                5 => format!("values({{ p = {a} }})[0]"),
                6 => format!("merge({{ p = {b} }}, {{ p = {a} }})[\"p\"]"),
                7 => format!("element([{a}, {b}], 3)"),
                8 => format!("concat([{a}], [{b}])[0]"),
                9 => format!("[for x in [{a}] : x][0]"),
                10 => format!("{{ for k, v in {{ p = {a} }} : k => v }}.p"),
                11 => format!("lookup({{ p = {a} }}, \"p\", {b})"),
                12 => format!("zipmap([\"p\", \"q\"], [{a}, {b}]).q"),
                _ => format!("reverse([{b}, {a}])[0]"),
            }
        })
    }

    pub(super) fn wider_text(&mut self, depth: usize) -> Expr {
        let (a, b) = (self.expr(&Ty::Text, depth + 1), self.expr(&Ty::Text, depth + 1));
        let texts = self.expr(&Ty::List(Box::new(Ty::Text)), depth + 1);
        let number = self.expr(&Ty::Number, depth + 1);
        match self.random.below(14) {
            0 => Expr { secret: true, ..join(&[a], |p| format!("sensitive({})", p[0])) },
            1 => Expr { secret: false, ..join(&[a], |p| format!("nonsensitive({})", p[0])) },
            2 => join(&[a], |p| format!("templatestring(local.tmpl, {{ x = {}, y = true }})", p[0])),
            3 => join(&[texts, a], |p| format!("join(\"/\", formatlist(\"%s:%s\", {}, {}))", p[0], p[1])),
            4 => join(&[a, b], |p| format!("jsondecode(jsonencode([{}, {}]))[1]", p[0], p[1])),
            5 => join(&[a], |p| format!("join(\"\", regexall(\"[a-z]\", \"${{{}}}\"))", p[0])),
            6 => join(&[number], |p| format!("cidrsubnet(\"10.0.0.0/8\", 8, abs(floor({})) % 9)", p[0])),
            7 => join(&[a, b], |p| format!("try(one([{}][*]), {})", p[0], p[1])),
            8 => join(&[a], |p| format!("format(\"%-4s|%q\", \"é\", \"${{{}}}\")", p[0])),
            9 => join(&[a, b], |p| format!("base64decode(base64encode(\"${{{}}}${{{}}}\"))", p[0], p[1])),
            10 => join(&[a, b], |p| format!("try(regex(\"^(?P<w>.)\", {}).w, {})", p[0], p[1])),
            11 => join(&[texts, a], |p| format!("try(element({}, 1), {})", p[0], p[1])),
            12 => join(&[a], |p| format!("\"  begin ${{~ {} ~}}   end \"", p[0])),
            _ => join(&[a, b], |p| format!("(issensitive({}) ? \"s\" : {})", p[0], p[1])),
        }
    }

    pub(super) fn wider_truth(&mut self, depth: usize) -> Expr {
        let (a, b) = (self.expr(&Ty::Bool, depth + 1), self.expr(&Ty::Bool, depth + 1));
        let ty = self.ty(1);
        let (x, y) = (self.expr(&ty, depth + 1), self.expr(&ty, depth + 1));
        match self.random.below(7) {
            0 => join(&[a, b], |p| format!("anytrue([{}, {}])", p[0], p[1])),
            1 => join(&[x, y], |p| format!("contains([{}], {})", p[0], p[1])),
            2 => join(&[x, y], |p| format!("([{}] != [{}])", p[0], p[1])),
            3 => join(&[x], |p| format!("can({{ p = {} }}.p)", p[0])),
            4 => join(&[x], |p| format!("can([{}][1])", p[0])),
            5 => join(&[x, y], |p| format!("({{ p = {} }} == {{ p = {} }})", p[0], p[1])),
            _ => join(&[x, y], |p| format!("try(length(setunion([{}], [{}])) == 1, false)", p[0], p[1])),
        }
    }

    pub(super) fn wider_list(&mut self, of: &Ty, depth: usize) -> Expr {
        let own = Ty::List(Box::new(of.clone()));
        let (item, list) = (self.expr(of, depth + 1), self.expr(&own, depth + 1));
        match self.random.below(9) {
            7 => join(&[list, item], |p| format!("try(tolist(setsubtract({}, [{}])), [])", p[0], p[1])),
            8 => {
                let other = self.expr(&own, depth + 1);
                join(&[list, other], |p| format!("try(tolist(setintersection({}, {})), [])", p[0], p[1]))
            }
            0 => join(&[list], |p| format!("flatten(chunklist({}, 2))", p[0])),
            1 => join(&[item], |p| format!("tolist({}[*])", p[0])),
            2 => join(&[list], |p| format!("[for p in setproduct({}, [1]) : p[0]]", p[0])),
            3 => join(&[item], |p| format!("tolist(toset([{}]))", p[0])),
            4 => join(&[list, item], |p| format!("coalescelist({}, [{}])", p[0], p[1])),
            5 => join(&[item], |p| format!("matchkeys([{0}, {0}], [\"a\", \"b\"], [\"b\"])", p[0])),
            _ => join(&[item], |p| format!("{{ for g in [\"x\", \"x\"] : g => {}... }}[\"x\"]", p[0])),
        }
    }

    pub(super) fn wider_map(&mut self, of: &Ty, depth: usize) -> Expr {
        let own = Ty::Map(Box::new(of.clone()));
        let (item, map) = (self.expr(of, depth + 1), self.expr(&own, depth + 1));
        match self.random.below(4) {
            0 => join(&[item], |p| {
                format!("{{ for k, v in {{ for g in [\"x\", \"y\", \"x\"] : g => {}... }} : k => v[0] }}", p[0])
            }),
            1 => join(&[map], |p| format!("merge([{}, {{}}]...)", p[0])),
            2 => join(&[map], |p| format!("try(tomap({}), {{}})", p[0])),
            _ => join(&[map, item], |p| format!("merge({}, null, {{ n = {} }})", p[0], p[1])),
        }
    }

    /// What stands in every module: a template for `templatestring`; at times a block about what is gone, and a variable
    /// whose value nothing keeps.
    pub(super) fn around(&mut self, text: &mut String) {
        text.push_str("locals {\n  tmpl = \"<$${x}%%{ if y }!%%{ endif }>\"\n}\n");
        if self.random.one_in(3) {
            text.push_str("removed {\n  from = terraform_data.vanished\n  lifecycle {\n    destroy = false\n  }\n}\n");
        }
        if self.random.one_in(4) {
            let ty = self.ty(1);
            let default = self.literal(&ty);
            let kind = super::expressions::type_text(&ty);
            writeln!(text, "variable \"gone\" {{\n  type = {kind}\n  default = {default}\n  ephemeral = true\n}}")
                .unwrap();
            // Null, whatever it was: only what is asked whether it is null stays of use.
            self.scope.push((plain("(ephemeralasnull(var.gone) == null)"), Ty::Bool));
            self.scope.push((plain("coalesce(ephemeralasnull(jsonencode(var.gone)), \"z\")"), Ty::Text));
        }
    }
}
