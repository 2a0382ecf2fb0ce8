resource "oci_identity_compartment" "zone" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "payments"
  description    = "in zone payments"
}

resource "oci_identity_compartment" "other" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "ledger"
  description    = "in a zone of its own, with the same recipe"
}

resource "oci_identity_compartment" "below" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "payments-data"
  description    = "below the first, hence in its zone"
}

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

variable "compartment_id" {
  type = string
}

variable "id" {
  type = string
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "outside" {
  compartment_id             = oci_identity_compartment.open.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.1.0/24"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-file-system-leaves-zone
resource "oci_file_storage_file_system" "leaves" {
  compartment_id      = oci_identity_compartment.other.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# Another compartment of the same zone.
resource "oci_file_storage_file_system" "stays" {
  compartment_id      = oci_identity_compartment.below.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_file_storage_file_system" "enters" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# undecided: oci-file-system-leaves-zone
resource "oci_file_storage_file_system" "unsure" {
  compartment_id      = var.compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

# violates: oci-mount-target-leaves-zone
# undecided: oci-outside-mount-target-in-zone-subnet
resource "oci_file_storage_mount_target" "leaves" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = "ocid1.subnet.oc1.iad.shared"
}

# Another compartment of the same zone.
resource "oci_file_storage_mount_target" "stays" {
  compartment_id      = oci_identity_compartment.below.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = oci_core_subnet.inside.id
}

# undecided: oci-mount-target-leaves-zone
# undecided: oci-mount-target-subnet-outside-zone
# undecided: oci-outside-mount-target-in-zone-subnet
resource "oci_file_storage_mount_target" "unsure" {
  compartment_id      = var.compartment_id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = oci_core_subnet.inside.id
}

# New as well: which subnet it uses is known from the reference.
resource "oci_file_storage_mount_target" "inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = oci_core_subnet.inside.id
}

resource "oci_file_storage_mount_target" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = oci_core_subnet.outside.id
}

# violates: oci-mount-target-subnet-outside-zone
resource "oci_file_storage_mount_target" "inside_on_outside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = oci_core_subnet.outside.id
}

# violates: oci-outside-mount-target-in-zone-subnet
resource "oci_file_storage_mount_target" "outside_on_inside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = oci_core_subnet.inside.id
}

# undecided: oci-mount-target-subnet-outside-zone
# undecided: oci-outside-mount-target-in-zone-subnet
resource "oci_file_storage_mount_target" "inside_on_some" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  subnet_id           = var.id
}

resource "oci_file_storage_export" "inside" {
  export_set_id  = oci_file_storage_mount_target.inside.export_set_id
  file_system_id = oci_file_storage_file_system.stays.id
  path           = "/inside"
}

# Where that file system is, nobody knows.
# undecided: oci-file-system-exported-outside-zone
resource "oci_file_storage_export" "outside" {
  export_set_id  = oci_file_storage_mount_target.outside.export_set_id
  file_system_id = "ocid1.filesystem.oc1.iad.elsewhere"
  path           = "/outside"
}

# violates: oci-file-system-exported-outside-zone
resource "oci_file_storage_export" "goes_out" {
  export_set_id  = oci_file_storage_mount_target.outside.export_set_id
  file_system_id = oci_file_storage_file_system.stays.id
  path           = "/goes_out"
}

resource "oci_file_storage_file_system" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  kms_key_id          = "ocid1.key.oc1.iad.vault.data"
}

resource "oci_file_storage_export" "both_outside" {
  export_set_id  = oci_file_storage_mount_target.outside.export_set_id
  file_system_id = oci_file_storage_file_system.outside.id
  path           = "/both_outside"
}

# violates: oci-mount-target-exports-outside-file-system
resource "oci_file_storage_export" "comes_in" {
  export_set_id  = oci_file_storage_mount_target.inside.export_set_id
  file_system_id = oci_file_storage_file_system.outside.id
  path           = "/comes_in"
}

# undecided: oci-file-system-exported-outside-zone
# undecided: oci-mount-target-exports-outside-file-system
resource "oci_file_storage_export" "unsure" {
  export_set_id  = var.id
  file_system_id = oci_file_storage_file_system.stays.id
  path           = "/unsure"
}

resource "oci_file_storage_export_set" "outside" {
  mount_target_id = oci_file_storage_mount_target.outside.id
}

# Through an export set that is a resource of its own.
# violates: oci-file-system-exported-outside-zone
resource "oci_file_storage_export" "by_export_set" {
  export_set_id  = oci_file_storage_export_set.outside.id
  file_system_id = oci_file_storage_file_system.stays.id
  path           = "/by-export-set"
}
