# Vaults, keys and secrets, and the statements that let services use them.

param "key_protection_modes" {
  type        = list(string)
  default     = ["HSM", "EXTERNAL"]
  description = "Where the material of a key may be kept: HSM, EXTERNAL, SOFTWARE."
}

param "private_vaults" {
  type        = bool
  default     = false
  description = "Whether keys must live in a vault with a partition of its own (VIRTUAL_PRIVATE) or outside of the cloud (EXTERNAL). Set it for regulated zones."
}

param "max_key_rotation_days" {
  type        = number
  default     = 365
  description = "Days within which a key is rotated."
}

param "max_secret_rotation_days" {
  type        = number
  default     = 90
  description = "Days within which a secret is rotated, or expires."
}

param "keys_in_zone" {
  type        = bool
  default     = false
  description = "Whether what lives in a zone may only use keys of the same zone."
}

param "owns_key_policies" {
  type        = bool
  default     = false
  description = "Whether this configuration holds the IAM statements that let services use its keys. Only then is a missing one a finding."
}

locals {
  key_users = [
    "oci_objectstorage_bucket", "oci_core_volume", "oci_core_boot_volume", "oci_file_storage_file_system",
    "oci_database_autonomous_database", "oci_database_database", "oci_database_db_system", "oci_containerengine_cluster",
    "oci_analytics_analytics_instance", "oci_bds_bds_instance", "oci_lustre_file_storage_lustre_file_system",
  ]
  key_resources = ["keys", "key-delegate", "key-family", "vaults"]
  data_resources = [
    "buckets", "objects", "volumes", "volume-backups", "file-systems", "databases", "db-systems", "autonomous-databases",
    "object-family", "volume-family", "file-family", "database-family", "autonomous-database-family",
  ]
  administrators = [for g in param.administrator_groups : lower(g)]

  # A condition may let chosen requests through, with which no key opens or loses anything.
  harmless_requests = iam::limited_by(each.value, ["request.operation", "request.permission"]) && alltrue([
    for r in [
      { "request.operation" = "Decrypt", "request.permission" = "KEY_DECRYPT" },
      { "request.operation" = "ExportKey", "request.permission" = "KEY_EXPORT" },
      { "request.operation" = "ScheduleKeyDeletion", "request.permission" = "KEY_DELETE" },
      { "request.operation" = "ScheduleKeyVersionDeletion", "request.permission" = "KEY_DELETE" },
      { "request.operation" = "ScheduleVaultDeletion", "request.permission" = "VAULT_DELETE" },
    ] : iam::excludes(each.value, r)
  ])

  # What lets somebody act in this tenancy: own people, or with admit those of another tenancy.
  grants_here = contains(["allow", "admit"], each.value.kind)
}

# --- keys and vaults ----------------------------------------------------------------------

rule "oci-key-protection-mode" {
  title     = "Keys are kept in hardware"
  resource  = ["oci_kms_key"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = attrs.protection_mode == null || contains(param.key_protection_modes, attrs.protection_mode)
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} has the protection mode ${attrs.protection_mode}."
    at            = attrs.protection_mode
  }

  why    = "The material of a software key can be copied; that of a hardware key never leaves its module (FIPS 140-2 level 3)."
  remedy = "Leave protection_mode out, or set it to \"HSM\". It cannot be changed later: a new key is needed."
}

rule "oci-key-in-shared-vault" {
  title     = "Keys of regulated zones live in a vault of their own"
  resource  = ["oci_kms_key"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true
  filter    = param.private_vaults

  enforce {
    condition     = contains(["VIRTUAL_PRIVATE", "EXTERNAL"], upper(ref::target(attrs.management_endpoint).vault_type))
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} lives in a vault whose hardware partition is shared with other tenancies."
    at            = attrs.management_endpoint
  }

  why    = "A virtual private vault has a partition of its own on the hardware module, can be backed up, and rotates keys by itself."
  remedy = "Create the key in an oci_kms_vault with vault_type \"VIRTUAL_PRIVATE\" or \"EXTERNAL\"."
}

rule "oci-key-rotation" {
  title     = "Keys are rotated at least once a year"
  resource  = ["oci_kms_key"]
  principle = "encryption"
  severity  = "low"
  baseline  = true

  # The service rotates keys of virtual private vaults only; elsewhere a new oci_kms_key_version is a rotation.
  enforce {
    condition = (
      attrs.is_auto_rotation_enabled == true ||
      length(ref::referrers("oci_kms_key_version", "key_id")) > 0
    )
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} is never rotated."
    at            = attrs.is_auto_rotation_enabled
  }

  enforce {
    for_each      = attrs.auto_key_rotation_details
    condition     = attrs.is_auto_rotation_enabled != true || coalesce(each.value.rotation_interval_in_days, 0) <= param.max_key_rotation_days
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} is rotated every ${each.value.rotation_interval_in_days} days; ${param.max_key_rotation_days} are allowed."
  }

  why    = "Rotation bounds how much data one leaked key opens, and shows that the way to change a key works."
  remedy = "Set is_auto_rotation_enabled = true with auto_key_rotation_details, or add an oci_kms_key_version each year."

  controls = { "cis-oci-3.0" = ["4.16"] }
}

rule "oci-key-rotation-unsupported" {
  title     = "Automatic rotation is asked for only where the vault supports it"
  resource  = ["oci_kms_key"]
  principle = "encryption"
  severity  = "low"
  baseline  = true
  filter    = attrs.is_auto_rotation_enabled == true

  enforce {
    condition     = upper(ref::target(attrs.management_endpoint).vault_type) != "DEFAULT"
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} asks for automatic rotation in a vault of type DEFAULT, which has none."
    at            = attrs.is_auto_rotation_enabled
  }

  why    = "A rotation that never happens looks like one in every review."
  remedy = "Use a vault of type \"VIRTUAL_PRIVATE\", or rotate by adding an oci_kms_key_version."
}

rule "oci-key-strength" {
  title     = "Keys are long enough"
  resource  = ["oci_kms_key"]
  principle = "encryption"
  severity  = "low"
  baseline  = true

  # Lengths are in bytes.
  enforce {
    for_each = attrs.key_shape
    condition = (
      upper(each.value.algorithm) == "AES" ? each.value.length >= 32 :
      upper(each.value.algorithm) == "RSA" ? each.value.length >= 256 : true
    )
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} has ${each.value.length} bytes, too few for ${each.value.algorithm}."
  }

  why    = "A master key protects data for years; AES with 32 bytes and RSA with 256 or more are what audits ask for."
  remedy = "Set length in key_shape to 32 for AES and to at least 256 for RSA. The key is replaced: encrypt what used the old one anew."
}

rule "oci-key-destroyed" {
  title      = "Vaults and keys are not destroyed"
  resource   = ["oci_kms_vault", "oci_kms_key"]
  principle  = "durability"
  severity   = "critical"
  baseline   = true
  operations = ["delete", "replace"]

  # What is scheduled for deletion already only leaves the state.
  enforce {
    condition     = contains(["SCHEDULING_DELETION", "PENDING_DELETION", "DELETING", "DELETED"], coalesce(prior_attrs.state, "ENABLED"))
    error_message = "${meta.address} would be destroyed, and with it everything that its keys encrypt."
  }

  why    = "Without its key the data is lost for good, backups included. Destroying a vault schedules the deletion of every key in it."
  remedy = "Keep the resource. To take it out of this configuration only, use a removed block with destroy = false; a changed argument that forces a replacement has to be changed back."
}

rule "oci-key-disabled" {
  title      = "Keys in use are not disabled"
  resource   = ["oci_kms_key"]
  principle  = "durability"
  severity   = "high"
  baseline   = true
  operations = ["update"]
  filter     = upper(coalesce(attrs.desired_state, "ENABLED")) == "DISABLED"

  enforce {
    condition     = length(ref::referrers(local.key_users, "kms_key_id")) == 0
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} would be disabled while resources use it."
    at            = attrs.desired_state
  }

  why    = "Whatever the key encrypts becomes unreadable at once: instances do not boot, databases stop."
  remedy = "Give the resources another key first, then disable this one."
}

rule "oci-key-of-another-zone" {
  title     = "What lives in a zone uses keys of the zone"
  resource  = ["oci_objectstorage_bucket", "oci_core_volume", "oci_core_boot_volume", "oci_file_storage_file_system", "oci_database_autonomous_database"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true
  filter    = param.keys_in_zone && zone::contains(self) && attrs.kms_key_id != null && attrs.kms_key_id != ""

  enforce {
    condition     = zone::same(self, ref::target(attrs.kms_key_id))
    error_message = "${meta.address} lives in zone ${zone::of(self)} and is encrypted with a key from outside of it."
    at            = attrs.kms_key_id
  }

  why    = "Whoever holds the key can withdraw it, or hand it on; a zone whose keys live elsewhere depends on rules that it does not have."
  remedy = "Use a key in a compartment of the zone."
}

rule "oci-key-shared-between-zones" {
  title     = "A key of a zone serves that zone only"
  resource  = ["oci_kms_key"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true
  filter    = zone::contains(self)

  enforce {
    condition     = alltrue([for u in ref::referrers(local.key_users, "kms_key_id") : zone::same(self, u)])
    error_message = "Key ${coalesce(attrs.display_name, meta.name)} of zone ${zone::of(self)} also encrypts ${join(", ", [for u in ref::referrers(local.key_users, "kms_key_id") : ref::address(u) if !zone::same(self, u)])}, outside of that zone."
  }

  why    = "Who may use a shared key in one zone may open the data of the other, and neither can withdraw it alone."
  remedy = "Create a key for each zone."
}

rule "oci-key-removed-from-resource" {
  title = "A resource does not lose its customer-managed key"
  resource = [
    "oci_objectstorage_bucket", "oci_core_volume", "oci_core_boot_volume", "oci_file_storage_file_system",
    "oci_database_autonomous_database", "oci_analytics_analytics_instance", "oci_bds_bds_instance",
  ]
  principle  = "encryption"
  severity   = "high"
  baseline   = true
  operations = ["update"]
  filter     = prior_attrs.kms_key_id != null && prior_attrs.kms_key_id != ""

  enforce {
    condition     = attrs.kms_key_id != null && attrs.kms_key_id != ""
    error_message = "${meta.address} would lose its customer-managed key and be encrypted with one that Oracle manages."
    at            = attrs.kms_key_id
  }

  why    = "From then on the key can no longer be rotated, audited or withdrawn by you."
  remedy = "Leave kms_key_id, or change it to another key of yours."
}

rule "oci-volume-replica-key" {
  title     = "Replicas in other regions use a customer-managed key too"
  resource  = ["oci_core_volume"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true
  filter    = attrs.kms_key_id != null && attrs.kms_key_id != ""

  enforce {
    for_each      = attrs.block_volume_replicas
    condition     = each.value.xrr_kms_key_id != null && each.value.xrr_kms_key_id != ""
    error_message = "Block volume ${meta.name} has a key of its own, its replica in another region has none."
  }

  why    = "A copy is as well protected as its own key: the replica can be activated by anyone who may do so there."
  remedy = "Set xrr_kms_key_id to a key in the region of the replica."
}

# --- secrets ------------------------------------------------------------------------------

rule "oci-secret-literal-content" {
  title     = "The content of secrets is not in the configuration"
  resource  = ["oci_vault_secret"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    for_each      = attrs.secret_content
    condition     = each.value.content == null || each.value.content == ""
    error_message = "The content of secret ${attrs.secret_name} is in the plan, and will be in the state."
  }

  why    = "A secret that passes through a plan is known to everyone who can read the plan, the state or the pipeline, and the vault protects only its copy."
  remedy = "Let the vault generate it (enable_auto_generation with secret_generation_context), or create the secret without content and write the content with the command line."
}

rule "oci-secret-rotation" {
  title     = "Secrets rotate or expire"
  resource  = ["oci_vault_secret"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  locals {
    # Both intervals are durations in days: P30D.
    rotations = [
      for r in attrs.rotation_config : r.is_scheduled_rotation_enabled == true &&
      can(regex("^P[0-9]+D$", r.rotation_interval)) &&
      tonumber(try(regex("^P([0-9]+)D$", r.rotation_interval)[0], "99999")) <= param.max_secret_rotation_days
    ]
    expiries = [
      for r in attrs.secret_rules : upper(r.rule_type) == "SECRET_EXPIRY_RULE" &&
      tonumber(try(regex("^P([0-9]+)D$", r.secret_version_expiry_interval)[0], "99999")) <= param.max_secret_rotation_days
    ]
  }

  enforce {
    condition     = anytrue(local.rotations) || anytrue(local.expiries)
    error_message = "Secret ${attrs.secret_name} neither rotates nor expires within ${param.max_secret_rotation_days} days."
  }

  why    = "A secret that leaked unnoticed stays good for as long as it lives."
  remedy = "Add rotation_config with is_scheduled_rotation_enabled = true and a rotation_interval such as \"P30D\", or a SECRET_EXPIRY_RULE."
}

# --- statements ---------------------------------------------------------------------------

rule "oci-policy-service-manages-keys" {
  title     = "Services and workloads use keys, they do not manage them"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = !(
      local.grants_here && contains(["service", "dynamic-group", "any-user", "any-group"], each.value.subject_kind) &&
      contains(local.key_resources, coalesce(each.value.resource, "-")) && each.value.verb == "manage" && !local.harmless_requests
    )
    error_message = "Policy ${meta.name} lets a service or workload manage keys, which includes deleting them."
    at            = attrs.statements[each.key]
  }

  why    = "To encrypt and decrypt, the verb use is enough; manage lets a compromised workload destroy the keys of all its data."
  remedy = "Write: to use keys in compartment C where target.key.id = '<OCID of the key>'."
}

rule "oci-policy-keys-of-the-tenancy" {
  title     = "Statements about keys name the compartment or the key"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = !(
      local.grants_here && contains(local.key_resources, coalesce(each.value.resource, "-")) &&
      iam::covers(each.value, "use", each.value.resource) && each.value.location_kind == "tenancy" && !local.harmless_requests
    ) || iam::limited_by(each.value, ["target.key.id", "target.vault.id", "target.compartment.*", "target.resource.*"])
    error_message = "Policy ${meta.name} grants the use of all keys of the tenancy."
    at            = attrs.statements[each.key]
  }

  why    = "Whoever may use every key may open everything that any key encrypts."
  remedy = "Name the compartment of the keys instead of the tenancy, and the key: where target.key.id = '<OCID>'."
}

rule "oci-policy-key-administrators-manage-data" {
  title     = "Who manages keys does not manage the data under them"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  locals {
    statements = flatten([for p in ref::resources("oci_identity_policy") : iam::statements(p.statements)])
    data_managers = distinct(flatten([
      for s in local.statements : [for g in s.subjects : lower(g)]
      if s.kind == "allow" && s.subject_kind == "group" && s.verb == "manage" && contains(local.data_resources, coalesce(s.resource, "-"))
    ]))
  }

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = !(
      each.value.kind == "allow" && each.value.subject_kind == "group" && each.value.verb == "manage" &&
      contains(local.key_resources, coalesce(each.value.resource, "-")) && !local.harmless_requests
    ) || alltrue([for g in each.value.subjects : contains(local.administrators, lower(g)) || !contains(local.data_managers, lower(g))])
    error_message = "Policy ${meta.name} lets a group manage keys that also manages the data that keys protect."
    at            = attrs.statements[each.key]
  }

  why    = "With both in one hand the key protects nothing from that hand."
  remedy = "Make one group for keys and vaults, and others for buckets, volumes and databases."
}

rule "oci-policy-key-administrators-cannot-delete" {
  title     = "Who manages keys and vaults cannot delete them"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = (
      each.value.kind == "endorse" || each.value.resource == "all-resources" ||
      (!iam::grants_permission(each.value, "VAULT_DELETE") && !iam::grants_permission(each.value, "KEY_DELETE"))
    )
    error_message = "Policy ${meta.name} lets those who manage keys and vaults also delete them."
    at            = attrs.statements[each.key]
  }

  why    = "A deleted key is lost data, and needs nothing but one stolen credential."
  remedy = "Add: where all {request.permission != 'VAULT_DELETE', request.permission != 'KEY_DELETE'}."
}

rule "oci-key-service-not-allowed" {
  title     = "The service that encrypts with a key may use it"
  resource  = ["oci_objectstorage_bucket", "oci_core_volume", "oci_core_boot_volume", "oci_file_storage_file_system", "oci_containerengine_cluster"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true
  filter    = param.owns_key_policies && attrs.kms_key_id != null && attrs.kms_key_id != ""

  locals {
    # Object Storage has a principal for each region, File Storage one for each realm.
    service = {
      oci_objectstorage_bucket     = "objectstorage-"
      oci_core_volume              = "blockstorage"
      oci_core_boot_volume         = "blockstorage"
      oci_file_storage_file_system = "fss"
      oci_containerengine_cluster  = "oke"
    }[meta.type]
    all = flatten([for p in ref::resources("oci_identity_policy") : iam::statements(p.statements)])
  }

  enforce {
    condition = anytrue([
      for s in local.all : s.kind == "allow" && s.subject_kind == "service" && iam::covers(s, "use", "keys") &&
      anytrue([for n in s.subjects : startswith(lower(n), local.service)])
    ])
    error_message = "No statement lets the service ${trimsuffix(local.service, "-")} use keys, so that ${meta.address} cannot be created with one."
    at            = attrs.kms_key_id
  }

  why    = "Without the statement the apply stops half-way, and the quick way out is to leave the key away."
  remedy = "Add to a policy: allow service <principal> to use keys in compartment C where target.key.id = '<OCID of the key>'."
}
