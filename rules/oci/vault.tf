# Keys, secrets and statements without any zone: what the baseline says.

variable "mode" {
  description = "Nobody sets it here."
  type        = string
}

variable "switch" {
  type = bool
}

variable "bytes" {
  type = number
}

variable "key_id" {
  type = string
}

variable "statement" {
  type = string
}

variable "content" {
  type = string
}

resource "oci_kms_vault" "shared" {
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "shared"
  vault_type     = "DEFAULT"
}

resource "oci_kms_vault" "private" {
  compartment_id = "ocid1.compartment.oc1..security"
  display_name   = "private"
  vault_type     = "VIRTUAL_PRIVATE"
}

# --- keys ---------------------------------------------------------------------------------

resource "oci_kms_key" "good" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "good"
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

# In a shared vault a new version is a rotation.
resource "oci_kms_key" "rotated_by_hand" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "rotated-by-hand"
  management_endpoint      = oci_kms_vault.shared.management_endpoint
  protection_mode          = "HSM"
  is_auto_rotation_enabled = false

  key_shape {
    algorithm = "RSA"
    length    = 512
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 400
  }
}

resource "oci_kms_key_version" "second" {
  key_id              = oci_kms_key.rotated_by_hand.id
  management_endpoint = oci_kms_vault.shared.management_endpoint
}

# violates: oci-key-protection-mode, oci-key-rotation, oci-key-strength
resource "oci_kms_key" "weak" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "weak"
  management_endpoint      = oci_kms_vault.shared.management_endpoint
  protection_mode          = "SOFTWARE"
  is_auto_rotation_enabled = false

  key_shape {
    algorithm = "AES"
    length    = 16
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

# The service does not rotate keys of shared vaults.
# violates: oci-key-rotation-unsupported
resource "oci_kms_key" "never_rotated" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "never-rotated"
  management_endpoint      = oci_kms_vault.shared.management_endpoint
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "ECDSA"
    length    = 32
    curve_id  = "NIST_P256"
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

# violates: oci-key-rotation
resource "oci_kms_key" "rarely_rotated" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "rarely-rotated"
  management_endpoint      = oci_kms_vault.private.management_endpoint
  is_auto_rotation_enabled = true

  key_shape {
    algorithm = "AES"
    length    = 32
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 400
  }
}

# undecided: oci-key-protection-mode, oci-key-rotation, oci-key-strength, oci-key-rotation-unsupported
resource "oci_kms_key" "unknown" {
  compartment_id           = "ocid1.compartment.oc1..security"
  display_name             = "unknown"
  management_endpoint      = oci_kms_vault.shared.management_endpoint
  protection_mode          = var.mode
  is_auto_rotation_enabled = var.switch

  key_shape {
    algorithm = "AES"
    length    = var.bytes
  }
  auto_key_rotation_details {
    rotation_interval_in_days = 90
  }
}

# --- keys in use --------------------------------------------------------------------------

resource "oci_core_volume" "replicated" {
  compartment_id = "ocid1.compartment.oc1..app"
  kms_key_id     = oci_kms_key.good.id

  block_volume_replicas {
    availability_domain = "AD-2"
    xrr_kms_key_id      = "ocid1.key.oc1.phx.data"
  }
}

# violates: oci-volume-replica-key
resource "oci_core_volume" "replicated_without_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  kms_key_id     = oci_kms_key.good.id

  block_volume_replicas {
    availability_domain = "AD-2"
    xrr_kms_key_id      = ""
  }
}

# undecided: oci-volume-replica-key
resource "oci_core_volume" "replicated_with_unknown_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  kms_key_id     = oci_kms_key.good.id

  block_volume_replicas {
    availability_domain = "AD-2"
    xrr_kms_key_id      = var.key_id
  }
}

# Without a key of its own it is a finding of another rule.
resource "oci_core_volume" "without_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  kms_key_id     = ""

  block_volume_replicas {
    availability_domain = "AD-2"
    xrr_kms_key_id      = ""
  }
}

# --- secrets ------------------------------------------------------------------------------

resource "oci_vault_secret" "generated" {
  compartment_id         = "ocid1.compartment.oc1..security"
  secret_name            = "generated"
  vault_id               = oci_kms_vault.private.id
  key_id                 = oci_kms_key.good.id
  enable_auto_generation = true
  secret_content         = []

  secret_generation_context {
    generation_type     = "PASSPHRASE"
    generation_template = "DBAAS_DEFAULT_PASSWORD"
  }
  rotation_config {
    is_scheduled_rotation_enabled = true
    rotation_interval             = "P30D"

    target_system_details {
      target_system_type = "ADB"
    }
  }
  secret_rules {
    rule_type = "SECRET_REUSE_RULE"
  }
}

resource "oci_vault_secret" "expiring" {
  compartment_id = "ocid1.compartment.oc1..security"
  secret_name    = "expiring"
  vault_id       = oci_kms_vault.private.id
  key_id         = oci_kms_key.good.id

  secret_content {
    content_type = "BASE64"
    content      = ""
  }
  rotation_config {
    is_scheduled_rotation_enabled = false

    target_system_details {
      target_system_type = "ADB"
    }
  }
  # The provider takes rule_type in any case of letters.
  secret_rules {
    rule_type                      = "secret_expiry_rule"
    secret_version_expiry_interval = "P60D"
  }
}

# violates: oci-secret-literal-content, oci-secret-rotation
resource "oci_vault_secret" "literal" {
  compartment_id = "ocid1.compartment.oc1..security"
  secret_name    = "literal"
  vault_id       = oci_kms_vault.private.id
  key_id         = oci_kms_key.good.id

  secret_content {
    content_type = "BASE64"
    content      = base64encode("Tiger-Lily-7")
  }
  rotation_config {
    is_scheduled_rotation_enabled = true
    rotation_interval             = "P300D"

    target_system_details {
      target_system_type = "ADB"
    }
  }
  secret_rules {
    rule_type = "SECRET_REUSE_RULE"
  }
}

# undecided: oci-secret-literal-content, oci-secret-rotation
resource "oci_vault_secret" "unknown" {
  compartment_id = "ocid1.compartment.oc1..security"
  secret_name    = "unknown"
  vault_id       = oci_kms_vault.private.id
  key_id         = oci_kms_key.good.id

  secret_content {
    content_type = "BASE64"
    content      = var.content
  }
  rotation_config {
    is_scheduled_rotation_enabled = var.switch
    rotation_interval             = "P30D"

    target_system_details {
      target_system_type = "ADB"
    }
  }
  secret_rules {
    rule_type = "SECRET_REUSE_RULE"
  }
}

# --- statements ---------------------------------------------------------------------------

resource "oci_identity_policy" "good" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "good"
  description    = "narrow"
  statements = [
    "Allow service blockstorage to use keys in compartment security where target.key.id = '${oci_kms_key.good.id}'",
    "Allow service objectstorage-us-ashburn-1 to use keys in tenancy where target.key.id = 'ocid1.key.oc1.iad.data'",
    "Allow group KeyAdmins to manage key-family in compartment security where all {request.permission != 'KEY_DELETE', request.permission != 'VAULT_DELETE'}",
    "Allow group DataAdmins to manage object-family in compartment app",
    "Allow group Administrators to manage all-resources in tenancy",
    "Allow group Readers to inspect keys in tenancy",
  ]
}

# What conditions let through opens no key and destroys none.
resource "oci_identity_policy" "chosen_requests" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "chosen-requests"
  description    = "operations by name"
  statements = [
    "Allow dynamic-group databases to manage keys in compartment security where request.operation = 'GetKey'",
    "Allow group Auditors to manage vaults in compartment security where request.operation = 'ListVaults'",
    "Allow group Auditors to use keys in tenancy where any {request.operation = 'ListKeys', request.permission = 'KEY_INSPECT'}",
    "Endorse group KeyAdmins to manage keys in tenancy Partner",
  ]
}

# violates: oci-policy-keys-of-the-tenancy, oci-policy-key-administrators-cannot-delete
resource "oci_identity_policy" "partner_keys" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "partner-keys"
  description    = "a partner opens everything, and may destroy a vault"
  statements = [
    "Define tenancy Partner as ocid1.tenancy.oc1..partner",
    "Define group PartnerOps as ocid1.group.oc1..partnerops",
    "Admit group PartnerOps of tenancy Partner to use keys in tenancy where request.operation = 'Decrypt'",
    "Admit group PartnerOps of tenancy Partner to manage vaults in compartment security where request.operation = 'ScheduleVaultDeletion'",
  ]
}

# violates: oci-policy-service-manages-keys, oci-policy-key-administrators-cannot-delete
resource "oci_identity_policy" "service_manages" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "service-manages"
  description    = "a database that may destroy its keys"
  statements     = ["Allow dynamic-group databases to manage keys in compartment security"]
}

# violates: oci-policy-keys-of-the-tenancy
resource "oci_identity_policy" "all_keys" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "all-keys"
  description    = "every key of the tenancy"
  statements     = ["Allow service blockstorage, oke to use keys in tenancy"]
}

# violates: oci-policy-key-administrators-cannot-delete
resource "oci_identity_policy" "may_delete" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "may-delete"
  description    = "the condition forgets the keys"
  statements     = ["Allow group KeyAdmins to manage key-family in compartment security where request.permission != 'VAULT_DELETE'"]
}

# violates: oci-policy-key-administrators-manage-data
resource "oci_identity_policy" "both_hands" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "both-hands"
  description    = "keys and data in one hand"
  statements = [
    "Allow group Everything to manage keys in compartment security where request.permission != 'KEY_DELETE'",
    "Allow group Everything to manage volume-family in compartment app",
  ]
}

# Nobody wrote anything about rotation.
# violates: oci-key-rotation
resource "oci_kms_key" "plain" {
  compartment_id      = "ocid1.compartment.oc1..security"
  display_name        = "plain"
  management_endpoint = oci_kms_vault.private.management_endpoint

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

# violates: oci-secret-rotation
resource "oci_vault_secret" "plain" {
  compartment_id = "ocid1.compartment.oc1..security"
  secret_name    = "plain"
  vault_id       = oci_kms_vault.private.id
  key_id         = oci_kms_key.good.id
}
