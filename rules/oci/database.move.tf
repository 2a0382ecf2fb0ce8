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


variable "compartment_id" {
  type = string
}

resource "oci_core_subnet" "inside" {
  compartment_id             = oci_identity_compartment.zone.id
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-database-leaves-zone
resource "oci_database_db_system" "leaves" {
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

# undecided: oci-database-leaves-zone
# undecided: oci-database-subnet-outside-zone
# undecided: oci-database-with-outside-standby-enters-zone
resource "oci_database_db_system" "unsure" {
  compartment_id      = var.compartment_id
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

# Its standby stays outside.
# violates: oci-database-with-outside-standby-enters-zone
resource "oci_database_db_system" "primary" {
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

# violates: oci-database-leaves-zone
# violates: oci-database-subnet-outside-zone
resource "oci_database_autonomous_database" "leaves" {
  compartment_id = oci_identity_compartment.other.id
  db_name        = "leaves"
  subnet_id      = oci_core_subnet.inside.id
}

# violates: oci-database-leaves-zone
resource "oci_database_cloud_exadata_infrastructure" "leaves" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  display_name        = "leaves"
  shape               = "Exadata.X9M"
}

# The primary is in the zone now.
# violates: oci-data-guard-peer-outside-zone
resource "oci_database_data_guard_association" "pair" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_db_system.primary.db_home[0].database[0].id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_db_system_id                = oci_database_db_system.standby.id
}

