Provider configurations, and how modules get them.

# case: passed implicitly
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}
module "m" { source = "./m" }
output "o" { value = module.m.o }
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
resource "terraform_data" "a" { input = "x" }
output "o" { value = terraform_data.a.input }

# case: alias passed
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random.one = random.east }
}
output "o" { value = module.m.o }
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [random.one]
    }
  }
}
resource "terraform_data" "a" { input = "x" }
output "o" { value = terraform_data.a.input }

# case: alias asked for and not passed
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" { source = "./m" }
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [random.one]
    }
  }
}

# case: one of two aliases not passed
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random.one = random.east }
}
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [random.one, random.two]
    }
  }
}

# case: an alias that nobody configures is passed
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}
module "m" {
  source    = "./m"
  providers = { random = random.west }
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: an alias that nobody configures is passed on by a module
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
module "m" { source = "./m" }
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
module "n" {
  source    = "../n"
  providers = { random = random.west }
}
# file: n/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: an alias that the module does not know
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random.nobody = random.east }
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: a provider that the module does not know
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random = random.east }
}
# file: m/main.tf
resource "terraform_data" "a" {}

# case: providers of different sources
terraform {
  required_providers {
    random = { source = "hashicorp/random" }
    time   = { source = "hashicorp/time" }
  }
}
module "m" {
  source    = "./m"
  providers = { random = time }
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: a resource asks for an alias that nobody configures
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
resource "random_id" "a" {
  provider    = random.west
  byte_length = 4
}

# case: a resource in a module asks for an alias that nobody declares
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
module "m" { source = "./m" }
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
resource "random_id" "a" {
  provider    = random.west
  byte_length = 4
}

# case: a module with its own provider and count
module "m" {
  source = "./m"
  count  = 2
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}
resource "terraform_data" "a" {}

# case: a module with its own provider and for_each
module "m" {
  source   = "./m"
  for_each = toset(["a"])
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "x" }
resource "terraform_data" "a" {}

# case: a module with its own provider and depends_on
resource "terraform_data" "first" {}
module "m" {
  source     = "./m"
  depends_on = [terraform_data.first]
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}
resource "terraform_data" "a" {}

# case: the module of a module with its own provider and count
module "m" {
  source = "./m"
  count  = 1
}
# file: m/main.tf
module "n" { source = "../n" }
# file: n/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}
resource "terraform_data" "a" {}

# case: a provider passed twice
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = {
    random = random.east
    random = random.east
  }
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: the same alias twice
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
provider "random" { alias = "east" }

# case: the default configuration twice
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}
provider "random" {}

# case: an alias that is no name
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "1x" }

# case: an alias that is an expression
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
variable "v" { default = "x" }
provider "random" { alias = var.v }

# case: an alias that is a text with an expression
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "x${1}" }

# case: providers as text
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { "random" = "random.east" }
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: providers from an expression
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random = var.x }
}
variable "x" { default = 1 }
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: providers that are no object
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
module "m" {
  source    = "./m"
  providers = ["random"]
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: configuration_aliases of another provider
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
module "m" { source = "./m" }
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [other.one]
    }
  }
}

# case: configuration_aliases as texts
module "m" { source = "./m" }
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = ["random.one"]
    }
  }
}

# case: configuration_aliases in the root module
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [random.one]
    }
  }
}

# case: a provider configured from a variable
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
variable "v" { default = "x" }
provider "random" {}
resource "terraform_data" "a" { input = var.v }

# case: a proxy configuration and an alias passed on twice
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random.one = random.east }
}
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [random.one]
    }
  }
}
module "n" {
  source    = "../n"
  providers = { random = random.one }
}
# file: n/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
resource "terraform_data" "a" { input = 1 }

# case: required_providers twice
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}

# case: required_providers with a source that is none
terraform {
  required_providers { random = { source = "a/b/c/d" } }
}

# case: required_providers with an unknown argument
terraform {
  required_providers { random = { src = "hashicorp/random" } }
}

# case: required_providers with a version that is none
terraform {
  required_providers {
    random = {
      source  = "hashicorp/random"
      version = "three"
    }
  }
}

# case: a module with its own provider that is also given one
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random = random.east }
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}

# case: the default configuration among configuration_aliases
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" {}
module "m" {
  source    = "./m"
  providers = { random = random }
}
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [random]
    }
  }
}
resource "terraform_data" "a" {}

# case: the default configuration among configuration_aliases, not passed
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
module "m" { source = "./m" }
# file: m/main.tf
terraform {
  required_providers {
    random = {
      source                = "hashicorp/random"
      configuration_aliases = [random]
    }
  }
}
resource "terraform_data" "a" {}

# case: a configured module with count
module "m" {
  source = "./m"
  count  = 1
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { version = "3.6.0" }
resource "terraform_data" "a" {}

# case: a configured module that is given a provider
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { alias = "east" }
module "m" {
  source    = "./m"
  providers = { random = random.east }
}
# file: m/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { version = "3.6.0" }

# case: the module of a configured module with depends_on
resource "terraform_data" "first" {}
module "m" {
  source     = "./m"
  depends_on = [terraform_data.first]
}
# file: m/main.tf
module "n" { source = "../n" }
# file: n/main.tf
terraform {
  required_providers { random = { source = "hashicorp/random" } }
}
provider "random" { version = "3.6.0" }
resource "terraform_data" "a" {}
