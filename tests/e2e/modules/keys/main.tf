# Keys that are there, omitted, new, or perhaps there; and homes that come by many ways.

variable "encrypted" {
  default = true
}

locals {
  homes = { a = oci_identity_compartment.home.id, b = oci_identity_compartment.home.id }
}

resource "oci_identity_compartment" "home" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "home"
  description    = "of everything"
}

resource "oci_kms_key" "data" {
  compartment_id      = oci_identity_compartment.home.id
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

# Omitted: an Optional and Computed attribute, unknown in the plan; yet there will be no key.
resource "oci_objectstorage_bucket" "omitted" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "omitted"
}

resource "oci_core_volume" "omitted" {
  compartment_id      = oci_identity_compartment.home.id
  availability_domain = "AD-1"
}

# Null is omitted.
resource "oci_objectstorage_bucket" "null" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "null"
  kms_key_id     = null
}

# From a key of the same plan.
resource "oci_objectstorage_bucket" "fresh" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "fresh"
  kms_key_id     = oci_kms_key.data.id
}

# The same references as above, yet another meaning: only the sources tell.
resource "oci_objectstorage_bucket" "perhaps" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "perhaps"
  kms_key_id     = var.encrypted ? oci_kms_key.data.id : null
}

resource "oci_objectstorage_bucket" "literal" {
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "literal"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "counted" {
  count          = 2
  compartment_id = oci_identity_compartment.home.id
  namespace      = "acme"
  name           = "counted${count.index}"
  access_type    = count.index == 0 ? "NoPublicAccess" : "ObjectReadWithoutList"
  kms_key_id     = oci_kms_key.data.id
}

# Through a map of what is not known yet.
resource "oci_objectstorage_bucket" "mapped" {
  for_each       = local.homes
  compartment_id = each.value
  namespace      = "acme"
  name           = "mapped_${each.key}"
  kms_key_id     = oci_kms_key.data.id
}

module "inner" {
  source         = "./bucket"
  for_each       = { closed = "NoPublicAccess", open = "ObjectRead" }
  name           = each.key
  access         = each.value
  compartment_id = oci_identity_compartment.home.id
  key_id         = oci_kms_key.data.id
}

module "without" {
  source         = "./bucket"
  name           = "without"
  access         = "NoPublicAccess"
  compartment_id = oci_identity_compartment.home.id
}
