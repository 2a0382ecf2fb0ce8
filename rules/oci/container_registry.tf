# Repositories without any zone: what the baseline says.

variable "public" {
  type = bool
}

resource "oci_artifacts_container_repository" "private" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "team/app"
  is_public      = false
}

# Private unless somebody says otherwise.
resource "oci_artifacts_container_repository" "default" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "team/default"
}

# violates: oci-container-repository-public
resource "oci_artifacts_container_repository" "public" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "team/public"
  is_public      = true
}

# undecided: oci-container-repository-public
resource "oci_artifacts_container_repository" "unknown" {
  compartment_id = "ocid1.compartment.oc1..app"
  display_name   = "team/unknown"
  is_public      = var.public
}
