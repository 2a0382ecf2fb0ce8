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
  type        = list(string)
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

data "oci_cloud_guard_security_policies" "all" {
  compartment_id = "ocid1.tenancy.oc1..root"
}

locals {
  policy_ids = {
    for policy in data.oci_cloud_guard_security_policies.all.security_policy_collection[0].items :
    policy.friendly_name => policy.id
  }
  homes     = toset(["zone", "standard"])
  offending = var.offending ? local.homes : toset([])
}

resource "oci_identity_compartment" "top" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "top"
  description    = "in no zone, ever"
}

resource "oci_identity_compartment" "home" {
  for_each       = local.homes
  compartment_id = oci_identity_compartment.top.id
  name           = each.key
  description    = "has the zone, or has none"
}

resource "oci_cloud_guard_security_recipe" "article" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "article"
  security_policies = [for name in var.policies : local.policy_ids[name]]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.home["zone"].id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.article.id
}

resource "oci_kms_key" "data" {
  compartment_id      = oci_identity_compartment.home["zone"].id
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_objectstorage_bucket" "no_key" {
  for_each       = local.offending
  compartment_id = oci_identity_compartment.home[each.key].id
  namespace      = "acme"
  name           = "no_key_${each.key}"
}

resource "oci_objectstorage_bucket" "public" {
  for_each       = local.offending
  compartment_id = oci_identity_compartment.home[each.key].id
  namespace      = "acme"
  name           = "public_${each.key}"
  access_type    = "ObjectRead"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_objectstorage_bucket" "good" {
  for_each       = local.homes
  compartment_id = oci_identity_compartment.home[each.key].id
  namespace      = "acme"
  name           = "good_${each.key}"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_objectstorage_bucket" "moves" {
  compartment_id = oci_identity_compartment.home[var.moved_to].id
  namespace      = "acme"
  name           = "moves"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_core_vcn" "net" {
  for_each       = local.homes
  compartment_id = oci_identity_compartment.home[each.key].id
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_internet_gateway" "door" {
  for_each       = local.offending
  compartment_id = oci_identity_compartment.home[each.key].id
  vcn_id         = oci_core_vcn.net[each.key].id
}
