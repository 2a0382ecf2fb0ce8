# What the tests of binary plans read; README.md tells how the plan files beside it are made.
terraform {
  required_providers {
    oci = {
      source = "oracle/oci"
    }
  }
}

variable "compartment" {
  default = "ocid1.compartment.oc1..home"
}

variable "access" {
  type    = map(string)
  default = { site = "ObjectRead", logs = "NoPublicAccess" }
}

variable "password" {
  type      = string
  sensitive = true
}

locals {
  visible = "ObjectRead"
  ports   = [22, 443]
}

resource "oci_kms_key" "data" {
  compartment_id      = var.compartment
  display_name        = "data"
  management_endpoint = "https://vault.example"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_objectstorage_bucket" "open" {
  compartment_id = var.compartment
  namespace      = "acme"
  name           = "open"
  access_type    = local.visible
}

module "store" {
  source      = "./store"
  for_each    = var.access
  name        = each.key
  access_type = each.value
  compartment = var.compartment
  key         = oci_kms_key.data.id
}

resource "oci_core_network_security_group" "web" {
  compartment_id = var.compartment
  vcn_id         = "ocid1.vcn.oc1.iad.net"
}

resource "oci_core_security_list" "web" {
  compartment_id = var.compartment
  vcn_id         = "ocid1.vcn.oc1.iad.net"

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

resource "terraform_data" "note" {
  input = {
    prefix   = "key-${oci_kms_key.data.id}"
    password = var.password
    tenth    = 0.1
  }
}

check "open" {
  assert {
    condition     = oci_objectstorage_bucket.open.access_type == "NoPublicAccess"
    error_message = "The bucket is public."
  }
}

output "password" {
  value     = var.password
  sensitive = true
}
