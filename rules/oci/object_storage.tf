# Buckets without any zone: what the baseline says.

variable "access_type" {
  description = "Nobody sets it here, so nobody knows whether the bucket is public."
  type        = string
}

variable "key_id" {
  type = string
}

variable "with_key" {
  type = bool
}

variable "no_key" {
  type    = string
  default = null
}

data "oci_objectstorage_namespace" "this" {}

resource "oci_kms_key" "data" {
  compartment_id      = "ocid1.compartment.oc1..security"
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

# Nothing to say: private, and with a key that is created in the same plan.
resource "oci_objectstorage_bucket" "good" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "good"
  access_type    = "NoPublicAccess"
  kms_key_id     = oci_kms_key.data.id
}

# Private when nobody says otherwise.
resource "oci_objectstorage_bucket" "default_access" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "default-access"
  kms_key_id     = "ocid1.key.oc1.iad.vault.data"
}

# violates: oci-bucket-public
resource "oci_objectstorage_bucket" "listed" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "listed"
  access_type    = "ObjectRead"
  kms_key_id     = oci_kms_key.data.id
}

# Without a listing the objects are still public to everyone who knows their names.
# violates: oci-bucket-public
resource "oci_objectstorage_bucket" "guessed" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "guessed"
  access_type    = "ObjectReadWithoutList"
  kms_key_id     = oci_kms_key.data.id
}

# violates: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "no_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "no-key"
}

# violates: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "empty_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "empty-key"
  kms_key_id     = ""
}

# A variable that is null is no key.
# violates: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "null_key" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "null-key"
  kms_key_id     = var.no_key
}

# undecided: oci-bucket-public
# undecided: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "unset" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "unset"
  access_type    = var.access_type
  kms_key_id     = var.key_id
}

# undecided: oci-bucket-customer-managed-key
resource "oci_objectstorage_bucket" "perhaps" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = "perhaps"
  kms_key_id     = var.with_key ? oci_kms_key.data.id : null
}

# violates["logs"]: oci-bucket-public
resource "oci_objectstorage_bucket" "each" {
  for_each = { data = "NoPublicAccess", logs = "ObjectRead" }

  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = data.oci_objectstorage_namespace.this.namespace
  name           = each.key
  access_type    = each.value
  kms_key_id     = oci_kms_key.data.id
}
