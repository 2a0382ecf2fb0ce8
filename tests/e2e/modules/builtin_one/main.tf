# Everything that Terraform alone can plan: values of every type, unknown, sensitive; modules; conditions.
variable "plain" {
  default = "hello"
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
  names = toset(["a", "b\"q", "ü-ö", "x.y", "m[0]"])
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
  triggers_replace = [local.id, each.key]
}

resource "terraform_data" "counted" {
  count = 3
  input = { i = count.index, u = terraform_data.one.output }
}

resource "terraform_data" "prefix" {
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

resource "terraform_data" "dropped" {
  input            = toset(["z", "y"])
  triggers_replace = tolist([{ a = 1, b = "x" }])
}

module "child" {
  source   = "./child"
  for_each = { dmz = 1, "in/side" = 2 }
  value    = terraform_data.counted[0].output
  n        = each.value
}

module "counted" {
  source = "./child"
  count  = 2
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
