# An association whose primary nobody knows: it may be of any database that moves.

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

resource "oci_identity_compartment" "open" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "open"
  description    = "in no zone"
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

variable "database_id" {
  type = string
}

# Where its primary is, nobody knows.
# undecided: oci-db-system-with-outside-standby-enters-zone
resource "oci_database_db_system" "unsure_standby" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.inside.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# undecided: oci-vm-cluster-with-outside-standby-enters-zone
# undecided: oci-exadata-cluster-outside-zone
resource "oci_database_cloud_vm_cluster" "unsure_standby" {
  compartment_id                  = oci_identity_compartment.zone.id
  backup_subnet_id                = oci_core_subnet.inside.id
  cloud_exadata_infrastructure_id = "ocid1.cloudexadatainfrastructure.oc1.iad.main"
  cpu_core_count                  = 4
  display_name                    = "unsure_standby"
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
  subnet_id                       = oci_core_subnet.inside.id
}

# undecided: oci-data-guard-peer-outside-zone
resource "oci_database_data_guard_association" "unsure_system" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = var.database_id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_db_system_id                = oci_database_db_system.unsure_standby.id
}

# undecided: oci-data-guard-peer-outside-zone
resource "oci_database_data_guard_association" "unsure_cluster" {
  creation_type                    = "ExistingVmCluster"
  database_admin_password          = "not-a-real-one"
  database_id                      = var.database_id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_vm_cluster_id               = oci_database_cloud_vm_cluster.unsure_standby.id
}
