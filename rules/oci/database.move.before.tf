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


resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

resource "oci_database_db_system" "leaves" {
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

resource "oci_database_db_system" "stays" {
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

resource "oci_database_db_system" "unsure" {
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

resource "oci_database_db_system" "enters" {
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

resource "oci_database_db_system" "primary" {
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

resource "oci_database_db_system" "standby" {
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

resource "oci_database_autonomous_database" "leaves" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "leaves"
  subnet_id      = oci_core_subnet.inside.id
}

resource "oci_database_cloud_exadata_infrastructure" "leaves" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  display_name        = "leaves"
  shape               = "Exadata.X9M"
}

resource "oci_database_db_system" "quiet" {
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

resource "oci_database_db_home" "primary" {
  db_system_id = oci_database_db_system.primary.id
}

resource "oci_database_database" "primary" {
  db_home_id = oci_database_db_home.primary.id
  source     = "NONE"

  database {
    admin_password = "not-a-real-one"
    db_name        = "primary"

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

resource "oci_database_cloud_vm_cluster" "primary" {
  compartment_id                  = oci_identity_compartment.open.id
  backup_subnet_id                = oci_core_subnet.inside.id
  cloud_exadata_infrastructure_id = "ocid1.cloudexadatainfrastructure.oc1.iad.main"
  cpu_core_count                  = 4
  display_name                    = "primary"
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
  subnet_id                       = oci_core_subnet.inside.id
}

resource "oci_database_cloud_vm_cluster" "standby" {
  compartment_id                  = oci_identity_compartment.open.id
  backup_subnet_id                = oci_core_subnet.inside.id
  cloud_exadata_infrastructure_id = "ocid1.cloudexadatainfrastructure.oc1.iad.main"
  cpu_core_count                  = 4
  display_name                    = "standby"
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
  subnet_id                       = oci_core_subnet.inside.id
}

resource "oci_database_cloud_vm_cluster" "alone" {
  compartment_id                  = oci_identity_compartment.open.id
  backup_subnet_id                = oci_core_subnet.inside.id
  cloud_exadata_infrastructure_id = "ocid1.cloudexadatainfrastructure.oc1.iad.main"
  cpu_core_count                  = 4
  display_name                    = "alone"
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
  subnet_id                       = oci_core_subnet.inside.id
}

resource "oci_database_cloud_vm_cluster" "unsure" {
  compartment_id                  = oci_identity_compartment.zone.id
  backup_subnet_id                = oci_core_subnet.inside.id
  cloud_exadata_infrastructure_id = "ocid1.cloudexadatainfrastructure.oc1.iad.main"
  cpu_core_count                  = 4
  display_name                    = "unsure"
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
  subnet_id                       = oci_core_subnet.inside.id
}

resource "oci_database_data_guard_association" "clusters" {
  creation_type                    = "ExistingVmCluster"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_database.on_cluster.id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_vm_cluster_id               = oci_database_cloud_vm_cluster.standby.id
}

resource "oci_database_db_home" "on_cluster" {
  vm_cluster_id = oci_database_cloud_vm_cluster.primary.id
}

resource "oci_database_database" "on_cluster" {
  db_home_id = oci_database_db_home.on_cluster.id
  source     = "NONE"

  database {
    admin_password = "not-a-real-one"
    db_name        = "cluster"

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}
