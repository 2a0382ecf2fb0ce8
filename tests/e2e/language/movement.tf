Blocks about resources that are elsewhere: import, moved, removed; and checks.

# case: import
import {
  to = terraform_data.a
  id = "x"
}
resource "terraform_data" "a" {}

# case: import with for_each
import {
  for_each = toset(["a", "b"])
  to       = terraform_data.a[each.key]
  id       = each.value
}
resource "terraform_data" "a" { for_each = toset(["a", "b"]) }

# case: import with for_each over a map
locals { ids = { a = "x", b = "y" } }
import {
  for_each = local.ids
  to       = terraform_data.a[each.key]
  id       = each.value
}
resource "terraform_data" "a" { for_each = local.ids }

# case: import with for_each over a tuple
import {
  for_each = [{ k = "a", id = "x" }]
  to       = terraform_data.a[each.value.k]
  id       = each.value.id
}
resource "terraform_data" "a" { for_each = toset(["a"]) }

# case: import of nothing that is declared
import {
  to = terraform_data.b
  id = "x"
}
resource "terraform_data" "a" {}

# case: import without id
import {
  to = terraform_data.a
}
resource "terraform_data" "a" {}

# case: import with an empty id
import {
  to = terraform_data.a
  id = ""
}
resource "terraform_data" "a" {}

# case: import with null for an id
variable "id" { default = null }
import {
  to = terraform_data.a
  id = var.id
}
resource "terraform_data" "a" {}

# case: import with an id that is not known
resource "terraform_data" "first" {}
import {
  to = terraform_data.a
  id = terraform_data.first.id
}
resource "terraform_data" "a" {}

# case: import with a secret id
variable "id" {
  default   = "x"
  sensitive = true
}
import {
  to = terraform_data.a
  id = var.id
}
resource "terraform_data" "a" {}

# case: import into a key that is not declared
import {
  to = terraform_data.a["z"]
  id = "x"
}
resource "terraform_data" "a" { for_each = toset(["a"]) }

# case: import without to
import {
  id = "x"
}

# case: import to something that is no resource
import {
  to = local.x
  id = "x"
}
locals { x = 1 }

# case: import in a module
module "m" { source = "./m" }
# file: m/main.tf
import {
  to = terraform_data.a
  id = "x"
}
resource "terraform_data" "a" {}

# case: import into a module
import {
  to = module.m.terraform_data.a
  id = "x"
}
module "m" { source = "./m" }
# file: m/main.tf
resource "terraform_data" "a" {}

# case: import the same twice
import {
  to = terraform_data.a
  id = "x"
}
import {
  to = terraform_data.a
  id = "y"
}
resource "terraform_data" "a" {}

# case: import with for_each that is no collection
import {
  for_each = "x"
  to       = terraform_data.a[each.key]
  id       = each.value
}
resource "terraform_data" "a" { for_each = toset(["a"]) }

# case: import with for_each that is not known
resource "terraform_data" "first" {}
import {
  for_each = toset([terraform_data.first.id])
  to       = terraform_data.a[each.key]
  id       = each.value
}
resource "terraform_data" "a" { for_each = toset(["a"]) }

# case: import with a secret for_each
variable "ids" {
  default   = { a = "x" }
  sensitive = true
}
import {
  for_each = var.ids
  to       = terraform_data.a[each.key]
  id       = each.value
}
resource "terraform_data" "a" { for_each = toset(["a"]) }

# case: import of data
import {
  to = data.terraform_remote_state.a
  id = "x"
}

# case: each in an import without for_each
import {
  to = terraform_data.a
  id = each.key
}
resource "terraform_data" "a" {}

# case: moved
moved {
  from = terraform_data.old
  to   = terraform_data.a
}
resource "terraform_data" "a" {}

# case: moved onto itself
moved {
  from = terraform_data.a
  to   = terraform_data.a
}
resource "terraform_data" "a" {}

# case: moved from something that is still declared
moved {
  from = terraform_data.old
  to   = terraform_data.a
}
resource "terraform_data" "a" {}
resource "terraform_data" "old" {}

# case: moved without to
moved {
  from = terraform_data.old
}

# case: moved from a resource to a module
moved {
  from = terraform_data.old
  to   = module.m
}
module "m" { source = "./m" }
# file: m/main.tf
resource "terraform_data" "a" {}

# case: moved to another type
moved {
  from = random_id.old
  to   = terraform_data.a
}
resource "terraform_data" "a" {}

# case: moved twice from one
moved {
  from = terraform_data.old
  to   = terraform_data.a
}
moved {
  from = terraform_data.old
  to   = terraform_data.b
}
resource "terraform_data" "a" {}
resource "terraform_data" "b" {}

# case: moved in a circle
moved {
  from = terraform_data.x
  to   = terraform_data.y
}
moved {
  from = terraform_data.y
  to   = terraform_data.x
}

# case: moved with an expression
moved {
  from = terraform_data.old[var.x]
  to   = terraform_data.a
}
variable "x" { default = "k" }
resource "terraform_data" "a" {}

# case: removed
removed {
  from = terraform_data.old
  lifecycle { destroy = false }
}
resource "terraform_data" "a" {}

# case: removed without lifecycle
removed {
  from = terraform_data.old
}
resource "terraform_data" "a" {}

# case: removed and still declared
removed {
  from = terraform_data.a
  lifecycle { destroy = false }
}
resource "terraform_data" "a" {}

# case: removed with a key
removed {
  from = terraform_data.old["k"]
  lifecycle { destroy = false }
}

# case: removed data
removed {
  from = data.terraform_remote_state.old
  lifecycle { destroy = false }
}

# case: removed without from
removed {
  lifecycle { destroy = false }
}

# case: removed module that is still called
removed {
  from = module.m
  lifecycle { destroy = false }
}
module "m" { source = "./m" }
# file: m/main.tf
resource "terraform_data" "a" {}

# case: removed with destroy that is no bool
removed {
  from = terraform_data.old
  lifecycle { destroy = "perhaps" }
}

# case: check
check "c" {
  assert {
    condition     = 1 == 2
    error_message = "One is not two."
  }
}
resource "terraform_data" "a" {}

# case: check without assert
check "c" {
}
resource "terraform_data" "a" {}

# case: check with a condition that is no bool
check "c" {
  assert {
    condition     = "maybe"
    error_message = "No."
  }
}
resource "terraform_data" "a" {}

# case: check with a condition that is null
variable "v" {
  type    = bool
  default = null
}
check "c" {
  assert {
    condition     = var.v
    error_message = "No."
  }
}
resource "terraform_data" "a" {}

# case: check that refers to nothing
check "c" {
  assert {
    condition     = local.nothing
    error_message = "No."
  }
}

# case: check with an empty message
check "c" {
  assert {
    condition     = true
    error_message = ""
  }
}
resource "terraform_data" "a" {}

# case: check without condition
check "c" {
  assert {
    error_message = "No."
  }
}

# case: check with a message that is a secret
variable "v" {
  default   = "x"
  sensitive = true
}
check "c" {
  assert {
    condition     = false
    error_message = "No ${var.v}."
  }
}
resource "terraform_data" "a" {}

# case: check with a constant condition that fails an evaluation
check "c" {
  assert {
    condition     = tonumber("x") == 1
    error_message = "No."
  }
}
resource "terraform_data" "a" {}

# case: the same check twice
check "c" {
  assert {
    condition     = true
    error_message = "No."
  }
}
check "c" {
  assert {
    condition     = true
    error_message = "No."
  }
}

# case: precondition that fails
resource "terraform_data" "a" {
  lifecycle {
    precondition {
      condition     = length("x") == 2
      error_message = "Too short."
    }
  }
}

# case: precondition of an output that fails
output "o" {
  value = 1
  precondition {
    condition     = length("x") == 2
    error_message = "Too short."
  }
}

# case: precondition that refers to itself
resource "terraform_data" "a" {
  input = 1
  lifecycle {
    precondition {
      condition     = terraform_data.a.input == 1
      error_message = "No."
    }
  }
}

# case: precondition with self
resource "terraform_data" "a" {
  input = 1
  lifecycle {
    precondition {
      condition     = self.input == 1
      error_message = "No."
    }
  }
}

# case: postcondition with self that fails
resource "terraform_data" "a" {
  input = 1
  lifecycle {
    postcondition {
      condition     = self.input == 2
      error_message = "Not two."
    }
  }
}

# case: the same move twice
moved {
  from = terraform_data.a
  to   = terraform_data.a["x"]
}
moved {
  from = terraform_data.a
  to   = terraform_data.a["x"]
}
resource "terraform_data" "a" { for_each = toset(["x"]) }

# case: moved into one from two
moved {
  from = terraform_data.b
  to   = terraform_data.a
}
moved {
  from = terraform_data.c
  to   = terraform_data.a
}
resource "terraform_data" "a" {}

# case: moved in a chain
moved {
  from = terraform_data.c
  to   = terraform_data.b
}
moved {
  from = terraform_data.b
  to   = terraform_data.a
}
resource "terraform_data" "a" {}

# case: moved into a module and out of one
moved {
  from = terraform_data.a
  to   = module.m.terraform_data.a
}
moved {
  from = module.m.terraform_data.b
  to   = terraform_data.b
}
resource "terraform_data" "b" {}
module "m" { source = "./m" }
# file: m/main.tf
resource "terraform_data" "a" {}

# case: moved from a module that is still called
moved {
  from = module.n
  to   = module.m
}
module "m" { source = "./m" }
module "n" { source = "./m" }
# file: m/main.tf
resource "terraform_data" "a" {}

# case: moved from a repeated module
moved {
  from = module.m
  to   = module.m["x"]
}
module "m" {
  source   = "./m"
  for_each = toset(["x"])
}
# file: m/main.tf
resource "terraform_data" "a" {}

# case: moved from one key to another
moved {
  from = terraform_data.a["x"]
  to   = terraform_data.a["y"]
}
resource "terraform_data" "a" { for_each = toset(["y"]) }

# case: moved from a key that is still declared
moved {
  from = terraform_data.a["x"]
  to   = terraform_data.a["y"]
}
resource "terraform_data" "a" { for_each = toset(["x", "y"]) }

# case: moved from a resource that is repeated now to another
moved {
  from = terraform_data.b
  to   = terraform_data.a
}
resource "terraform_data" "a" {}
resource "terraform_data" "b" { count = 1 }

# case: moved inside of a module from what is still there
module "m" { source = "./m" }
# file: m/main.tf
moved {
  from = terraform_data.b
  to   = terraform_data.a
}
resource "terraform_data" "a" {}
resource "terraform_data" "b" {}

# case: required_providers in an override file
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
resource "terraform_data" "a" {}
# file: main_override.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
