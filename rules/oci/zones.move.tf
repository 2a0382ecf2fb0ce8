# The only change of the plan is the compartment of a volume.

resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "zone"
  description    = "has the zone"
}

resource "oci_identity_compartment" "outside" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "outside"
  description    = "in no zone"
}

resource "oci_cloud_guard_security_recipe" "moves" {
  compartment_id    = "ocid1.tenancy.oc1..root"
  display_name      = "moves"
  security_policies = ["deny block_volume_in_security_zone_move_to_compartment_not_in_security_zone"]
}

resource "oci_cloud_guard_security_zone" "zone" {
  compartment_id          = oci_identity_compartment.zone.id
  display_name            = "zone"
  security_zone_recipe_id = oci_cloud_guard_security_recipe.moves.id
}

# violates: oci-volume-leaves-zone
resource "oci_core_volume" "data" {
  compartment_id      = oci_identity_compartment.outside.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_core_volume" "stays" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

