# One reference among several: which of them an attribute takes, only the expression says.

variable "on" {
  default = true
}

variable "off" {
  default = false
}

locals {
  keys = { a = oci_kms_key.a.id, b = oci_kms_key.b.id }
  plan = { with = oci_kms_key.a.id, without = null }
}

resource "oci_identity_compartment" "home" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "home"
  description    = "of everything"
}

resource "oci_kms_key" "a" {
  compartment_id      = oci_identity_compartment.home.id
  display_name        = "a"
  management_endpoint = "https://vault-management.kms.example.com"
  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_kms_key" "b" {
  compartment_id      = oci_identity_compartment.home.id
  display_name        = "b"
  management_endpoint = "https://vault-management.kms.example.com"
  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_kms_key" "none" {
  count               = var.off ? 1 : 0
  compartment_id      = oci_identity_compartment.home.id
  display_name        = "none"
  management_endpoint = "https://vault-management.kms.example.com"
  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_objectstorage_bucket" "each" {
  for_each       = local.plan
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "each_${each.key}"
  kms_key_id     = each.value
}

resource "oci_objectstorage_bucket" "element" {
  count          = 2
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "element_${count.index}"
  kms_key_id     = [oci_kms_key.a.id, null][count.index]
}

resource "oci_objectstorage_bucket" "on" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "on"
  kms_key_id     = var.on ? oci_kms_key.a.id : null
}

resource "oci_objectstorage_bucket" "off" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "off"
  kms_key_id     = var.off ? oci_kms_key.a.id : null
}

resource "oci_objectstorage_bucket" "tried" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "tried"
  kms_key_id     = try(oci_kms_key.none[0].id, null)
}

resource "oci_objectstorage_bucket" "joined" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "joined"
  kms_key_id     = join("", oci_kms_key.a.*.id)
}

resource "oci_objectstorage_bucket" "joined_none" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "joined_none"
  kms_key_id     = join("", oci_kms_key.none.*.id)
}

module "store" {
  source         = "./store"
  for_each       = { plain = null, keyed = "b" }
  name           = each.key
  compartment_id = oci_identity_compartment.home.id
  key_id         = each.value == null ? null : local.keys[each.value]
}
