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

resource "oci_database_db_system" "unsure_standby" {
  compartment_id      = oci_identity_compartment.open.id
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

resource "oci_database_cloud_vm_cluster" "unsure_standby" {
  compartment_id                  = oci_identity_compartment.open.id
  backup_subnet_id                = oci_core_subnet.inside.id
  cloud_exadata_infrastructure_id = "ocid1.cloudexadatainfrastructure.oc1.iad.main"
  cpu_core_count                  = 4
  display_name                    = "unsure_standby"
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
  subnet_id                       = oci_core_subnet.inside.id
}
