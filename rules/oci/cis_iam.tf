# Statements, passwords, users and compartments without any zone: what the baseline says.

variable "tenancy_id" {
  type    = string
  default = "ocid1.tenancy.oc1..root"
}

variable "statement" {
  description = "Nobody sets it here, so nobody knows what it grants."
  type        = string
}

variable "min_length" {
  type = number
}

variable "history" {
  type = number
}

variable "expiry" {
  type = number
}

variable "characters" {
  type = bool
}

variable "enrolment" {
  type = string
}

variable "email" {
  type = string
}

variable "home" {
  type = string
}

resource "oci_identity_compartment" "app" {
  compartment_id = var.tenancy_id
  name           = "app"
  description    = "an application"
}

# --- statements ---------------------------------------------------------------------------

# Nothing to say: narrow grants, and the administrators themselves.
resource "oci_identity_policy" "good" {
  compartment_id = var.tenancy_id
  name           = "good"
  description    = "narrow"
  statements = [
    "Allow group Administrators to manage all-resources in tenancy",
    "Allow group 'Default'/'Administrators' to manage all-resources in tenancy",
    "Allow group NetworkAdmins to manage virtual-network-family in compartment ${oci_identity_compartment.app.name}",
    "Allow group Auditors to read all-resources in tenancy",
    "Allow service cloudguard to read all-resources in tenancy",
    "Allow group HelpDesk to manage users in tenancy where target.group.name != 'Administrators'",
    "Allow group HelpDesk to use groups in tenancy where target.group.name = /App-*/",
    "Allow group HelpDesk to inspect users in tenancy",
    "Allow any-user to use keys in compartment app where all {request.principal.type = 'fnfunc', request.principal.compartment.id = 'ocid1.compartment.oc1..app'}",
    "Allow group BucketAdmins to manage buckets in tenancy where request.permission != 'BUCKET_DELETE'",
    "Allow group ObjectAdmins to manage object-family in tenancy where all {request.permission != 'BUCKET_DELETE', request.permission != 'OBJECT_DELETE'}",
    "Allow group BackupReaders to {VOLUME_BACKUP_INSPECT, VOLUME_BACKUP_READ} in tenancy",
    "Deny group Contractors to manage all-resources in tenancy",
    "Define tenancy Partner as ocid1.tenancy.oc1..partner",
  ]
}

# The OCID is known only after apply, the rest of the statement now.
resource "oci_identity_policy" "by_id" {
  compartment_id = var.tenancy_id
  name           = "by-id"
  description    = "a compartment by its OCID"
  statements     = ["Allow group NetworkAdmins to manage virtual-network-family in compartment id ${oci_identity_compartment.app.id}"]
}

# What a condition lets through is what counts: nobody joins a group, writes a policy or deletes anything with these.
resource "oci_identity_policy" "chosen_requests" {
  compartment_id = var.tenancy_id
  name           = "chosen-requests"
  description    = "operations and permissions by name"
  statements = [
    "Allow group CredentialAdmins to manage users in tenancy where any {request.operation = 'ListApiKeys', request.operation = 'ListAuthTokens'}",
    "Allow group HelpDesk to manage users in tenancy where request.operation = 'UpdateUser'",
    "Allow group HelpDesk to manage users in tenancy where any {request.operation = 'UpdateUser', target.group.name = /App-*/}",
    "Allow group HelpDesk to manage groups in tenancy where request.permission = 'GROUP_INSPECT'",
    "Allow group Viewers to manage all-resources in tenancy where request.permission = 'USER_INSPECT'",
    "Allow group Viewers to manage all-resources in tenancy where request.operation = /List*/",
    "Allow group Viewers to manage all-resources in compartment app where request.operation = 'GetInstance'",
    "Allow group Viewers to manage buckets in compartment app where request.operation in ('ListBuckets', 'GetBucket')",
  ]
}

# violates: oci-policy-administrators-group-protected
resource "oci_identity_policy" "help_desk_by_operation" {
  compartment_id = var.tenancy_id
  name           = "help-desk-by-operation"
  description    = "the operation that it takes is among them"
  statements     = ["Allow group HelpDesk to manage users in tenancy where any {request.operation = 'UpdateUser', request.operation = 'AddUserToGroup'}"]
}

# violates: oci-policy-administrators-group-protected
resource "oci_identity_policy" "help_desk_by_permission" {
  compartment_id = var.tenancy_id
  name           = "help-desk-by-permission"
  description    = "permissions instead of a verb"
  statements     = ["Allow group HelpDesk to {USER_UPDATE, GROUP_UPDATE} in tenancy"]
}

# Ruling some requests out leaves all others, and one that is named may be the wrong one.
# violates: oci-policy-tenancy-administration
resource "oci_identity_policy" "nearly_everything" {
  compartment_id = var.tenancy_id
  name           = "nearly-everything"
  description    = "conditions that do not help"
  statements = [
    "Allow group Ops to manage all-resources in tenancy where request.permission != 'BUCKET_DELETE'",
    "Allow group Robots to manage all-resources in tenancy where request.operation = 'UpdatePolicy'",
    "Allow group Night to manage all-resources in tenancy where request.utc-timestamp.time-of-day between '22:00:00Z' and '06:00:00Z'",
  ]
}

# violates: oci-policy-storage-administrators-cannot-delete
resource "oci_identity_policy" "storage_by_operation" {
  compartment_id = var.tenancy_id
  name           = "storage-by-operation"
  description    = "the operation that deletes"
  statements     = ["Allow group StorageAdmins to manage buckets in compartment app where request.operation in ('ListBuckets', 'DeleteBucket')"]
}

# --- other tenancies

resource "oci_identity_policy" "partner" {
  compartment_id = var.tenancy_id
  name           = "partner"
  description    = "a partner reads what it shall read"
  statements = [
    "Define tenancy Partner as ocid1.tenancy.oc1..partner",
    "Define group PartnerOps as ocid1.group.oc1..partnerops",
    "Admit group PartnerOps of tenancy Partner to read buckets in compartment app",
    "Admit any-user of tenancy Partner to read objects in compartment app where request.principal.type = 'serviceconnector'",
    "Endorse group Auditors to read objects in tenancy Partner",
  ]
}

# A group of another tenancy is none of ours, whatever its name.
# violates: oci-policy-tenancy-administration, oci-policy-administrators-group-protected
resource "oci_identity_policy" "foreign_administrators" {
  compartment_id = var.tenancy_id
  name           = "foreign-administrators"
  description    = "a partner owns the tenancy"
  statements = [
    "Define tenancy Partner as ocid1.tenancy.oc1..partner",
    "Define group Administrators as ocid1.group.oc1..partneradministrators",
    "Admit group Administrators of tenancy Partner to manage all-resources in tenancy",
    "Admit group Administrators of tenancy Partner to manage groups in tenancy",
  ]
}

# violates: oci-policy-compartment-administration, oci-policy-anyone, oci-policy-storage-administrators-cannot-delete
resource "oci_identity_policy" "foreign_anyone" {
  compartment_id = var.tenancy_id
  name           = "foreign-anyone"
  description    = "everybody at a partner"
  statements = [
    "Define tenancy Partner as ocid1.tenancy.oc1..partner",
    "Admit any-user of tenancy Partner to manage all-resources in compartment app",
    "Admit any-user of tenancy Partner to manage object-family in compartment app",
  ]
}

# violates: oci-policy-anyone
resource "oci_identity_policy" "anyone_out" {
  compartment_id = var.tenancy_id
  name           = "anyone-out"
  description    = "everybody here may carry objects out"
  statements = [
    "Define tenancy Partner as ocid1.tenancy.oc1..partner",
    "Endorse any-user to manage object-family in tenancy Partner",
  ]
}

# violates: oci-policy-tenancy-administration
resource "oci_identity_policy" "second_administrators" {
  compartment_id = var.tenancy_id
  name           = "ops"
  description    = "naming a policy well does not help"
  statements     = ["allow group Administrators, Ops to MANAGE all-resources in TENANCY"]
}

# violates: oci-policy-tenancy-administration
resource "oci_identity_policy" "robot" {
  compartment_id = var.tenancy_id
  name           = "robot"
  description    = "every instance of the group owns the tenancy"
  statements = [
    "Allow dynamic-group Administrators to manage all-resources in tenancy",
  ]
}

# violates: oci-policy-compartment-administration
resource "oci_identity_policy" "compartment_administrators" {
  compartment_id = var.tenancy_id
  name           = "app-admins"
  description    = "all of a compartment"
  statements     = ["Allow group AppAdmins to manage all-resources in compartment app"]
}

# The OCID is handed out later; what stands around it is known.
# violates: oci-policy-compartment-administration
resource "oci_identity_policy" "compartment_administrators_by_id" {
  compartment_id = var.tenancy_id
  name           = "app-admins-by-id"
  description    = "all of a compartment that this plan makes"
  statements     = ["Allow group AppAdmins to manage all-resources in compartment id ${oci_identity_compartment.app.id}"]
}

# Behind it may stand a condition.
# undecided: oci-policy-compartment-administration
resource "oci_identity_policy" "compartment_administrators_perhaps" {
  compartment_id = var.tenancy_id
  name           = "app-admins-perhaps"
  description    = "the end is not known"
  statements     = ["Allow group AppAdmins to manage all-resources in compartment id ${oci_identity_compartment.app.id}${var.condition}"]
}

# violates: oci-policy-anyone
resource "oci_identity_policy" "anyone" {
  compartment_id = var.tenancy_id
  name           = "anyone"
  description    = "everyone in the tenancy"
  statements     = ["Allow any-user to use functions-family in tenancy"]
}

# One of the two conditions says nothing about who asks.
# violates: oci-policy-anyone
resource "oci_identity_policy" "anyone_by_any" {
  compartment_id = var.tenancy_id
  name           = "anyone-by-any"
  description    = "any where all was meant"
  statements     = ["Allow any-user to use functions-family in tenancy where any {request.principal.type = 'ApiGateway', request.region = 'iad'}"]
}

# violates: oci-policy-administrators-group-protected
resource "oci_identity_policy" "help_desk" {
  compartment_id = var.tenancy_id
  name           = "help-desk"
  description    = "may make itself an administrator"
  statements     = ["Allow group HelpDesk to manage groups in tenancy"]
}

# violates: oci-policy-administrators-group-protected
resource "oci_identity_policy" "help_desk_wrong_condition" {
  compartment_id = var.tenancy_id
  name           = "help-desk-wrong-condition"
  description    = "the condition is about something else"
  statements     = ["Allow group HelpDesk to use users in tenancy where target.user.name != 'Administrators'"]
}

# violates: oci-policy-storage-administrators-cannot-delete
resource "oci_identity_policy" "storage" {
  compartment_id = var.tenancy_id
  name           = "storage"
  description    = "may delete buckets and objects"
  statements     = ["Allow group StorageAdmins to manage object-family in compartment app"]
}

# Each condition lets through what the other forbids.
# violates: oci-policy-storage-administrators-cannot-delete
resource "oci_identity_policy" "storage_by_any" {
  compartment_id = var.tenancy_id
  name           = "storage-by-any"
  description    = "any where all was meant"
  statements     = ["Allow group StorageAdmins to manage object-family in compartment app where any {request.permission != 'BUCKET_DELETE', request.permission != 'OBJECT_DELETE'}"]
}

# violates: oci-policy-storage-administrators-cannot-delete
resource "oci_identity_policy" "storage_by_permission" {
  compartment_id = var.tenancy_id
  name           = "storage-by-permission"
  description    = "the permission itself"
  statements     = ["Allow group StorageAdmins to {FILE_SYSTEM_DELETE} in compartment app"]
}

# undecided: oci-policy-tenancy-administration, oci-policy-compartment-administration, oci-policy-anyone
# undecided: oci-policy-administrators-group-protected, oci-policy-storage-administrators-cannot-delete
resource "oci_identity_policy" "unknown" {
  compartment_id = var.tenancy_id
  name           = "unknown"
  description    = "whatever the variable says"
  statements     = [var.statement]
}

# A statement that nobody can read decides nothing. (The service would refuse it.)
# undecided: oci-policy-tenancy-administration, oci-policy-compartment-administration, oci-policy-anyone
# undecided: oci-policy-administrators-group-protected, oci-policy-storage-administrators-cannot-delete
resource "oci_identity_policy" "unreadable" {
  compartment_id = var.tenancy_id
  name           = "unreadable"
  description    = "the word group is missing"
  statements     = ["Allow Ops to manage all-resources in tenancy"]
}

# --- passwords ----------------------------------------------------------------------------

resource "oci_identity_authentication_policy" "good" {
  compartment_id = var.tenancy_id

  password_policy {
    minimum_password_length          = 14
    is_lowercase_characters_required = true
    is_uppercase_characters_required = true
    is_numeric_characters_required   = true
    is_special_characters_required   = true
  }
}

# violates: oci-password-length, oci-password-character-classes
resource "oci_identity_authentication_policy" "short" {
  compartment_id = var.tenancy_id

  password_policy {
    minimum_password_length          = 12
    is_lowercase_characters_required = true
    is_uppercase_characters_required = true
    is_numeric_characters_required   = true
    is_special_characters_required   = false
  }
}

# undecided: oci-password-length, oci-password-character-classes
resource "oci_identity_authentication_policy" "unknown" {
  compartment_id = var.tenancy_id

  password_policy {
    minimum_password_length          = var.min_length
    is_lowercase_characters_required = var.characters
    is_uppercase_characters_required = true
    is_numeric_characters_required   = true
    is_special_characters_required   = true
  }
}

# The tenancy keeps the password policy that it has.
# undecided: oci-password-length, oci-password-character-classes
resource "oci_identity_authentication_policy" "omitted" {
  compartment_id = var.tenancy_id

  network_policy {
    network_source_ids = []
  }
}

resource "oci_identity_domains_password_policy" "good" {
  idcs_endpoint            = "https://idcs-x.identity.example.com"
  schemas                  = ["urn:ietf:params:scim:schemas:oracle:idcs:PasswordPolicy"]
  name                     = "good"
  min_length               = 16
  password_expires_after   = 365
  num_passwords_in_history = 24
}

# violates: oci-domain-password-length, oci-domain-password-expiry, oci-domain-password-reuse
resource "oci_identity_domains_password_policy" "weak" {
  idcs_endpoint            = "https://idcs-x.identity.example.com"
  schemas                  = ["urn:ietf:params:scim:schemas:oracle:idcs:PasswordPolicy"]
  name                     = "weak"
  min_length               = 8
  password_expires_after   = 0
  num_passwords_in_history = 5
}

# violates: oci-domain-password-expiry
resource "oci_identity_domains_password_policy" "late" {
  idcs_endpoint            = "https://idcs-x.identity.example.com"
  schemas                  = ["urn:ietf:params:scim:schemas:oracle:idcs:PasswordPolicy"]
  name                     = "late"
  min_length               = 14
  password_expires_after   = 400
  num_passwords_in_history = 24
}

# undecided: oci-domain-password-length, oci-domain-password-expiry, oci-domain-password-reuse
resource "oci_identity_domains_password_policy" "unknown" {
  idcs_endpoint            = "https://idcs-x.identity.example.com"
  schemas                  = ["urn:ietf:params:scim:schemas:oracle:idcs:PasswordPolicy"]
  name                     = "unknown"
  min_length               = var.min_length
  password_expires_after   = var.expiry
  num_passwords_in_history = var.history
}

resource "oci_identity_domains_authentication_factor_setting" "good" {
  idcs_endpoint                    = "https://idcs-x.identity.example.com"
  authentication_factor_setting_id = "AuthenticationFactorSettings"
  schemas                          = ["urn:ietf:params:scim:schemas:oracle:idcs:AuthenticationFactorSettings"]
  mfa_enrollment_type              = "Required"
  bypass_code_enabled              = false
  push_enabled                     = true
  security_questions_enabled       = false
  sms_enabled                      = false
  totp_enabled                     = true
}

# violates: oci-domain-mfa
resource "oci_identity_domains_authentication_factor_setting" "optional" {
  idcs_endpoint                    = "https://idcs-x.identity.example.com"
  authentication_factor_setting_id = "AuthenticationFactorSettings"
  schemas                          = ["urn:ietf:params:scim:schemas:oracle:idcs:AuthenticationFactorSettings"]
  mfa_enrollment_type              = "Optional"
  bypass_code_enabled              = false
  push_enabled                     = true
  security_questions_enabled       = false
  sms_enabled                      = false
  totp_enabled                     = true
}

# violates: oci-domain-mfa
resource "oci_identity_domains_authentication_factor_setting" "text_messages_only" {
  idcs_endpoint                    = "https://idcs-x.identity.example.com"
  authentication_factor_setting_id = "AuthenticationFactorSettings"
  schemas                          = ["urn:ietf:params:scim:schemas:oracle:idcs:AuthenticationFactorSettings"]
  mfa_enrollment_type              = "Required"
  bypass_code_enabled              = false
  push_enabled                     = false
  security_questions_enabled       = true
  sms_enabled                      = true
  totp_enabled                     = false
  fido_authenticator_enabled       = false
  yubico_otp_enabled               = false
}

# undecided: oci-domain-mfa
resource "oci_identity_domains_authentication_factor_setting" "unknown" {
  idcs_endpoint                    = "https://idcs-x.identity.example.com"
  authentication_factor_setting_id = "AuthenticationFactorSettings"
  schemas                          = ["urn:ietf:params:scim:schemas:oracle:idcs:AuthenticationFactorSettings"]
  mfa_enrollment_type              = var.enrolment
  bypass_code_enabled              = false
  push_enabled                     = true
  security_questions_enabled       = false
  sms_enabled                      = false
  totp_enabled                     = true
}

# --- users and keys -----------------------------------------------------------------------

resource "oci_identity_group" "administrators" {
  compartment_id = var.tenancy_id
  name           = "Administrators"
  description    = "they own the tenancy"
}

resource "oci_identity_group" "developers" {
  compartment_id = var.tenancy_id
  name           = "Developers"
  description    = "they do not"
}

resource "oci_identity_user" "developer" {
  compartment_id = var.tenancy_id
  name           = "developer"
  description    = "has one key"
  email          = "developer@example.com"
}

resource "oci_identity_user_group_membership" "developer" {
  group_id = oci_identity_group.developers.id
  user_id  = oci_identity_user.developer.id
}

resource "oci_identity_api_key" "developer" {
  user_id   = oci_identity_user.developer.id
  key_value = "-----BEGIN PUBLIC KEY-----"
}

# violates: oci-administrator-api-key
resource "oci_identity_user" "administrator" {
  compartment_id = var.tenancy_id
  name           = "administrator"
  description    = "has a key and should have none"
  email          = "administrator@example.com"
}

resource "oci_identity_user_group_membership" "administrator" {
  group_id = oci_identity_group.administrators.id
  user_id  = oci_identity_user.administrator.id
}

resource "oci_identity_api_key" "administrator" {
  user_id   = oci_identity_user.administrator.id
  key_value = "-----BEGIN PUBLIC KEY-----"
}

resource "oci_identity_user" "second_administrator" {
  compartment_id = var.tenancy_id
  name           = "second-administrator"
  description    = "has no key"
  email          = "second@example.com"
}

resource "oci_identity_user_group_membership" "second_administrator" {
  group_id = oci_identity_group.administrators.id
  user_id  = oci_identity_user.second_administrator.id
}

# The group is not in this configuration, so its name is not known.
# undecided: oci-administrator-api-key
resource "oci_identity_user" "in_another_group" {
  compartment_id = var.tenancy_id
  name           = "in-another-group"
  description    = "has a key"
  email          = "other@example.com"
}

resource "oci_identity_user_group_membership" "in_another_group" {
  group_id = "ocid1.group.oc1..elsewhere"
  user_id  = oci_identity_user.in_another_group.id
}

resource "oci_identity_api_key" "in_another_group" {
  user_id   = oci_identity_user.in_another_group.id
  key_value = "-----BEGIN PUBLIC KEY-----"
}

# violates: oci-user-several-api-keys
resource "oci_identity_user" "two_keys" {
  compartment_id = var.tenancy_id
  name           = "two-keys"
  description    = "has two"
  email          = "two@example.com"
}

resource "oci_identity_api_key" "two_keys" {
  count     = 2
  user_id   = oci_identity_user.two_keys.id
  key_value = "-----BEGIN PUBLIC KEY-----"
}

# violates: oci-user-email
resource "oci_identity_user" "nobody" {
  compartment_id = var.tenancy_id
  name           = "nobody"
  description    = "cannot be reached"
  email          = ""
}

# undecided: oci-user-email
resource "oci_identity_user" "unknown" {
  compartment_id = var.tenancy_id
  name           = "unknown"
  description    = "whatever the variable says"
  email          = var.email
}

resource "oci_identity_domains_user" "good" {
  idcs_endpoint = "https://idcs-x.identity.example.com"
  schemas       = ["urn:ietf:params:scim:schemas:core:2.0:User"]
  user_name     = "good"

  emails {
    type    = "work"
    value   = "good@example.com"
    primary = true
  }
}

# violates: oci-domain-user-email
resource "oci_identity_domains_user" "secondary_only" {
  idcs_endpoint = "https://idcs-x.identity.example.com"
  schemas       = ["urn:ietf:params:scim:schemas:core:2.0:User"]
  user_name     = "secondary-only"

  emails {
    type    = "recovery"
    value   = "second@example.com"
    primary = false
  }
}

# undecided: oci-domain-user-email
resource "oci_identity_domains_user" "unknown" {
  idcs_endpoint = "https://idcs-x.identity.example.com"
  schemas       = ["urn:ietf:params:scim:schemas:core:2.0:User"]
  user_name     = "unknown"

  emails {
    type    = "work"
    value   = var.email
    primary = true
  }
}

# --- compartments -------------------------------------------------------------------------

resource "oci_core_vcn" "in_compartment" {
  compartment_id = oci_identity_compartment.app.id
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_vcn" "in_literal_compartment" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

# violates: oci-resource-in-root-compartment
resource "oci_core_vcn" "in_root" {
  compartment_id = var.tenancy_id
  cidr_blocks    = ["10.0.0.0/16"]
}

# undecided: oci-resource-in-root-compartment
resource "oci_core_vcn" "unknown" {
  compartment_id = var.home
  cidr_blocks    = ["10.0.0.0/16"]
}

variable "condition" {
  type = string
}
