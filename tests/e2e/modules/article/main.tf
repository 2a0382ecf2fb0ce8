# The four things that the article about security zones tries, in a zone and outside of it.

terraform {
  required_providers {
    oci = {
      source = "oracle/oci"
    }
  }
}

variable "moved_to" {
  description = "Compartment of the bucket that moves: zone or standard"
  default     = "zone"
}

variable "policies" {
  description = "What the recipe denies"
  default = [
    "deny buckets_without_vault_key",
    "deny public_buckets",
    "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone",
    "deny internet_gateway",
  ]
}

variable "offending" {
  description = "Whether the resources are there that a zone refuses"
  default     = true
}

variable "parent" {
  description = "Compartment above the one that holds the standard bucket: root or zone"
  default     = "root"
}

data "oci_cloud_guard_security_policies" "all" {
  compartment_id = "ocid1.tenancy.oc1..root"
}

locals {
  policy_ids = {
    for policy in data.oci_cloud_guard_security_policies.all.security_policy_collection[0].items :
    policy.friendly_name => policy.id
  }
  homes     = { zone = oci_identity_compartment.zone.id, standard = oci_identity_compartment.standard.id }
  offending = var.offending ? local.homes : {}
}

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_identity_compartment" "standard" {
  compartment_id = var.parent == "zone" ? oci_identity_compartment.zone.id : "ocid1.tenancy.oc1..root"
  name           = "standard"
  description    = "in no zone"
}

resource "oci_cloud_guard_security_recipe" "article" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "article"
  security_policies = [for name in var.policies : local.policy_ids[name]]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.article.id
}

resource "oci_kms_key" "data" {
  compartment_id      = oci_identity_compartment.zone.id
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_objectstorage_bucket" "no_key" {
  for_each       = local.offending
  compartment_id = each.value
  namespace      = "acme"
  name           = "no_key_${each.key}"
}

resource "oci_objectstorage_bucket" "public" {
  for_each       = local.offending
  compartment_id = each.value
  namespace      = "acme"
  name           = "public_${each.key}"
  access_type    = "ObjectRead"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_objectstorage_bucket" "good" {
  for_each       = local.homes
  compartment_id = each.value
  namespace      = "acme"
  name           = "good_${each.key}"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_objectstorage_bucket" "moves" {
  compartment_id = local.homes[var.moved_to]
  namespace      = "acme"
  name           = "moves"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_core_vcn" "net" {
  for_each       = local.homes
  compartment_id = each.value
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_internet_gateway" "door" {
  for_each       = local.offending
  compartment_id = each.value
  vcn_id         = oci_core_vcn.net[each.key].id
}
