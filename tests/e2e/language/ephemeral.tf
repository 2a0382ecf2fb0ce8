Ephemeral values, and where they are refused.

# case: in a local and a condition
variable "v" {
  type      = string
  default   = "x"
  ephemeral = true
}
locals { l = "${var.v}y" }
resource "terraform_data" "a" { input = 1 }

# case: in a resource
variable "v" {
  type      = string
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" { input = var.v }

# case: inside of an argument of a resource
variable "v" {
  type      = string
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" { input = { a = [upper(var.v)] } }

# case: in a root output
variable "v" {
  default   = "x"
  ephemeral = true
}
output "o" { value = var.v }

# case: in a root output that is ephemeral
variable "v" {
  default   = "x"
  ephemeral = true
}
output "o" {
  value     = var.v
  ephemeral = true
}

# case: an ephemeral root output that holds none
output "o" {
  value     = "x"
  ephemeral = true
}

# case: in an ephemeral output of a module
variable "v" {
  default   = "x"
  ephemeral = true
}
module "m" {
  source = "./m"
  v      = var.v
}
output "length" { value = ephemeralasnull(module.m.o) }
# file: m/main.tf
variable "v" { ephemeral = true }
output "o" {
  value     = var.v
  ephemeral = true
}

# case: in an output of a module that is not
variable "v" {
  default   = "x"
  ephemeral = true
}
module "m" {
  source = "./m"
  v      = var.v
}
# file: m/main.tf
variable "v" { ephemeral = true }
output "o" { value = var.v }

# case: given to a variable that is not
variable "v" {
  default   = "x"
  ephemeral = true
}
module "m" {
  source = "./m"
  v      = var.v
}
# file: m/main.tf
variable "v" {}

# case: an ephemeral output of a module in a resource
module "m" { source = "./m" }
resource "terraform_data" "a" { input = module.m.o }
# file: m/main.tf
output "o" {
  value     = "x"
  ephemeral = true
}

# case: an ephemeral output of a module that holds none in a root output
module "m" { source = "./m" }
output "o" { value = module.m.o }
# file: m/main.tf
output "o" {
  value     = "x"
  ephemeral = true
}

# case: ephemeralasnull in a resource
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" { input = [ephemeralasnull(var.v), ephemeralasnull({ a = var.v, b = 1 })] }

# case: ephemeralasnull of what is not
resource "terraform_data" "a" { input = ephemeralasnull({ a = 1 }) }

# case: in count
variable "v" {
  type      = number
  default   = 2
  ephemeral = true
}
resource "terraform_data" "a" { count = var.v }

# case: in for_each
variable "v" {
  type      = set(string)
  default   = ["a"]
  ephemeral = true
}
resource "terraform_data" "a" { for_each = var.v }

# case: in for_each of a module
variable "v" {
  type      = set(string)
  default   = ["a"]
  ephemeral = true
}
module "m" {
  source   = "./m"
  for_each = var.v
}
# file: m/main.tf
output "o" { value = 1 }

# case: in count of a module
variable "v" {
  type      = number
  default   = 1
  ephemeral = true
}
module "m" {
  source = "./m"
  count  = var.v
}
# file: m/main.tf
output "o" { value = 1 }

# case: in a precondition
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" {
  input = 1
  lifecycle {
    precondition {
      condition     = var.v == "x"
      error_message = "No."
    }
  }
}

# case: in a precondition that fails
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" {
  input = 1
  lifecycle {
    precondition {
      condition     = var.v == "y"
      error_message = "No ${var.v}."
    }
  }
}

# case: in a validation
variable "v" {
  default   = "x"
  ephemeral = true
  validation {
    condition     = var.v == "x"
    error_message = "No."
  }
}
resource "terraform_data" "a" { input = 1 }

# case: in a validation that fails
variable "v" {
  default   = "x"
  ephemeral = true
  validation {
    condition     = var.v == "y"
    error_message = "No ${var.v}."
  }
}

# case: in a check
variable "v" {
  default   = "x"
  ephemeral = true
}
check "c" {
  assert {
    condition     = var.v == "x"
    error_message = "No."
  }
}
resource "terraform_data" "a" {}

# case: in triggers_replace
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" { triggers_replace = [var.v] }

# case: sensitive and ephemeral
variable "v" {
  default   = "x"
  ephemeral = true
  sensitive = true
}
resource "terraform_data" "a" { input = ephemeralasnull(var.v) }

# case: a condition that is ephemeral
variable "v" {
  type      = bool
  default   = true
  ephemeral = true
}
resource "terraform_data" "a" { input = var.v ? 1 : 2 }

# case: keys that are ephemeral
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" { input = { (var.v) = 1 } }

# case: length of an ephemeral list
variable "v" {
  type      = list(string)
  default   = ["x"]
  ephemeral = true
}
resource "terraform_data" "a" { input = length(var.v) }

# case: an ephemeral value in a template
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" { input = "a ${var.v}" }

# case: an ephemeral null
variable "v" {
  type      = string
  default   = null
  ephemeral = true
}
resource "terraform_data" "a" { input = var.v }

# case: applying
resource "terraform_data" "a" { input = terraform.applying }

# case: applying in an ephemeral output of a module
module "m" { source = "./m" }
resource "terraform_data" "a" { input = 1 }
# file: m/main.tf
output "o" {
  value     = terraform.applying
  ephemeral = true
}

# case: ephemeral that is no bool
variable "v" {
  default   = "x"
  ephemeral = "maybe"
}

# case: nonsensitive of an ephemeral value
variable "v" {
  default   = "x"
  ephemeral = true
  sensitive = true
}
output "o" {
  value = nonsensitive(var.v)
}

# case: an error message that is ephemeral
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" {
  input = 1
  lifecycle {
    precondition {
      condition     = true
      error_message = "No ${var.v}."
    }
  }
}

# case: an unknown ephemeral resource
ephemeral "terraform_nothing" "a" {}

# case: depends on an ephemeral resource that is not there
resource "terraform_data" "a" { input = ephemeral.x.y.z }

# case: a provisioner with an ephemeral value
variable "v" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "a" {
  provisioner "local-exec" {
    command = "true ${var.v}"
  }
}
