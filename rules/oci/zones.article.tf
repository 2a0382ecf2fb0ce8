# The four things that the article about security zones tries: refused in a zone, accepted outside.

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

resource "oci_kms_key" "data" {
  compartment_id      = oci_identity_compartment.zone.id
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

# violates: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "no_key_in_zone" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "no_key_in_zone"
}

# violates: oci-bucket-public
resource "oci_objectstorage_bucket" "public_in_zone" {
  compartment_id = oci_identity_compartment.zone.id
  namespace      = "acme"
  name           = "public_in_zone"
  access_type    = "ObjectRead"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_core_vcn" "in_zone" {
  compartment_id = oci_identity_compartment.zone.id
  cidr_blocks    = ["10.0.0.0/16"]
}

# violates: oci-internet-gateway
resource "oci_core_internet_gateway" "in_zone" {
  compartment_id = oci_identity_compartment.zone.id
  vcn_id         = oci_core_vcn.in_zone.id
}

resource "oci_objectstorage_bucket" "no_key_in_standard" {
  compartment_id = oci_identity_compartment.standard.id
  namespace      = "acme"
  name           = "no_key_in_standard"
}

resource "oci_objectstorage_bucket" "public_in_standard" {
  compartment_id = oci_identity_compartment.standard.id
  namespace      = "acme"
  name           = "public_in_standard"
  access_type    = "ObjectRead"
  kms_key_id     = oci_kms_key.data.id
}

resource "oci_core_vcn" "in_standard" {
  compartment_id = oci_identity_compartment.standard.id
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_internet_gateway" "in_standard" {
  compartment_id = oci_identity_compartment.standard.id
  vcn_id         = oci_core_vcn.in_standard.id
}

# violates: oci-bucket-leaves-zone
resource "oci_objectstorage_bucket" "moves_out" {
  compartment_id = oci_identity_compartment.standard.id
  namespace      = "acme"
  name           = "moves_out"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

# From one standard compartment to another, nobody minds.
resource "oci_objectstorage_bucket" "moves_outside" {
  compartment_id = oci_identity_compartment.standard.id
  namespace      = "acme"
  name           = "moves_outside"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

