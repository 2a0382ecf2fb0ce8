terraform {
  required_version = ">= 1.0"
}
variable "names" {
  type    = list(string)
  default = ["a", "b"]
}
variable "settings" {
  type = map(object({
    size = optional(number, 3)
    tags = optional(map(string), {})
    on   = optional(bool)
  }))
  default = {
    x = { size = "7", tags = { k = 1 } }
    y = { on = "true" }
  }
}
variable "secret" {
  default   = "s"
  sensitive = true
}
locals {
  doubled = [for n in var.names : "${n}${n}"]
  by_name = { for i, n in var.names : n => i }
  nested  = flatten([for k, s in var.settings : [for n in var.names : { key = "${k}-${n}", size = s.size }]])
  map     = { for o in local.nested : o.key => o }
}
resource "terraform_data" "one" {
  input = {
    list    = local.doubled
    map     = local.by_name
    cond    = length(var.names) > 1 ? "many" : "one"
    text    = <<-EOT
      first
        ${join(",", var.names)}
      %{for n in var.names~}
      - ${n}
      %{endfor~}
    EOT
    merged  = merge({ a = 1 }, { b = "x" })
    type    = tolist([1, "2"])
    set     = toset(["b", "a", "b"])
    try     = try(var.settings.z.size, "none")
    math    = 7 / 2 + 1 % 3
    cidr    = cidrsubnet("10.0.0.0/16", 8, 3)
    json    = jsonencode({ b = [1, true, null], a = "<x>" })
    lookup  = lookup(local.by_name, "b", -1)
    splat   = [for o in local.nested : o][*].key
    secret  = var.secret
  }
}
resource "terraform_data" "count" {
  count = length(var.names)
  input = "${count.index}:${var.names[count.index]}"
}
resource "terraform_data" "each" {
  for_each         = local.map
  input            = each.value.size
  triggers_replace = [each.key]
}
resource "terraform_data" "set" {
  for_each = toset(var.names)
  input    = each.value == each.key
}
resource "terraform_data" "none" {
  count = var.secret == "x" ? 1 : 0
}
resource "terraform_data" "refs" {
  input = {
    a = terraform_data.count[*].input
    b = terraform_data.each["x-a"].input
    c = [for k, v in terraform_data.set : v.input]
    d = one(terraform_data.none[*].input)
    e = values(terraform_data.set)[*].input
  }
}
module "child" {
  source   = "./child"
  for_each = var.settings
  name     = each.key
  settings = each.value
}
resource "terraform_data" "from_module" {
  input = { for k, m in module.child : k => m.label }
}
output "all" {
  value = [for m in module.child : m.label]
}
output "tags" {
  value = module.child["x"].tags
}
