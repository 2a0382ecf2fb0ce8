# File systems without any zone: what the baseline says.

variable "key_id" {
  type = string
}

resource "oci_kms_key" "data" {
  compartment_id      = "ocid1.compartment.oc1..security"
  display_name        = "data"
  management_endpoint = "https://vault-management.kms.example.com"

  key_shape {
    algorithm = "AES"
    length    = 32
  }
}

resource "oci_file_storage_file_system" "good" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = oci_kms_key.data.id
}

# violates: oci-file-system-customer-managed-key
resource "oci_file_storage_file_system" "no_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
}

# undecided: oci-file-system-customer-managed-key
resource "oci_file_storage_file_system" "unset" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = var.key_id
}

resource "oci_file_storage_snapshot" "good" {
  file_system_id = oci_file_storage_file_system.good.id
  name           = "good"
}

resource "oci_file_storage_snapshot" "no_key" {
  file_system_id = oci_file_storage_file_system.no_key.id
  name           = "no-key"
}

# A clone has the key of what it was cloned from.
resource "oci_file_storage_file_system" "clone" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  source_snapshot_id  = oci_file_storage_snapshot.good.id
}

# violates: oci-file-system-customer-managed-key
resource "oci_file_storage_file_system" "clone_without_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  source_snapshot_id  = oci_file_storage_snapshot.no_key.id
}

resource "oci_file_storage_snapshot" "clone" {
  file_system_id = oci_file_storage_file_system.clone.id
  name           = "clone"
}

# So has a clone of the clone.
resource "oci_file_storage_file_system" "clone_of_clone" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  source_snapshot_id  = oci_file_storage_snapshot.clone.id
}

# violates: oci-file-system-customer-managed-key
resource "oci_file_storage_file_system" "empty_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = ""
}

resource "oci_file_storage_snapshot" "empty_key" {
  file_system_id = oci_file_storage_file_system.empty_key.id
  name           = "empty-key"
}

# violates: oci-file-system-customer-managed-key
resource "oci_file_storage_file_system" "clone_of_empty_key" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  source_snapshot_id  = oci_file_storage_snapshot.empty_key.id
}

# undecided: oci-file-system-customer-managed-key
resource "oci_file_storage_file_system" "clone_of_something" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  source_snapshot_id  = "ocid1.snapshot.oc1.iad.unknown"
}
