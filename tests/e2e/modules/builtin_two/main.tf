# And then: moved, removed, imported, fewer, replaced.
variable "plain" {
  default = "changed"
}

variable "number" {
  type    = number
  default = 0.1
}

variable "secret" {
  type      = string
  sensitive = true
  default   = "s3cr3t-value"
}

variable "shape" {
  type    = object({ a = string, b = optional(number, 3), l = list(string) })
  default = { a = "x", l = ["p", "q"] }
}

variable "given" {
  type = map(number)
}

variable "nothing" {
  type    = string
  default = null
}

locals {
  names = toset(["aa", "b\"q", "ü-ö", "x.y", "m[0]"])
  id    = terraform_data.one.id
}

resource "terraform_data" "one" {
  input = {
    tenth    = var.number
    text     = var.plain
    secret   = var.secret
    list     = [1, 2.5, true, null]
    big      = 123456789012345678901234567890
    negative = -4.25
    given    = var.given
    date     = timestamp() == "" ? "" : "x"
  }
}

resource "terraform_data" "each" {
  for_each         = local.names
  input            = each.value
  triggers_replace = ["other", local.id, each.key]
}

resource "terraform_data" "counted" {
  count = 2
  input = { i = count.index, u = terraform_data.one.output }
}

moved {
  from = terraform_data.prefix
  to   = terraform_data.renamed
}

resource "terraform_data" "renamed" {
  input = "pre-${terraform_data.one.id}"
}

resource "terraform_data" "secrets" {
  input = {
    a = sensitive("hidden")
    b = ["open", sensitive("closed")]
    c = tomap({ k = sensitive("v"), o = "w" })
    d = toset(["z", sensitive("y")])
  }
}

removed {
  from = terraform_data.dropped

  lifecycle {
    destroy = false
  }
}

import {
  to = terraform_data.imported
  id = "some-id"
}

resource "terraform_data" "imported" {
  input = "imported"
}

moved {
  from = module.counted[1]
  to   = module.renamed
}

module "renamed" {
  source = "./child"
  value  = "c1"
  n      = 1
}

module "child" {
  source   = "./child"
  for_each = { dmz = 1, "in/side" = 2 }
  value    = terraform_data.counted[0].output
  n        = each.value
}

module "counted" {
  source = "./child"
  count  = 1
  value  = "c${count.index}"
  n      = count.index
}

check "health" {
  assert {
    condition     = terraform_data.one.input.text == "no"
    error_message = "plain is ${var.plain}"
  }
}

check "later" {
  assert {
    condition     = terraform_data.one.id == "no"
    error_message = "not known yet"
  }
}

data "terraform_remote_state" "other" {
  backend = "local"
  config  = { path = "${path.module}/other.tfstate" }
}

resource "terraform_data" "uses_data" {
  input = data.terraform_remote_state.other.outputs
}

output "plain" {
  value = var.plain
}

output "unknown" {
  value = terraform_data.one.id
}

output "secret" {
  value     = var.secret
  sensitive = true
}

output "all" {
  value = { m = module.child["dmz"].out, l = [for c in terraform_data.counted : c.id] }
}
