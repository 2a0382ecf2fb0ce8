# Logs without any zone: what the baseline says.

variable "switch" {
  description = "Nobody sets it here."
  type        = bool
}

variable "status" {
  type = string
}

resource "oci_core_vcn" "logged" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.0.0.0/16"]
}

resource "oci_core_vcn" "other" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
}

# The log of the network counts.
resource "oci_core_subnet" "in_logged_network" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.logged.id
  cidr_block     = "10.0.0.0/24"
}

resource "oci_logging_log" "network" {
  display_name = "network"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "SERVICE"
  is_enabled   = true

  configuration {
    source {
      source_type = "OCISERVICE"
      service     = "flowlogs"
      category    = "vcn"
      resource    = oci_core_vcn.logged.id
    }
  }
}

resource "oci_core_subnet" "logged" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.other.id
  cidr_block     = "10.1.0.0/24"
}

resource "oci_logging_log" "subnet" {
  display_name = "subnet"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "SERVICE"
  is_enabled   = true

  configuration {
    source {
      source_type = "OCISERVICE"
      service     = "flowlogs"
      category    = "all"
      resource    = oci_core_subnet.logged.id
    }
  }
}

# violates: oci-subnet-flow-log
resource "oci_core_subnet" "without" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.other.id
  cidr_block     = "10.1.1.0/24"
}

# Its log is switched off.
# violates: oci-subnet-flow-log
resource "oci_core_subnet" "switched_off" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.other.id
  cidr_block     = "10.1.2.0/24"
}

# violates: oci-log-disabled
resource "oci_logging_log" "switched_off" {
  display_name = "switched-off"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "SERVICE"
  is_enabled   = false

  configuration {
    source {
      source_type = "OCISERVICE"
      service     = "flowlogs"
      category    = "all"
      resource    = oci_core_subnet.switched_off.id
    }
  }
}

# undecided: oci-subnet-flow-log
resource "oci_core_subnet" "perhaps" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = oci_core_vcn.other.id
  cidr_block     = "10.1.3.0/24"
}

# undecided: oci-log-disabled
resource "oci_logging_log" "perhaps" {
  display_name = "perhaps"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "SERVICE"
  is_enabled   = var.switch

  configuration {
    source {
      source_type = "OCISERVICE"
      service     = "flowlogs"
      category    = "all"
      resource    = oci_core_subnet.perhaps.id
    }
  }
}

resource "oci_objectstorage_bucket" "logged" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "logged"
}

# Write logs name the bucket, not its identifier.
resource "oci_logging_log" "bucket" {
  display_name = "bucket"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "SERVICE"
  is_enabled   = true

  configuration {
    source {
      source_type = "OCISERVICE"
      service     = "objectstorage"
      category    = "write"
      resource    = oci_objectstorage_bucket.logged.name
    }
  }
}

# violates: oci-bucket-write-log
resource "oci_objectstorage_bucket" "read_log_only" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "read-log-only"
}

resource "oci_logging_log" "bucket_reads" {
  display_name = "bucket-reads"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "SERVICE"
  is_enabled   = true

  configuration {
    source {
      source_type = "OCISERVICE"
      service     = "objectstorage"
      category    = "read"
      resource    = "read-log-only"
    }
  }
}

# undecided: oci-bucket-write-log
resource "oci_objectstorage_bucket" "perhaps" {
  compartment_id = "ocid1.compartment.oc1..app"
  namespace      = "acme"
  name           = "perhaps"
}

# undecided: oci-log-disabled
resource "oci_logging_log" "bucket_perhaps" {
  display_name = "bucket-perhaps"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "SERVICE"
  is_enabled   = var.switch

  configuration {
    source {
      source_type = "OCISERVICE"
      service     = "objectstorage"
      category    = "write"
      resource    = "perhaps"
    }
  }
}

resource "oci_cloud_guard_cloud_guard_configuration" "good" {
  compartment_id   = "ocid1.tenancy.oc1..root"
  reporting_region = "us-ashburn-1"
  status           = "ENABLED"
}

# violates: oci-cloud-guard-disabled
resource "oci_cloud_guard_cloud_guard_configuration" "bad" {
  compartment_id   = "ocid1.tenancy.oc1..root"
  reporting_region = "us-ashburn-1"
  status           = "DISABLED"
}

# undecided: oci-cloud-guard-disabled
resource "oci_cloud_guard_cloud_guard_configuration" "unknown" {
  compartment_id   = "ocid1.tenancy.oc1..root"
  reporting_region = "us-ashburn-1"
  status           = var.status
}

# A custom log has no source.
resource "oci_logging_log" "custom" {
  display_name = "custom"
  log_group_id = "ocid1.loggroup.oc1.iad.app"
  log_type     = "CUSTOM"
  is_enabled   = true
}
