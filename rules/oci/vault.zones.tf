# Two zones, each with a key, and settings of a regulated organisation.

variable "vault_endpoint" {
  description = "Nobody sets it here: any vault may be meant."
  type        = string
}

variable "key_id" {
  type = string
}

resource "oci_identity_compartment" "payments" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "a zone"
}

resource "oci_identity_compartment" "ledger" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "ledger"
  description    = "another zone"
}

resource "oci_kms_vault" "private" {
  compartment_id = oci_identity_compartment.payments.id
  display_name   = "private"
  vault_type     = "VIRTUAL_PRIVATE"
}

resource "oci_kms_vault" "shared" {
  compartment_id = oci_identity_compartment.payments.id
  display_name   = "shared"
  vault_type     = "DEFAULT"
}

# violates: oci-key-shared-between-zones
resource "oci_kms_key" "payments" {
  compartment_id           = oci_identity_compartment.payments.id
  display_name             = "payments"
  management_endpoint      = oci_kms_vault.private.management_endpoint
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

resource "oci_kms_key" "ledger" {
  compartment_id           = oci_identity_compartment.ledger.id
  display_name             = "ledger"
  management_endpoint      = oci_kms_vault.private.management_endpoint
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

# violates: oci-key-in-shared-vault
resource "oci_kms_key" "in_shared_vault" {
  compartment_id           = oci_identity_compartment.payments.id
  display_name             = "in-shared-vault"
  management_endpoint      = oci_kms_vault.shared.management_endpoint
  is_auto_rotation_enabled = false

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

resource "oci_kms_key_version" "in_shared_vault" {
  key_id              = oci_kms_key.in_shared_vault.id
  management_endpoint = oci_kms_vault.shared.management_endpoint
}

# undecided: oci-key-in-shared-vault, oci-key-rotation-unsupported
resource "oci_kms_key" "in_some_vault" {
  compartment_id           = oci_identity_compartment.payments.id
  display_name             = "in-some-vault"
  management_endpoint      = var.vault_endpoint
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

resource "oci_core_volume" "good" {
  compartment_id        = oci_identity_compartment.ledger.id
  kms_key_id            = oci_kms_key.ledger.id
  block_volume_replicas = []
}

# violates: oci-key-of-another-zone
resource "oci_core_volume" "foreign_key" {
  compartment_id        = oci_identity_compartment.ledger.id
  kms_key_id            = oci_kms_key.payments.id
  block_volume_replicas = []
}

resource "oci_core_volume" "own_key" {
  compartment_id        = oci_identity_compartment.payments.id
  kms_key_id            = oci_kms_key.payments.id
  block_volume_replicas = []
}

# No statement for its service.
# violates: oci-key-service-not-allowed
resource "oci_file_storage_file_system" "no_statement" {
  availability_domain = "AD-1"
  compartment_id      = oci_identity_compartment.ledger.id
  kms_key_id          = oci_kms_key.ledger.id
}

resource "oci_objectstorage_bucket" "good" {
  compartment_id = oci_identity_compartment.ledger.id
  namespace      = "acme"
  name           = "good"
  kms_key_id     = oci_kms_key.ledger.id
}

resource "oci_identity_policy" "services" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "services"
  description    = "services that encrypt"
  statements = [
    "Allow service blockstorage to use keys in compartment id ${oci_identity_compartment.ledger.id}",
    "Allow service objectstorage-us-ashburn-1 to use keys in compartment ledger",
  ]
}
