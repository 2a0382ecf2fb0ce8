resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_identity_compartment" "standard" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "standard"
  description    = "in no zone"
}

resource "oci_cloud_guard_security_recipe" "article" {
  compartment_id = "ocid1.tenancy.oc1..root"
  display_name   = "article"
  security_policies = [
    "deny buckets_without_vault_key",
    "deny public_buckets",
    "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone",
    "deny internet_gateway",
  ]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.article.id
}

resource "oci_identity_compartment" "second" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "second"
  description    = "in no zone"
}

resource "oci_objectstorage_bucket" "moves_out" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "moves_out"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "moves_outside" {
  compartment_id = oci_identity_compartment.second.id
  namespace      = "acme"
  name           = "moves_outside"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

