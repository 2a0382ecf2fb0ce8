Expressions in corners.

# case: templatestring of a variable
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring(var.t, { x = 1 }) }

# case: templatestring of a local
locals { t = "a $${x} %%{ if true }b%%{ endif }" }
output "o" { value = templatestring(local.t, { x = "q" }) }

# case: templatestring of a literal
output "o" { value = templatestring("a $${x} b", { x = 1 }) }

# case: templatestring of a literal without anything in it
output "o" { value = templatestring("a", {}) }

# case: templatestring of a template
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring("${var.t} c", { x = 1 }) }

# case: templatestring of a wrapped reference
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring("${var.t}", { x = 1 }) }

# case: templatestring of a call
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring(upper(var.t), { X = 1 }) }

# case: templatestring in parentheses
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring((var.t), { x = 1 }) }

# case: templatestring of an element
locals { t = ["a $${x}"] }
output "o" { value = templatestring(local.t[0], { x = 1 }) }

# case: templatestring of an attribute by a computed key
locals {
  t = { k = "a $${x}" }
  k = "k"
}
output "o" { value = templatestring(local.t[local.k], { x = 1 }) }

# case: templatestring of a conditional
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring(true ? var.t : "", { x = 1 }) }

# case: templatestring that lacks a variable
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring(var.t, { y = 1 }) }

# case: templatestring with wrong syntax
variable "t" { default = "a $${x" }
output "o" { value = templatestring(var.t, { x = 1 }) }

# case: templatestring of a number
variable "t" { default = 5 }
output "o" { value = templatestring(var.t, { x = 1 }) }

# case: templatestring of null
variable "t" {
  type    = string
  default = null
}
output "o" { value = templatestring(var.t, { x = 1 }) }

# case: templatestring of an unknown
resource "terraform_data" "a" { input = "x" }
output "o" { value = templatestring(terraform_data.a.output, { x = 1 }) }

# case: templatestring with unknown variables
resource "terraform_data" "a" { input = "x" }
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring(var.t, { x = terraform_data.a.id }) }

# case: templatestring with variables that are no map
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring(var.t, ["x"]) }

# case: templatestring with a name that is none
variable "t" { default = "a $${x} b" }
output "o" { value = templatestring(var.t, { "x-y z" = 1 }) }

# case: templatestring that gives a list
variable "t" { default = "$${x}" }
output "o" { value = templatestring(var.t, { x = [1] }) }

# case: templatestring that calls a function
variable "t" { default = "$${upper(x)}" }
output "o" { value = templatestring(var.t, { x = "a" }) }

# case: templatestring that calls templatestring
variable "t" { default = "$${templatestring(x, {})}" }
output "o" { value = templatestring(var.t, { x = "a" }) }

# case: templatestring of a secret
variable "t" {
  default   = "a $${x}"
  sensitive = true
}
output "o" {
  value     = templatestring(var.t, { x = 1 })
  sensitive = true
}

# case: templatefile
output "o" { value = templatefile("${path.module}/t.tftpl", { names = ["a", "b"] }) }
# file: t.tftpl
%{ for n in names ~}
name ${n}
%{ endfor ~}

# case: templatefile that lacks a variable
output "o" { value = templatefile("${path.module}/t.tftpl", { }) }
# file: t.tftpl
name ${n}

# case: templatefile that calls templatefile
output "o" { value = templatefile("${path.module}/t.tftpl", { }) }
# file: t.tftpl
name ${templatefile("x", {})}

# case: templatefile without the file
output "o" { value = templatefile("${path.module}/none.tftpl", { }) }

# case: splats
locals {
  list = [{ a = 1, b = [{ c = 2 }] }, { a = 3, b = [] }]
  one  = { a = 5 }
  none = null
}
output "a" { value = local.list[*].a }
output "b" { value = local.list.*.a }
output "c" { value = local.one[*].a }
output "d" { value = local.none[*] }
output "e" { value = local.list[*].b[*].c }
output "f" { value = local.list[*].b[0] }
output "g" { value = flatten(local.list[*].b)[*].c }
output "h" { value = "x"[*] }
output "i" { value = toset(["b", "a"])[*] }
output "j" { value = { a = { x = 1 } }[*].a.x }
output "k" { value = one(local.none[*]) }
output "l" { value = one([1][*]) }
output "m" { value = [][*] }
output "n" { value = local.list.*.b.0 }

# case: splat of null list
variable "v" {
  type    = list(object({ a = string }))
  default = null
}
output "o" { value = var.v[*].a }

# case: splat of a missing attribute
output "o" { value = [{ a = 1 }, { b = 1 }][*].a }

# case: splat of an unknown single value
resource "terraform_data" "a" { input = "x" }
output "o" { value = terraform_data.a.output[*] }
output "p" { value = terraform_data.a.id[*] }
output "q" { value = length(terraform_data.a.id[*]) }
output "r" { value = length(terraform_data.a.output[*]) }

# case: heredocs
locals {
  a = <<EOT
  first
    second ${1 + 1}
EOT
  b = <<-EOT
    first
      second
    third
    EOT
  c = <<-EOT
    a

      b
  EOT
  d = <<-EOT
    %{ for x in ["p", "q"] ~}
    - ${x}
    %{ endfor ~}
    end
  EOT
  e = <<-EOT
    x ${"y\n  z"} w
      t
    EOT
  f = <<EOT
%{ if true }yes%{ else }no%{ endif }
$${not} %%{neither}
EOT
  g = <<-EOT
	tab
	  tab and blanks
	EOT
  h = <<-EOT
    ${"a"}
      ${"b"}
  EOT
}
output "a" { value = local.a }
output "b" { value = local.b }
output "c" { value = local.c }
output "d" { value = local.d }
output "e" { value = local.e }
output "f" { value = local.f }
output "g" { value = local.g }
output "h" { value = local.h }
output "i" { value = "${~ "a" ~} b" }
output "j" { value = " a ${~ "b" ~} c " }
output "k" { value = "%{ if false ~} a %{~ endif } b" }

# case: for with grouping
locals { people = [{ n = "a", t = "x" }, { n = "b", t = "y" }, { n = "c", t = "x" }] }
output "a" { value = { for p in local.people : p.t => p.n... } }
output "b" { value = { for i, p in local.people : p.t => i... if p.n != "b" } }
output "c" { value = { for k, v in { x = 1, y = 2 } : v => k... } }
output "d" { value = { for p in [] : p => p... } }

# case: for that gives a key twice
output "o" { value = { for p in ["a", "a"] : p => 1 } }

# case: for with a null key
output "o" { value = { for p in [null] : p => 1 } }

# case: for with a condition that is null
output "o" { value = [for p in [1] : p if null] }

# case: for over null
output "o" { value = [for p in null : p] }

# case: for over a text
output "o" { value = [for p in "abc" : p] }

# case: for with unknown keys
resource "terraform_data" "a" { input = "x" }
output "o" { value = { for p in [terraform_data.a.id] : p => 1 } }
output "p" { value = { for p in [terraform_data.a.id] : p => 1... } }
output "q" { value = length({ for p in ["a", terraform_data.a.id] : p => 1... }) }

# case: optional attributes
variable "v" {
  type = list(object({
    a = string
    b = optional(number, 5)
    c = optional(object({
      d = optional(string, "d")
      e = optional(list(object({ f = optional(bool, true) })), [{}])
    }), {})
    g = optional(map(object({ h = optional(string) })))
    i = optional(set(string), ["z", "y"])
  }))
  default = [
    { a = "1" },
    { a = "2", b = null, c = null },
    { a = "3", c = { d = null, e = [{ f = null }, { f = false }] }, g = { k = {} } },
    { a = 4, b = "7", i = null, extra = "dropped" },
  ]
}
output "o" { value = var.v }

# case: an optional default of the wrong type
variable "v" {
  type    = object({ a = optional(number, "x") })
  default = {}
}
output "o" { value = var.v }

# case: an optional default that is an expression
variable "v" {
  type    = object({ a = optional(number, 1 + 1) })
  default = {}
}
output "o" { value = var.v }

# case: optional outside of an object
variable "v" { type = optional(string) }

# case: optional with three arguments
variable "v" { type = object({ a = optional(string, "a", "b") }) }

# case: any in types
variable "a" {
  type    = list(any)
  default = [1, "a", true]
}
variable "b" {
  type    = map(any)
  default = { a = [1], b = ["x"] }
}
variable "c" {
  type    = object({ a = any, b = optional(any) })
  default = { a = [1, "x"] }
}
variable "d" {
  type    = set(any)
  default = [1, "1"]
}
output "a" { value = var.a }
output "b" { value = var.b }
output "c" { value = var.c }
output "d" { value = var.d }

# case: any that does not fit
variable "a" {
  type    = list(any)
  default = [1, ["a"]]
}
output "a" { value = var.a }

# case: one
resource "terraform_data" "n" { count = 1 }
resource "terraform_data" "z" { count = 0 }
output "a" { value = one(terraform_data.n[*].id) }
output "b" { value = one(terraform_data.z[*].id) }
output "c" { value = one([]) == null }
output "d" { value = one(toset(["x"])) }

# case: one of two
output "a" { value = one([1, 2]) }

# case: try and can on what is partly known
resource "terraform_data" "a" { input = { x = 1 } }
locals {
  o = { id = terraform_data.a.id, k = "v" }
  l = [terraform_data.a.id]
}
output "a" { value = try(local.o.k, "no") }
output "b" { value = try(local.o.none, "no") }
output "c" { value = can(local.o.id) }
output "d" { value = can(local.o.none) }
output "e" { value = try(local.l[1], "no") }
output "f" { value = try(local.o, "no") }
output "g" { value = can(local.l) }
output "h" { value = try(tonumber(local.o.id), 1) }
output "i" { value = try(tonumber("x"), local.o.id) }
output "j" { value = can(regex("a", local.o.id)) }
output "k" { value = try(terraform_data.a.output.x, 2) }
output "l" { value = try(terraform_data.a.output.y, 2) }
output "m" { value = try(jsondecode(local.o.id), {}) }
output "n" { value = can(tobool(local.o.id) && true) }
output "p" { value = try([local.o.id, "a"][1], "no") }

# case: try of nothing that succeeds
output "o" { value = try(tonumber("x"), tobool("y")) }

# case: try without arguments
output "o" { value = try() }

# case: marks through functions
variable "s" {
  default   = "s"
  sensitive = true
}
variable "l" {
  default   = ["a", "b"]
  sensitive = true
}
locals { mixed = { a = var.s, b = "plain", c = [var.s, "x"] } }
resource "terraform_data" "r" {
  input = {
    a = upper(var.s)
    b = length(var.l)
    c = length([var.s, "x"])
    d = keys(local.mixed)
    e = values(local.mixed)
    f = local.mixed.b
    g = lookup(local.mixed, "b", 1)
    h = merge(local.mixed, { d = 1 })
    i = concat([var.s], ["x"])
    j = element([var.s, "x"], 1)
    k = [for x in [var.s, "x"] : x]
    l = [for x in var.l : "y"]
    m = toset([var.s, "x"])
    n = contains([var.s], "x")
    o = jsonencode(local.mixed)
    p = nonsensitive(var.s)
    q = issensitive(var.s)
    r = coalesce(var.s, "x")
    s = var.s == "x"
    t = "a${var.s}"
    u = true ? "x" : var.s
    v = zipmap(["a", "b"], [var.s, "x"])
    w = flatten([[var.s], ["x"]])
    x = distinct([var.s, "x"])
    y = sort([var.s, "x"])
    z = slice([var.s, "x"], 1, 2)
  }
}
resource "terraform_data" "q" {
  input = {
    a = join("-", [var.s, "x"])
    b = split("", var.s)
    c = reverse([var.s, "x"])
    d = compact([var.s, ""])
    e = tolist([var.s, "x"])
    f = tomap({ a = var.s, b = "x" })
    g = setunion([var.s], ["x"])
    h = chunklist([var.s, "x"], 1)
    i = sum([1, length(var.s)])
    j = max(1, length(var.s))
    k = [var.s, "x"][1]
    l = { for k, v in local.mixed : k => v if k != "c" }
    m = { for k, v in local.mixed : k => k }
    n = try(local.mixed.b, "z")
    o = can(local.mixed.zz)
    p = one([var.s])
    q = matchkeys([var.s, "x"], ["a", "b"], ["b"])
    r = setproduct([var.s], ["x"])
    s = transpose({ a = [var.s] })
    t = coalescelist([], [var.s, "x"])
    u = index(["x", var.s], "x")
    v = alltrue([var.s == "s"])
    w = range(length(var.s))
    x = local.mixed.c[1]
    y = local.mixed.c[*]
    z = format("%s", "x")
  }
}

# case: nested dynamic values in for
locals {
  tree = { a = { x = [1, 2] }, b = { x = [] } }
  flat = merge([for k, v in local.tree : { for i, y in v.x : "${k}-${i}" => y }]...)
}
output "o" { value = local.flat }
output "p" { value = max([1, 2, 3]...) }
output "q" { value = setproduct(["a"], ["b", "c"]...) }

# case: expansion of null
output "o" { value = max(null...) }

# case: expansion of a map
output "o" { value = max({ a = 1 }...) }

# case: expansion of an unknown list
resource "terraform_data" "a" { input = [1, 2] }
output "o" { value = max(terraform_data.a.output...) }
output "p" { value = merge(terraform_data.a.output...) }

# case: numbers
output "a" { value = 1 / 3 }
output "b" { value = 9007199254740993 }
output "c" { value = 0.1 + 0.2 }
output "e" { value = -7 % 3 }
output "f" { value = 5 / 0.5 }
output "g" { value = tostring(1e21) }
output "h" { value = floor(-1.5) }
output "i" { value = "${1.0}" }

# case: division by zero
output "a" { value = 1 / 0 }

# case: a key twice in an object
output "a" { value = { a = 1, a = 2 } }

# case: an index out of range
output "a" { value = ["a"][1] }

# case: a negative index
output "a" { value = ["a"][-1] }

# case: a key that is missing
output "a" { value = { a = 1 }["b"] }

# case: a key that is null
output "a" { value = { a = 1 }[null] }

# case: an attribute of null
variable "v" {
  type    = object({ a = string })
  default = null
}
output "a" { value = var.v.a }

# case: a text in place of a number
output "a" { value = "a" + 1 }

# case: a number text in place of a number
output "a" { value = "3" + 1 }
output "b" { value = "true" && true }
output "c" { value = 1 == "1" }
output "d" { value = [1] == ["1"] }
output "e" { value = tolist([1]) == [1] }
output "f" { value = null == "" }

# case: null in a template
output "a" { value = "x${null}" }

# case: a list in a template
output "a" { value = "x${["a"]}" }

# case: nested conditionals of which one branch is wrong
output "o" { value = false ? { for i, x in ["p", "q"] : "n${i}" => (true ? { a = 1, c = ["a"] } : { a = "" }) } : { k = { a = 1 }, l = { a = "x", b = true } } }

# case: a branch that is wrong and not taken
output "o" { value = true ? 1 : tonumber("x") }
output "p" { value = false ? [tonumber("x")] : ["a"] }
output "q" { value = true ? upper("a") : "${tonumber("x")}b" }
output "r" { value = true ? { a = 1 } : { a = [][0] } }
output "s" { value = true ? 5 : -tonumber("x") }

# case: a wrong branch of another type
output "o" { value = true ? "a" : [tonumber("x")] }

# case: a wrong branch of another kind inside of try
output "o" { value = try(jsonencode(true ? 10 : { a = null, b = toset([{ a = "a" }, null]) }), "refused") }

# case: sets of lists of secrets
variable "s" {
  default   = "s"
  sensitive = true
}
resource "terraform_data" "a" { input = [toset(tolist([[var.s]])), toset([{ a = var.s }])] }

# case: conversions of what is not there yet
resource "terraform_data" "e" { input = [] }
resource "terraform_data" "o" { input = { a = 1 } }
resource "terraform_data" "n" { count = 1 }
output "a" { value = true ? [concat(terraform_data.e.input, terraform_data.e.output)] : [["a"]] }
output "b" { value = tolist(toset(tolist(terraform_data.n[*].id))) }
output "c" { value = length(toset(terraform_data.n[*].id)) }
output "d" { value = toset([]) == toset(tolist(terraform_data.n[*].id)) }
output "e" { value = tolist([]) == tolist(["a"]) }
output "f" { value = lookup(terraform_data.o.input, "k", "none") }
output "g" { value = terraform_data.o.output == { a = 1 } }
output "h" { value = [terraform_data.o.id, "a"] == ["b", "b"] }
output "i" { value = contains([terraform_data.o.id, "a"], "a") }
output "j" { value = alltrue([terraform_data.o.id == "x", false]) }
output "k" { value = coalesce(terraform_data.o.id, "a") }

# case: what waits chooses no branch while Terraform validates
variable "v" { default = true }
resource "terraform_data" "a" { input = "x" }
output "a" { value = alltrue([terraform_data.a.id == "x", false]) ? 1 : tonumber("y") }

# case: attributes of built-in types that there are not
resource "terraform_data" "a" { input = "x" }
output "o" { value = try(terraform_data.a.nope, "no") }

# case: attributes of an id
resource "terraform_data" "a" { input = "x" }
output "o" { value = can(terraform_data.a.id.nope) }

# case: attributes of an output that is anything
resource "terraform_data" "a" { input = "x" }
output "o" { value = try(terraform_data.a.output.nope, "no") }

# case: a type that the built-in provider does not have
resource "terraform_date" "a" {}

# case: conditions with both sides
variable "v" { default = false }
output "a" { value = var.v && true }
output "b" { value = var.v || true ? 1 : 2 }
output "c" { value = !var.v && !var.v }

# case: tuples beside lists that are no lists of that kind
output "a" { value = (false ? tolist([{ b = "", c = { k = 0, l = 1 } }, { b = "10", c = { k = 1 } }]) : [{ a = null, b = "b", c = { k = 3.5 } }, { a = "", b = "10", c = {} }]) }

# case: counting while Terraform validates
resource "terraform_data" "none" {
  count = 0
  input = count.index < 0 ? { a = 1 } : (count.index < -1 ? { b = [tonumber("x")] } : { b = ["y"] })
}

# case: a condition of a for that is wrong where there is nothing to go through
output "o" { value = [for x in [] : x if tonumber("a") == 1] }

# case: a condition of a for that is wrong for no element
variable "l" {
  type    = list(string)
  default = []
}
output "o" { value = { for x in var.l : x => 1 if "maybe" } }

# case: a condition of a for that looks at its element
output "o" { value = [for x in [{ a = 1 }] : x.a if x.a > 0] }
output "p" { value = [for k, v in { p = { a = [1] } } : k if length(v.a) > 0 && v.a[0] == 1] }

# case: zero with a minus in a set
output "n" { value = length(setunion([-0], [0])) }

# case: zero with a minus in sets that are compared
output "i" { value = [for n in setintersection([-0, 1], [0, -0]) : tostring(n)] }
output "d" { value = [for n in setsubtract([0, 1], [-0]) : tostring(n)] }
output "o" { value = length(setintersection([{ a = [0] }], [{ a = [-0] }])) }
output "e" { value = [toset([-0]) == toset([0]), contains([0], -0)] }

# case: an error right of what decides
output "o" { value = true || tonumber("x") == 1 }

# case: an error left of what decides
output "o" { value = tonumber("x") == 1 && false }

# case: an error beside an operand that is not known
resource "terraform_data" "r" {}
output "o" { value = terraform_data.r.id == "x" && tonumber("x") == 1 }

# case: an operand of a wrong type beside what decides
output "o" { value = true || "maybe" }

# case: a null operand
output "o" { value = try(false || tobool(null), "refused") }

# case: sets of types that are not known beside known ones
resource "terraform_data" "r" { input = 1 }
output "u" { value = try(setunion([terraform_data.r.output], [[1]]), "crash") }
output "i" { value = try(setintersection([null], [[1]]), "crash") }
output "s" { value = try(setsubtract([{ a = 1 }], [null]), "crash") }
output "w" { value = try(setintersection([terraform_data.r.output], [[1]]), "crash") }
output "k" { value = length(setunion([null], [1])) }

# case: matchkeys waits for all values
resource "terraform_data" "r" { input = 1 }
locals {
  u = terraform_data.r.output
  m = tolist(matchkeys([[local.u], [local.u]], ["a", "b"], ["b"])[*])
}
output "o" { value = tomap({ k = [["x", "y", "z"]], o = local.m }) }

# case: matchkeys with nothing to match
resource "terraform_data" "r" { input = 1 }
output "n" { value = matchkeys([terraform_data.r.output], ["a"], []) }

# case: what is decided in try before all of it is known
resource "terraform_data" "r" { input = "x" }
output "l" { value = try(false && tonumber(terraform_data.r.output) == 1, "failed") }
output "c" { value = can(alltrue([false, tonumber(terraform_data.r.output) == 1])) }
output "f" { value = try(anytrue([true, tonumber(terraform_data.r.output) == 1]), "failed") }

# case: a set of unknown length beside sets that are too short or too long
resource "terraform_data" "r" {}
locals { s = startswith(terraform_data.r.id, "a") ? toset(["x", "y"]) : toset(["x"]) }
output "o" { value = [local.s == toset([]), local.s == toset(["a", "b", "c"]), contains([local.s], tolist([]))] }
output "u" { value = local.s == toset(["a"]) }

# case: the length of what is converted before it is known
resource "terraform_data" "r" { input = { k = {}, q = { a = "a" } } }
module "m" {
  source = "./m"
  v      = terraform_data.r.output
}
output "o" { value = module.m.o }
# file: m/main.tf
variable "v" {
  type     = map(map(string))
  nullable = false
}
output "o" { value = [length(var.v), sum([length(var.v), 1]), length(keys(var.v)), length(values(var.v))] }

# case: the product of a tuple that is not known
resource "terraform_data" "r" { input = true }
locals { t = terraform_data.r.output ? [["a"]] : [["b"]] }
output "o" { value = [for p in setproduct(local.t, [1]) : p[1]] }
output "n" { value = length(setproduct(toset(local.t), toset([1, 2]))) == 0 }

# case: a condition that fails beside branches of different types
output "o" { value = tonumber("x") == 1 ? [1] : ["a", [1]] }

# case: what has no type yet beside what is of another kind
resource "terraform_data" "r" { count = 1 }
resource "terraform_data" "never" {
  for_each = {}
  input    = [["x"]] != [tolist(terraform_data.r[*].id)] ? flatten([[1], [2]]) : 1
}
resource "terraform_data" "wrong" {
  for_each = {}
  input    = 1 < 2 ? tolist([[10]]) : flatten([["x"]] != [tolist(terraform_data.r[*].id)] ? [[1], [2]] : [["a"], ["b"]])
}

# case: a map of lists of what has no type yet
resource "terraform_data" "r" { for_each = { k = "a" } }
locals {
  b = tolist(tomap({ for k, r in terraform_data.r : k => r.id })[*])
  o = true ? 1 : tomap({ k = local.b, o = values({ k = {}, l = { k = "10" } }) })
}

# case: a splat over a tuple that is not known
resource "terraform_data" "r" { input = true }
locals { t = terraform_data.r.output ? [{ a = 1 }, { a = "x" }] : [{ a = 2 }, { a = "y" }] }
output "o" { value = length(local.t[*].a) }
output "p" { value = length([for x in local.t[*].a : x]) }

# case: a splat over a tuple that is not known, of elements that make no list
variable "b" { default = true }
resource "terraform_data" "r" { input = true }
locals { t = [{}, {}, terraform_data.r.output] }
resource "terraform_data" "never" {
  for_each = {}
  input    = tolist((var.b ? local.t : local.t)[*])
}

# case: types that differ beside a part that is not known
resource "terraform_data" "r" {}
locals { x = { a = terraform_data.r.id, c = {} } }
output "o" { value = try(local.x == { a = "x", c = { d = 1 } }, "failed") }
output "p" { value = can(regex("x", tostring(contains([local.x], { a = "x", c = { d = 1 } })))) }

# case: a branch of a type that is known later
resource "terraform_data" "r" { count = 1 }
locals {
  known_here = (issensitive(terraform_data.r[0].id) ? "s" : "t") != null || can(tonumber("1"))
  later      = contains(tolist(terraform_data.r[*].id), "a") ? tolist([]) : [{}]
}
output "o" { value = length(local.known_here ? [{}, { k = "b" }, { k = "c" }] : local.later) }

# case: a product of elements that cannot take their common type
locals { l = [for p in setproduct([{ a = [], b = "a" }, { b = "a", c = 1 }], [1]) : p[0]] }
