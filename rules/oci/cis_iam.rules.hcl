# Identity and access: section 1 of the CIS benchmark for Oracle Cloud, as far as a plan can decide it.
# The age of credentials (1.8 to 1.11) needs a clock, and their use (1.16) needs data of the service.

param "owns_tenancy_baseline" {
  type        = bool
  default     = false
  description = "Whether this configuration is the one that sets up the tenancy: logging, notifications, default tags, Cloud Guard. Only then is their absence a finding."
}

param "administrator_groups" {
  type        = list(string)
  default     = ["Administrators"]
  description = "Groups that may manage everything in the tenancy. Names of an identity domain are written domain/name."
}

param "min_password_length" {
  type        = number
  default     = 14
  description = "Least number of characters of a password."
}

param "max_password_age_days" {
  type        = number
  default     = 365
  description = "Days after which a password must have been changed."
}

param "min_password_history" {
  type        = number
  default     = 24
  description = "How many earlier passwords cannot be used again."
}

locals {
  admins = distinct(concat(
    [for g in param.administrator_groups : lower(g)],
    [for g in param.administrator_groups : "default/${lower(g)}"],
  ))

  storage_deletes = [
    "BUCKET_DELETE", "OBJECT_DELETE",
    "VOLUME_DELETE", "VOLUME_BACKUP_DELETE", "BOOT_VOLUME_BACKUP_DELETE",
    "FILE_SYSTEM_DELETE", "FILE_SYSTEM_DELETE_SNAPSHOT", "MOUNT_TARGET_DELETE", "EXPORT_SET_DELETE",
  ]

  # Requests through which whoever may send them gets everything else.
  takeovers = [
    { "request.operation" = "CreatePolicy", "request.permission" = "POLICY_CREATE" },
    { "request.operation" = "UpdatePolicy", "request.permission" = "POLICY_UPDATE" },
    { "request.operation" = "AddUserToGroup", "request.permission" = "USER_UPDATE", "target.group.name" = "Administrators" },
    { "request.operation" = "AddUserToGroup", "request.permission" = "GROUP_UPDATE", "target.group.name" = "Administrators" },
    { "request.operation" = "UploadApiKey", "request.permission" = "USER_APIKEY_ADD" },
    { "request.operation" = "CreateOrResetUIPassword", "request.permission" = "USER_UIPASS_SET" },
  ]

  # A condition may let chosen requests through, none of which is one of those. That rules a few out is not enough.
  chosen_requests = (
    iam::limited_by(each.value, ["request.operation", "request.permission"]) &&
    alltrue([for r in local.takeovers : iam::excludes(each.value, r)])
  )

  # What lets somebody act in this tenancy: own people, or with admit those of another tenancy.
  grants_here = contains(["allow", "admit"], each.value.kind)
  from        = each.value.kind == "admit" ? " to people of another tenancy" : ""

  # Groups of another tenancy may have the names of ours.
  own_administrators = (
    each.value.kind == "allow" && each.value.subject_kind == "group" && length(each.value.subjects) > 0 &&
    alltrue([for s in each.value.subjects : contains(local.admins, lower(s))])
  )
}

# --- statements ---------------------------------------------------------------------------

rule "oci-policy-tenancy-administration" {
  title     = "Only administrators manage everything in the tenancy"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = !(
      local.grants_here && iam::covers(each.value, "manage", "all-resources") && each.value.location_kind == "tenancy" &&
      !local.chosen_requests
    ) || local.own_administrators
    error_message = "Policy ${meta.name} lets ${each.value.kind == "admit" ? "people of another tenancy" : "more than the administrators"} manage all resources of the tenancy."
    at            = attrs.statements[each.key]
  }

  why    = "One stolen credential of such a group, or one instance of such a dynamic group, is the whole tenancy: data, keys, logs and the policies themselves."
  remedy = "Grant the families of services that the group works with, in the compartments where it works. Groups that really administer the tenancy belong in param \"administrator_groups\"."

  controls = { "cis-oci-3.0" = ["1.1", "1.2"] }
}

rule "oci-policy-compartment-administration" {
  title     = "Administration is granted by service"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = !(
      local.grants_here && iam::covers(each.value, "manage", "all-resources") && each.value.location_kind == "compartment" &&
      !local.chosen_requests
    )
    error_message = "Policy ${meta.name} grants${local.from} the management of all resources of a compartment in one statement."
    at            = attrs.statements[each.key]
  }

  why    = "Whoever manages everything in a compartment can also remove what watches over it: its policies, keys and logs."
  remedy = "Name the families that the group works with, one statement for each service."

  controls = { "cis-oci-3.0" = ["1.1"] }
}

rule "oci-policy-anyone" {
  title     = "Statements for any-user name the principals that they mean"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = (
      !contains(["allow", "admit", "endorse"], each.value.kind) ||
      !contains(["any-user", "any-group"], coalesce(each.value.subject_kind, "-")) ||
      iam::limited_by(each.value, ["request.principal.*", "request.user.*", "request.groups.*", "request.resource.*"])
    )
    error_message = "Policy ${meta.name} ${{
      allow   = "has a statement for everyone in the tenancy"
      admit   = "admits everyone in another tenancy"
      endorse = "lets everyone in the tenancy act in another one"
    }[each.value.kind]}, without a condition that says who is meant."
    at            = attrs.statements[each.key]
  }

  why    = "any-user is every user and every instance, function and service resource of the tenancy, whoever owns it."
  remedy = "Grant to a group or dynamic group, or add a condition on request.principal.type and request.principal.compartment.id."

  controls = { "cis-oci-3.0" = ["1.1"] }
}

rule "oci-policy-administrators-group-protected" {
  title     = "Who manages users and groups cannot change the administrators"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    # Joining a group takes both permissions; who has one of them here may have the other from another statement.
    condition = !(
      local.grants_here && each.value.resource != "all-resources" && each.value.location_kind == "tenancy" &&
      anytrue([
        for p in ["USER_UPDATE", "GROUP_UPDATE"] : iam::grants_permission(each.value, p) && !iam::excludes(each.value, {
          "request.operation"  = "AddUserToGroup"
          "request.permission" = p
          "target.group.name"  = "Administrators"
        })
      ])
    ) || local.own_administrators
    error_message = "Policy ${meta.name} lets ${each.value.kind == "admit" ? "people of another tenancy" : "user administrators"} add themselves to the group Administrators."
    at            = attrs.statements[each.key]
  }

  why    = "A help desk that may put people into groups may put itself into Administrators, and then owns the tenancy."
  remedy = "Add: where target.group.name != 'Administrators'. A second statement with the verb inspect keeps lists visible, which have no target group. Who only resets passwords or keys needs a statement that says so: where request.operation = 'CreateOrResetUIPassword'."

  controls = { "cis-oci-3.0" = ["1.3"] }
}

rule "oci-policy-storage-administrators-cannot-delete" {
  title     = "Who manages storage cannot delete it"
  resource  = ["oci_identity_policy"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    for_each = iam::statements(attrs.statements)
    condition = (
      !local.grants_here || each.value.resource == "all-resources" || each.value.subject_kind == "service" ||
      alltrue([for p in local.storage_deletes : !iam::grants_permission(each.value, p)])
    )
    error_message = "Policy ${meta.name} lets those who manage storage also delete it: ${join(", ", [for p in local.storage_deletes : p if iam::grants_permission(each.value, p)])}."
    at            = attrs.statements[each.key]
  }

  why    = "One mistake, or one stolen credential, removes the data together with its backups. Two pairs of eyes cost little beside that."
  remedy = "Exclude the permissions with a condition such as: where all {request.permission != 'BUCKET_DELETE', request.permission != 'OBJECT_DELETE'}. Joined with any instead of all, such tests exclude nothing."

  controls = { "cis-oci-3.0" = ["1.15"] }
}

# --- passwords ----------------------------------------------------------------------------

rule "oci-password-length" {
  title     = "Passwords are long enough"
  resource  = ["oci_identity_authentication_policy"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    for_each      = attrs.password_policy
    condition     = coalesce(each.value.minimum_password_length, 0) >= param.min_password_length
    error_message = "Passwords of local users may have ${coalesce(each.value.minimum_password_length, 0)} characters; ${param.min_password_length} are required."
  }

  why    = "Length is what makes guessing and cracking slow."
  remedy = "Set minimum_password_length to 14 or more."

  controls = { "cis-oci-3.0" = ["1.4"] }
  aliases  = ["CKV_OCI_18"]
}

rule "oci-domain-password-length" {
  title     = "Passwords of identity domains are long enough"
  resource  = ["oci_identity_domains_password_policy"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = coalesce(attrs.min_length, 0) >= param.min_password_length
    error_message = "Password policy ${attrs.name} admits passwords of ${coalesce(attrs.min_length, 0)} characters; ${param.min_password_length} are required."
    at            = attrs.min_length
  }

  why    = "Length is what makes guessing and cracking slow."
  remedy = "Set min_length to 14 or more."

  controls = { "cis-oci-3.0" = ["1.4"] }
}

rule "oci-password-character-classes" {
  title     = "Passwords mix kinds of characters"
  resource  = ["oci_identity_authentication_policy"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    for_each = attrs.password_policy
    condition = (
      each.value.is_lowercase_characters_required == true && each.value.is_uppercase_characters_required == true &&
      each.value.is_numeric_characters_required == true && each.value.is_special_characters_required == true
    )
    error_message = "The password policy does not require lower and upper case letters, digits and special characters."
  }

  why    = "Passwords of one kind of characters are the first that dictionaries try."
  remedy = "Require all four kinds of characters, or rely on length and a second factor and exempt this rule."

  aliases = ["CKV_OCI_11", "CKV_OCI_12", "CKV_OCI_13", "CKV_OCI_14"]
}

rule "oci-domain-password-expiry" {
  title     = "Passwords of identity domains expire within a year"
  resource  = ["oci_identity_domains_password_policy"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = coalesce(attrs.password_expires_after, 0) > 0 && coalesce(attrs.password_expires_after, 0) <= param.max_password_age_days
    error_message = "Password policy ${attrs.name} lets passwords live longer than ${param.max_password_age_days} days."
    at            = attrs.password_expires_after
  }

  why    = "A password that leaked unnoticed stays good for as long as it lives; 0 means for ever."
  remedy = "Set password_expires_after to a number of days between 1 and 365."

  controls = { "cis-oci-3.0" = ["1.5"] }
}

rule "oci-domain-password-reuse" {
  title     = "Earlier passwords cannot be used again"
  resource  = ["oci_identity_domains_password_policy"]
  principle = "identity"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = coalesce(attrs.num_passwords_in_history, 0) >= param.min_password_history
    error_message = "Password policy ${attrs.name} remembers ${coalesce(attrs.num_passwords_in_history, 0)} earlier passwords; ${param.min_password_history} are required."
    at            = attrs.num_passwords_in_history
  }

  why    = "Where an old password may come back, changing passwords changes nothing."
  remedy = "Set num_passwords_in_history to 24 or more."

  controls = { "cis-oci-3.0" = ["1.6"] }
}

rule "oci-domain-mfa" {
  title     = "Identity domains demand a second factor that is no text message"
  resource  = ["oci_identity_domains_authentication_factor_setting"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = lower(attrs.mfa_enrollment_type) == "required"
    error_message = "Enrolment in multi-factor authentication is ${lower(attrs.mfa_enrollment_type)}: users may sign in with a password alone."
    at            = attrs.mfa_enrollment_type
  }

  enforce {
    condition = (
      attrs.totp_enabled == true || attrs.push_enabled == true ||
      attrs.fido_authenticator_enabled == true || attrs.yubico_otp_enabled == true
    )
    error_message = "No strong second factor is enabled: neither an authenticator application nor a security key."
    at            = attrs.totp_enabled
  }

  why    = "Passwords are phished and reused; a second factor stops most of what follows."
  remedy = "Set mfa_enrollment_type to \"Required\", enable totp, push or fido, and let a rule of the sign-on policy demand the factor."

  controls = { "cis-oci-3.0" = ["1.7"] }
}

# --- users and keys -----------------------------------------------------------------------

rule "oci-administrator-api-key" {
  title     = "Administrators of the tenancy have no API keys"
  resource  = ["oci_identity_user"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  locals {
    keys   = ref::referrers("oci_identity_api_key", "user_id")
    groups = [for m in ref::referrers("oci_identity_user_group_membership", "user_id") : ref::target(m.group_id).name]
  }

  enforce {
    condition     = length(local.keys) == 0 || alltrue([for g in local.groups : !contains(local.admins, lower(g))])
    error_message = "User ${attrs.name} administers the tenancy and has an API key."
  }

  why    = "An API key is a file that works without a second factor, from anywhere, for everything that its user may do."
  remedy = "Remove the oci_identity_api_key of the administrator. Automation gets a user, or better an instance principal, with the few statements that it needs."

  controls = { "cis-oci-3.0" = ["1.12"] }
  aliases  = ["CKV2_OCI_1"]
}

rule "oci-user-several-api-keys" {
  title     = "A user has one API key"
  resource  = ["oci_identity_user"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    condition     = length(ref::referrers("oci_identity_api_key", "user_id")) <= 1
    error_message = "User ${attrs.name} has more than one API key."
  }

  why    = "A second key is one that nobody rotates, and that stays when the first is withdrawn."
  remedy = "Keep two keys only while you rotate, and remove the old oci_identity_api_key then."

  controls = { "cis-oci-3.0" = ["1.17"] }
}

rule "oci-user-email" {
  title     = "Users have an e-mail address"
  resource  = ["oci_identity_user"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    condition     = attrs.email != null && attrs.email != "" && can(regex("^[^@ ]+@[^@ ]+$", attrs.email))
    error_message = "User ${attrs.name} has no e-mail address."
    at            = attrs.email
  }

  why    = "Without an address nobody can be told that a password was reset or a key added, and the person cannot recover the account."
  remedy = "Set email to an address that the person reads."

  controls = { "cis-oci-3.0" = ["1.13"] }
}

rule "oci-domain-user-email" {
  title     = "Users of identity domains have a primary e-mail address"
  resource  = ["oci_identity_domains_user"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    condition     = anytrue([for e in attrs.emails[*] : try(e.primary, null) == true && e.value != ""])
    error_message = "User ${attrs.user_name} has no primary e-mail address."
  }

  why    = "Without an address nobody can be told that a password was reset or a key added, and the person cannot recover the account."
  remedy = "Add an emails block with primary = true and an address that the person reads."

  controls = { "cis-oci-3.0" = ["1.13"] }
}

rule "oci-no-dynamic-group" {
  title     = "Workloads act as themselves, not with keys of users"
  scope     = "plan"
  principle = "identity"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  enforce {
    condition     = length(ref::resources(["oci_identity_dynamic_group", "oci_identity_domains_dynamic_resource_group"])) > 0
    error_message = "No dynamic group lets instances or functions act as themselves."
  }

  why    = "Without instance and resource principals every program that calls the API carries a user's key in a file."
  remedy = "Define an oci_identity_dynamic_group over the instances, functions or databases that call the API, and grant it what they need."

  controls = { "cis-oci-3.0" = ["1.14"] }
}

# --- compartments -------------------------------------------------------------------------

rule "oci-no-compartment" {
  title     = "There is a compartment besides the root"
  scope     = "plan"
  principle = "governance"
  severity  = "low"
  baseline  = true
  filter    = param.owns_tenancy_baseline

  enforce {
    condition     = length(ref::resources("oci_identity_compartment")) > 0
    error_message = "No compartment is defined, so everything would live in the root compartment."
  }

  why    = "Compartments are what policies and zones bind to; in the root compartment every grant reaches everything."
  remedy = "Define an oci_identity_compartment for each environment or team."

  controls = { "cis-oci-3.0" = ["6.1"] }
}

rule "oci-resource-in-root-compartment" {
  title = "Nothing lives in the root compartment"
  resource = [
    "oci_core_vcn", "oci_core_instance", "oci_core_volume", "oci_core_boot_volume", "oci_file_storage_file_system",
    "oci_objectstorage_bucket", "oci_database_autonomous_database", "oci_database_db_system",
    "oci_containerengine_cluster", "oci_kms_vault", "oci_kms_key",
  ]
  principle = "governance"
  severity  = "low"
  baseline  = true

  # An OCID says what it is, and so does that of a compartment which is yet to be created.
  enforce {
    condition     = attrs.compartment_id == null || !startswith(attrs.compartment_id, "ocid1.tenancy.")
    error_message = "${meta.address} is created in the root compartment."
    at            = attrs.compartment_id
  }

  why    = "What lives in the root compartment is reached by every policy on the tenancy and can be fenced in by none."
  remedy = "Set compartment_id to a compartment of the environment."

  controls = { "cis-oci-3.0" = ["6.2"] }
}
