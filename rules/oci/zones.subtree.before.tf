resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_identity_compartment" "team" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "team"
  description    = "moves out of it"
}

resource "oci_identity_compartment" "unsure" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "unsure"
  description    = "moves to nobody knows where"
}

resource "oci_identity_compartment" "deep" {
  compartment_id = oci_identity_compartment.team.id
  name           = "deep"
  description    = "below, moves along"
}

resource "oci_identity_compartment" "stays" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "stays"
  description    = "does not move"
}

resource "oci_cloud_guard_security_recipe" "moves" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "moves"
  security_policies = ["deny block_volume_in_security_zone_move_to_compartment_not_in_security_zone", "deny bucket_in_security_zone_move_to_compartment_not_in_security_zone"]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.moves.id
}

resource "oci_core_volume" "below" {
  compartment_id      = oci_identity_compartment.team.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_objectstorage_bucket" "deeper" {
  compartment_id = oci_identity_compartment.deep.id
  namespace      = "acme"
  name           = "deeper"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_core_volume" "stays" {
  compartment_id      = oci_identity_compartment.stays.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

