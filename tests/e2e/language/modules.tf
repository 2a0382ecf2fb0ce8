Modules, variables, outputs, repetition.

# case: a required variable that is missing in a call
module "m" { source = "./m" }
# file: m/main.tf
variable "v" {}

# case: an argument that the module does not have
module "m" {
  source = "./m"
  vv     = 1
}
# file: m/main.tf
variable "v" { default = 1 }

# case: an output that the module does not have
module "m" { source = "./m" }
output "o" { value = module.m.oo }
# file: m/main.tf
output "o" { value = 1 }

# case: an output of a module that try hides
module "m" { source = "./m" }
output "o" { value = try(module.m.oo, 2) }
# file: m/main.tf
output "o" { value = 1 }

# case: a module with count used without an index
module "m" {
  source = "./m"
  count  = 1
}
output "o" { value = module.m.o }
# file: m/main.tf
output "o" { value = 1 }

# case: a module without count used with an index
module "m" { source = "./m" }
output "o" { value = module.m[0].o }
# file: m/main.tf
output "o" { value = 1 }

# case: a module instance that there is not
module "m" {
  source = "./m"
  count  = 1
}
output "o" { value = module.m[1].o }
# file: m/main.tf
output "o" { value = 1 }

# case: modules with for_each
module "m" {
  source   = "./m"
  for_each = { a = 1, b = 2 }
  v        = each.value
}
output "o" { value = { for k, m in module.m : k => m.o } }
output "p" { value = module.m["a"].o }
output "q" { value = values(module.m)[*].o }
output "r" { value = module.m }
# file: m/main.tf
variable "v" {}
output "o" { value = var.v * 2 }

# case: a whole module
module "m" { source = "./m" }
output "o" { value = module.m }
# file: m/main.tf
resource "terraform_data" "a" { input = 1 }
output "a" { value = terraform_data.a.input }
output "b" { value = terraform_data.a.id }
output "c" {
  value     = "s"
  sensitive = true
}

# case: a source that is not there
module "m" { source = "./nothing" }

# case: a source that is computed
variable "s" { default = "./m" }
module "m" { source = var.s }
# file: m/main.tf
output "o" { value = 1 }

# case: a call without a source
module "m" { count = 1 }

# case: a version of a local module
module "m" {
  source  = "./m"
  version = "1.0"
}
# file: m/main.tf
output "o" { value = 1 }

# case: modules that depend on each other
module "a" {
  source = "./m"
  v      = module.b.o
}
module "b" {
  source = "./m"
  v      = module.a.o
}
# file: m/main.tf
variable "v" {}
output "o" { value = var.v }

# case: modules that use parts of each other
module "a" {
  source = "./m"
  v      = 1
  w      = module.b.o
}
module "b" {
  source = "./m"
  v      = module.a.o
  w      = 1
}
output "o" { value = module.a.p }
# file: m/main.tf
variable "v" {}
variable "w" {}
output "o" { value = var.v }
output "p" { value = var.w }

# case: a variable without a value
variable "v" {}
output "o" { value = var.v }

# case: a type that does not fit
module "m" {
  source = "./m"
  v      = { a = "x" }
}
# file: m/main.tf
variable "v" { type = list(string) }

# case: null for a variable that is not nullable
module "m" {
  source = "./m"
  v      = null
}
output "o" { value = module.m.o }
# file: m/main.tf
variable "v" {
  default  = "d"
  nullable = false
}
output "o" { value = var.v }

# case: null for a required variable that is not nullable
module "m" {
  source = "./m"
  v      = null
}
# file: m/main.tf
variable "v" {
  type     = string
  nullable = false
}

# case: a default of null that is not nullable
variable "v" {
  type     = string
  default  = null
  nullable = false
}
output "o" { value = var.v }

# case: validation that looks at another variable
variable "a" { default = 1 }
variable "b" {
  default = 2
  validation {
    condition     = var.b < var.a
    error_message = "b must be less than a, which is ${var.a}."
  }
}

# case: validation that looks at nothing of its own
variable "a" { default = 1 }
variable "b" {
  default = 2
  validation {
    condition     = var.a == 1
    error_message = "No."
  }
}
output "o" { value = var.b }

# case: validation that looks at a local and a resource
locals { least = 1 }
resource "terraform_data" "a" { input = 5 }
variable "b" {
  default = 2
  validation {
    condition     = var.b >= local.least && var.b < terraform_data.a.input
    error_message = "No."
  }
}
output "o" { value = var.b }

# case: validation without an error message
variable "b" {
  default = 2
  validation { condition = var.b == 2 }
}

# case: validation that gives no bool
variable "b" {
  default = 2
  validation {
    condition     = var.b
    error_message = "No."
  }
}

# case: validation that fails with an error
variable "b" {
  default = "x"
  validation {
    condition     = tonumber(var.b) > 1
    error_message = "No."
  }
}

# case: validation of a secret
variable "b" {
  default   = "x"
  sensitive = true
  validation {
    condition     = var.b == "y"
    error_message = "It is ${var.b}."
  }
}

# case: a default that refers to something
variable "a" { default = 1 }
variable "b" { default = var.a }

# case: a default that calls a function
variable "b" { default = upper("x") }

# case: a variable that is named like an argument
variable "source" { default = 1 }

# case: an output without a value
output "o" {}

# case: a secret in an output
variable "v" {
  default   = "x"
  sensitive = true
}
output "o" { value = var.v }

# case: a secret inside of an output
variable "v" {
  default   = "x"
  sensitive = true
}
output "o" { value = { a = [var.v] } }

# case: a secret in an output of a module
variable "v" {
  default   = "x"
  sensitive = true
}
module "m" {
  source = "./m"
  v      = var.v
}
output "o" {
  value     = module.m.o
  sensitive = true
}
# file: m/main.tf
variable "v" {}
output "o" { value = "a ${var.v}" }

# case: depends_on that is no list
resource "terraform_data" "a" {}
resource "terraform_data" "b" { depends_on = terraform_data.a }

# case: depends_on of something that is not declared
resource "terraform_data" "b" { depends_on = [terraform_data.a] }

# case: depends_on with an expression
resource "terraform_data" "a" {}
resource "terraform_data" "b" { depends_on = [terraform_data.a.id == "x" ? 1 : 2] }

# case: count that is a secret
variable "v" {
  default   = 1
  sensitive = true
}
resource "terraform_data" "a" { count = var.v }

# case: for_each with secret values
variable "v" {
  default   = "x"
  sensitive = true
}
resource "terraform_data" "a" {
  for_each = { a = var.v }
  input    = each.value
}

# case: for_each that is a secret
variable "v" {
  default   = { a = 1 }
  sensitive = true
}
resource "terraform_data" "a" { for_each = var.v }

# case: for_each over a list
resource "terraform_data" "a" { for_each = ["a"] }

# case: for_each over a set of numbers
resource "terraform_data" "a" { for_each = toset([1, 2]) }

# case: for_each over null
variable "v" {
  type    = map(string)
  default = null
}
resource "terraform_data" "a" { for_each = var.v }

# case: for_each with a null in it
resource "terraform_data" "a" { for_each = toset(["a", null]) }

# case: count of null
variable "v" {
  type    = number
  default = null
}
resource "terraform_data" "a" { count = var.v }

# case: count of a text
resource "terraform_data" "a" { count = "2" }

# case: count of a fraction
resource "terraform_data" "a" { count = 1.5 }

# case: count less than zero
resource "terraform_data" "a" { count = -1 }

# case: count of what is not known
resource "terraform_data" "first" {}
resource "terraform_data" "a" { count = length(terraform_data.first.id) }

# case: for_each of what is not known
resource "terraform_data" "first" {}
resource "terraform_data" "a" { for_each = toset([terraform_data.first.id]) }

# case: for_each over another block
resource "terraform_data" "first" { for_each = { a = 1, b = 2 } }
resource "terraform_data" "a" {
  for_each = terraform_data.first
  input    = each.value.id
}
output "o" { value = keys(terraform_data.a) }

# case: each outside of for_each
resource "terraform_data" "a" { input = each.key }

# case: count.index outside of count
resource "terraform_data" "a" { input = count.index }

# case: self outside of a condition
resource "terraform_data" "a" { input = self.id }

# case: a resource that refers to itself
resource "terraform_data" "a" { input = terraform_data.a.id }

# case: locals that depend on each other
locals {
  a = local.b
  b = local.a
}
output "o" { value = local.a }

# case: a local twice
locals { a = 1 }
locals { a = 2 }

# case: lifecycle with an expression
variable "v" { default = true }
resource "terraform_data" "a" {
  lifecycle { prevent_destroy = var.v }
}

# case: ignore_changes of something that there is not
resource "terraform_data" "a" {
  input = 1
  lifecycle { ignore_changes = [nothing] }
}

# case: replace_triggered_by
resource "terraform_data" "a" { input = 1 }
resource "terraform_data" "b" {
  lifecycle { replace_triggered_by = [terraform_data.a, terraform_data.a.input] }
}

# case: replace_triggered_by something that is no resource
locals { x = 1 }
resource "terraform_data" "b" {
  lifecycle { replace_triggered_by = [local.x] }
}

# case: an unknown argument
resource "terraform_data" "a" { inputs = 1 }

# case: an unknown block
resource "terraform_data" "a" {
  nothing {}
}

# case: paths and the workspace
output "a" { value = path.module }
output "b" { value = path.root }
output "c" { value = terraform.workspace }
module "m" { source = "./m" }
output "d" { value = module.m.path }
# file: m/main.tf
output "path" { value = "${path.module} ${path.root}" }

# case: values of variables in files
variable "a" { default = 1 }
variable "b" { default = 1 }
variable "c" {
  type    = list(string)
  default = []
}
output "o" { value = [var.a, var.b, var.c] }
# file: terraform.tfvars
a = 2
b = 2
# file: z.auto.tfvars
b = 3
c = ["x", 1]

# case: a value in a file for a variable that there is not
variable "a" { default = 1 }
output "o" { value = var.a }
# file: terraform.tfvars
bb = 2

# case: a value in a file that does not fit
variable "a" { type = number }
output "o" { value = var.a }
# file: terraform.tfvars
a = "x"

# case: an override file
resource "terraform_data" "a" {
  input            = 1
  triggers_replace = 2
}
output "o" { value = terraform_data.a.input }
# file: override.tf
resource "terraform_data" "a" { input = 5 }

# case: an override of nothing
resource "terraform_data" "a" { input = 1 }
# file: override.tf
resource "terraform_data" "b" { input = 5 }

# case: JSON syntax
output "o" { value = local.x }
# file: more.tf.json
{
  "locals": { "x": "${upper(\"a\")}", "y": { "k": [1, "${1 + 1}"] } },
  "resource": { "terraform_data": { "a": { "input": "${local.y}" } } },
  "output": { "p": { "value": "${terraform_data.a.input}" } }
}

# case: resources that depend on each other
resource "terraform_data" "a" { input = terraform_data.b.id }
resource "terraform_data" "b" { input = terraform_data.a.id }

# case: a resource and a local that depend on each other
resource "terraform_data" "a" { input = local.l }
locals { l = terraform_data.a.id }

# case: an output of a module that goes back into it
module "m" {
  source = "./m"
  a      = module.m.a
}
# file: m/main.tf
variable "a" {}
resource "terraform_data" "r" { input = var.a }
output "a" { value = terraform_data.r.id }

# case: an output of a module that goes into another of its variables
module "m" {
  source = "./m"
  a      = module.m.b
}
output "o" { value = module.m.a }
# file: m/main.tf
variable "a" {}
variable "b" { default = "x" }
output "a" { value = upper(var.a) }
output "b" { value = var.b }

# case: depends_on of a module that is needed
module "m" {
  source     = "./m"
  depends_on = [terraform_data.p]
}
resource "terraform_data" "p" { input = module.m.a }
# file: m/main.tf
resource "terraform_data" "r" { input = 1 }
output "a" { value = terraform_data.r.id }

# case: depends_on of a module of which a constant is needed
module "m" {
  source     = "./m"
  depends_on = [terraform_data.p]
}
resource "terraform_data" "p" { input = module.m.a }
# file: m/main.tf
resource "terraform_data" "r" { input = 1 }
output "a" { value = "x" }

# case: a module counted by what it gives
module "m" {
  source = "./m"
  count  = length(module.m) + 1
}
# file: m/main.tf
output "a" { value = "x" }

# case: quoted types
variable "a" {
  type    = "string"
  default = "x"
}

# case: a block written as an argument
resource "terraform_data" "a" {
  lifecycle = {
    create_before_destroy = true
  }
}
