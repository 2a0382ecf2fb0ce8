variable "value" {}

variable "n" {
  type = number
}

resource "terraform_data" "inst" {
  count = var.n > 0 ? 1 : 0
  input = var.value

  lifecycle {
    precondition {
      condition     = var.n < 10
      error_message = "too many"
    }
  }
}

module "leaf" {
  source = "./leaf"
  deep   = var.n
}

output "out" {
  value = module.leaf.id
}
