variable "access" {
  default = "ObjectRead"
}

locals {
  ports = { ssh = 22, web = 443 }
}

resource "oci_identity_compartment" "prod" {
  name        = "prod"
  description = "production"
}

module "storage" {
  source         = "./modules/storage"
  for_each       = toset(["invoices", "logs"])
  name           = each.key
  access         = each.key == "logs" ? "NoPublicAccess" : var.access
  compartment_id = oci_identity_compartment.prod.id
}

resource "oci_core_security_list" "edge" {
  compartment_id = oci_identity_compartment.prod.id
  vcn_id         = "ocid1.vcn.oc1..x"

  dynamic "ingress_security_rules" {
    for_each = local.ports
    content {
      protocol = "6"
      source   = "0.0.0.0/0"
      tcp_options {
        min = ingress_security_rules.value
        max = ingress_security_rules.value
      }
    }
  }
}
