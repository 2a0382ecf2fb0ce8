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

resource "oci_database_db_system" "inside" {
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

resource "oci_database_db_system" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.outside.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# violates: oci-database-subnet-outside-zone
resource "oci_database_db_system" "net_outside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.outside.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# violates: oci-database-backup-subnet-outside-zone
resource "oci_database_db_system" "backup_net_outside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.inside.id
  backup_subnet_id    = oci_core_subnet.outside.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# Whether it is private nobody knows either.
# undecided: oci-database-subnet-outside-zone
# undecided: oci-database-backup-subnet-outside-zone
# undecided: oci-database-public-subnet
# undecided: oci-database-public-backup-subnet
resource "oci_database_db_system" "net_some" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = var.id
  backup_subnet_id    = var.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

resource "oci_database_autonomous_database" "private" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "private"
  subnet_id      = oci_core_subnet.inside.id
}

# A list of addresses is not enough in a zone.
# violates: oci-autonomous-database-public-endpoint
resource "oci_database_autonomous_database" "listed" {
  compartment_id  = oci_identity_compartment.zone.id
  db_name         = "listed"
  whitelisted_ips = ["192.0.2.0/24"]
}

# undecided: oci-autonomous-database-public-endpoint
# undecided: oci-database-subnet-outside-zone
# undecided: oci-database-public-subnet
resource "oci_database_autonomous_database" "unsure" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "unsure"
  subnet_id      = var.id
}

resource "oci_database_autonomous_database" "listed_outside" {
  compartment_id  = oci_identity_compartment.open.id
  db_name         = "listed_outside"
  whitelisted_ips = ["192.0.2.0/24"]
}

# violates: oci-autonomous-database-free
# violates: oci-autonomous-database-public-endpoint
resource "oci_database_autonomous_database" "free" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "free"
  is_free_tier   = true
}

resource "oci_database_autonomous_database" "free_outside" {
  compartment_id  = oci_identity_compartment.open.id
  db_name         = "free_outside"
  is_free_tier    = true
  whitelisted_ips = ["192.0.2.0/24"]
}

variable "free" {
  type = bool
}

variable "shape" {
  type = string
}

# undecided: oci-autonomous-database-free
resource "oci_database_autonomous_database" "free_unsure" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "unsure"
  is_free_tier   = var.free
  subnet_id      = oci_core_subnet.inside.id
}

# violates: oci-mysql-free
resource "oci_mysql_mysql_db_system" "free" {
  availability_domain = "Uocm:IAD-AD-1"
  compartment_id      = oci_identity_compartment.zone.id
  shape_name          = "MySQL.Free"
  subnet_id           = oci_core_subnet.inside.id
}

resource "oci_mysql_mysql_db_system" "paid" {
  availability_domain = "Uocm:IAD-AD-1"
  compartment_id      = oci_identity_compartment.zone.id
  shape_name          = "MySQL.2"
  subnet_id           = oci_core_subnet.inside.id
}

# undecided: oci-mysql-free
resource "oci_mysql_mysql_db_system" "unsure" {
  availability_domain = "Uocm:IAD-AD-1"
  compartment_id      = oci_identity_compartment.zone.id
  shape_name          = var.shape
  subnet_id           = oci_core_subnet.inside.id
}

resource "oci_mysql_mysql_db_system" "free_outside" {
  availability_domain = "Uocm:IAD-AD-1"
  compartment_id      = oci_identity_compartment.open.id
  shape_name          = "MySQL.Free"
  subnet_id           = oci_core_subnet.outside.id
}

# violates: oci-nosql-table-free
resource "oci_nosql_table" "free" {
  compartment_id      = oci_identity_compartment.zone.id
  name                = "free"
  ddl_statement       = "CREATE TABLE free (id INTEGER, PRIMARY KEY (id))"
  is_auto_reclaimable = true
}

resource "oci_nosql_table" "paid" {
  compartment_id = oci_identity_compartment.zone.id
  name           = "paid"
  ddl_statement  = "CREATE TABLE paid (id INTEGER, PRIMARY KEY (id))"
}

# undecided: oci-nosql-table-free
resource "oci_nosql_table" "unsure" {
  compartment_id      = oci_identity_compartment.zone.id
  name                = "unsure"
  ddl_statement       = "CREATE TABLE unsure (id INTEGER, PRIMARY KEY (id))"
  is_auto_reclaimable = var.free
}

resource "oci_nosql_table" "free_outside" {
  compartment_id      = oci_identity_compartment.open.id
  name                = "outside"
  ddl_statement       = "CREATE TABLE outside (id INTEGER, PRIMARY KEY (id))"
  is_auto_reclaimable = true
}

resource "oci_database_db_home" "inside" {
  db_system_id = oci_database_db_system.inside.id
}

resource "oci_database_database" "inside" {
  db_home_id = oci_database_db_home.inside.id
  source     = "NONE"

  database {
    admin_password = "not-a-real-one"
    db_name        = "inside"

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

resource "oci_database_db_home" "outside" {
  db_system_id = oci_database_db_system.outside.id
}

resource "oci_database_database" "outside" {
  db_home_id = oci_database_db_home.outside.id
  source     = "NONE"

  database {
    admin_password = "not-a-real-one"
    db_name        = "outside"

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

resource "oci_database_db_system" "standby_inside" {
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

resource "oci_database_data_guard_association" "within" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_database.inside.id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_db_system_id                = oci_database_db_system.standby_inside.id
}

# Most people name a database by its place inside of its system.
# violates: oci-data-guard-peer-outside-zone
resource "oci_database_data_guard_association" "by_place" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_db_system.inside.db_home[0].database[0].id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_db_system_id                = oci_database_db_system.outside.id
}

# violates: oci-data-guard-peer-outside-zone
resource "oci_database_data_guard_association" "goes_out" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_database.inside.id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_db_system_id                = oci_database_db_system.outside.id
}

# violates: oci-data-guard-peer-outside-zone
resource "oci_database_data_guard_association" "new_outside" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_database.inside.id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  subnet_id                        = oci_core_subnet.outside.id
}

# undecided: oci-data-guard-peer-outside-zone
resource "oci_database_data_guard_association" "unsure" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_database.inside.id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  peer_db_system_id                = var.id
}

resource "oci_database_data_guard_association" "both_outside" {
  creation_type                    = "ExistingDbSystem"
  database_admin_password          = "not-a-real-one"
  database_id                      = oci_database_database.outside.id
  delete_standby_db_home_on_delete = "true"
  protection_mode                  = "MAXIMUM_PERFORMANCE"
  transport_type                   = "ASYNC"
  subnet_id                        = oci_core_subnet.outside.id
}

# violates: oci-autonomous-database-standby-outside-zone
resource "oci_database_autonomous_database" "standby" {
  compartment_id = oci_identity_compartment.open.id
  db_name        = "standby"
  source         = "CROSS_REGION_DATAGUARD"
  source_id      = oci_database_autonomous_database.private.id
  subnet_id      = oci_core_subnet.outside.id
}

resource "oci_database_autonomous_database" "standbyin" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "standbyin"
  source         = "CROSS_REGION_DATAGUARD"
  source_id      = oci_database_autonomous_database.private.id
  subnet_id      = oci_core_subnet.inside.id
}

# undecided: oci-autonomous-database-standby-outside-zone
resource "oci_database_autonomous_database" "standbysome" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "standbysome"
  source         = "CROSS_REGION_DISASTER_RECOVERY"
  source_id      = var.id
  subnet_id      = oci_core_subnet.inside.id
}

resource "oci_database_cloud_exadata_infrastructure" "inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  display_name        = "inside"
  shape               = "Exadata.X9M"
}

resource "oci_database_cloud_exadata_infrastructure" "outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  display_name        = "outside"
  shape               = "Exadata.X9M"
}

resource "oci_database_cloud_vm_cluster" "within" {
  compartment_id                  = oci_identity_compartment.zone.id
  cloud_exadata_infrastructure_id = oci_database_cloud_exadata_infrastructure.inside.id
  display_name                    = "within"
  subnet_id                       = oci_core_subnet.inside.id
  backup_subnet_id                = oci_core_subnet.inside.id
  cpu_core_count                  = 4
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
}

# violates: oci-exadata-cluster-outside-zone
resource "oci_database_cloud_vm_cluster" "out" {
  compartment_id                  = oci_identity_compartment.open.id
  cloud_exadata_infrastructure_id = oci_database_cloud_exadata_infrastructure.inside.id
  display_name                    = "out"
  subnet_id                       = oci_core_subnet.outside.id
  backup_subnet_id                = oci_core_subnet.outside.id
  cpu_core_count                  = 4
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
}

# undecided: oci-exadata-cluster-outside-zone
resource "oci_database_cloud_vm_cluster" "unsure" {
  compartment_id                  = oci_identity_compartment.open.id
  cloud_exadata_infrastructure_id = var.id
  display_name                    = "unsure"
  subnet_id                       = oci_core_subnet.outside.id
  backup_subnet_id                = oci_core_subnet.outside.id
  cpu_core_count                  = 4
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
}

resource "oci_database_cloud_autonomous_vm_cluster" "within" {
  compartment_id                  = oci_identity_compartment.zone.id
  cloud_exadata_infrastructure_id = oci_database_cloud_exadata_infrastructure.inside.id
  display_name                    = "within"
  subnet_id                       = oci_core_subnet.inside.id
}

# violates: oci-exadata-cluster-outside-zone
resource "oci_database_cloud_autonomous_vm_cluster" "out" {
  compartment_id                  = oci_identity_compartment.open.id
  cloud_exadata_infrastructure_id = oci_database_cloud_exadata_infrastructure.inside.id
  display_name                    = "out"
  subnet_id                       = oci_core_subnet.outside.id
}

resource "oci_database_cloud_autonomous_vm_cluster" "outside" {
  compartment_id                  = oci_identity_compartment.open.id
  cloud_exadata_infrastructure_id = oci_database_cloud_exadata_infrastructure.outside.id
  display_name                    = "outside"
  subnet_id                       = oci_core_subnet.outside.id
}

resource "oci_database_autonomous_container_database" "within" {
  compartment_id                 = oci_identity_compartment.zone.id
  cloud_autonomous_vm_cluster_id = oci_database_cloud_autonomous_vm_cluster.within.id
  display_name                   = "within"
  patch_model                    = "RELEASE_UPDATES"
}

# violates: oci-container-database-outside-zone
resource "oci_database_autonomous_container_database" "out" {
  compartment_id                 = oci_identity_compartment.open.id
  cloud_autonomous_vm_cluster_id = oci_database_cloud_autonomous_vm_cluster.within.id
  display_name                   = "out"
  patch_model                    = "RELEASE_UPDATES"
}

# undecided: oci-container-database-outside-zone
resource "oci_database_autonomous_container_database" "unsure" {
  compartment_id                 = oci_identity_compartment.open.id
  cloud_autonomous_vm_cluster_id = var.id
  display_name                   = "unsure"
  patch_model                    = "RELEASE_UPDATES"
}

resource "oci_database_autonomous_container_database" "outside" {
  compartment_id                 = oci_identity_compartment.open.id
  cloud_autonomous_vm_cluster_id = oci_database_cloud_autonomous_vm_cluster.outside.id
  display_name                   = "outside"
  patch_model                    = "RELEASE_UPDATES"
}

resource "oci_database_backup" "inside" {
  database_id  = oci_database_database.inside.id
  display_name = "inside"
}

resource "oci_database_autonomous_database_backup" "inside" {
  autonomous_database_id = oci_database_autonomous_database.private.id
  display_name           = "inside"
}

resource "oci_database_db_system" "restored_inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.inside.id
  source              = "DB_BACKUP"

  db_home {
    database {
      admin_password = "not-a-real-one"
      backup_id      = oci_database_backup.inside.id

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# violates: oci-db-system-restored-outside-zone
resource "oci_database_db_system" "restored_outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.outside.id
  source              = "DB_BACKUP"

  db_home {
    database {
      admin_password = "not-a-real-one"
      backup_id      = oci_database_backup.inside.id

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# undecided: oci-db-system-restored-outside-zone
resource "oci_database_db_system" "restored_some" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.outside.id
  source              = "DB_BACKUP"

  db_home {
    database {
      admin_password = "not-a-real-one"
      backup_id      = var.id

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

resource "oci_database_db_home" "restored_inside" {
  db_system_id = oci_database_db_system.inside.id
  source       = "DB_BACKUP"

  database {
    admin_password = "not-a-real-one"
    backup_id      = oci_database_backup.inside.id

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

# violates: oci-database-restored-outside-zone
resource "oci_database_db_home" "restored_outside" {
  db_system_id = oci_database_db_system.outside.id
  source       = "DB_BACKUP"

  database {
    admin_password = "not-a-real-one"
    backup_id      = oci_database_backup.inside.id

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

# The home of the database is outside, hence the database.
# violates: oci-database-restored-outside-zone
resource "oci_database_database" "restored_outside" {
  db_home_id = oci_database_db_home.restored_outside.id
  source     = "DB_BACKUP"

  database {
    admin_password = "not-a-real-one"
    backup_id      = oci_database_backup.inside.id
    db_name        = "third"

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

# undecided: oci-database-restored-outside-zone
resource "oci_database_database" "restored_some" {
  db_home_id = oci_database_db_home.restored_outside.id
  source     = "DB_BACKUP"

  database {
    admin_password = "not-a-real-one"
    backup_id      = var.id
    db_name        = "third"

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

resource "oci_database_autonomous_database" "restoredin" {
  compartment_id                = oci_identity_compartment.zone.id
  db_name                       = "restoredin"
  source                        = "BACKUP_FROM_ID"
  autonomous_database_backup_id = oci_database_autonomous_database_backup.inside.id
  subnet_id                     = oci_core_subnet.inside.id
}

# violates: oci-autonomous-database-restored-outside-zone
resource "oci_database_autonomous_database" "restoredout" {
  compartment_id                = oci_identity_compartment.open.id
  db_name                       = "restoredout"
  source                        = "BACKUP_FROM_ID"
  autonomous_database_backup_id = oci_database_autonomous_database_backup.inside.id
  subnet_id                     = oci_core_subnet.outside.id
}

# violates: oci-autonomous-database-restored-outside-zone
resource "oci_database_autonomous_database" "restoredts" {
  compartment_id         = oci_identity_compartment.open.id
  db_name                = "restoredts"
  source                 = "BACKUP_FROM_TIMESTAMP"
  autonomous_database_id = oci_database_autonomous_database.private.id
  subnet_id              = oci_core_subnet.outside.id
}

# undecided: oci-autonomous-database-restored-outside-zone
resource "oci_database_autonomous_database" "restoredsome" {
  compartment_id                = oci_identity_compartment.open.id
  db_name                       = "restoredsome"
  source                        = "BACKUP_FROM_ID"
  autonomous_database_backup_id = var.id
  subnet_id                     = oci_core_subnet.outside.id
}

resource "oci_database_autonomous_database" "clonein" {
  compartment_id = oci_identity_compartment.zone.id
  db_name        = "clonein"
  source         = "DATABASE"
  source_id      = oci_database_autonomous_database.private.id
  subnet_id      = oci_core_subnet.inside.id
}

# violates: oci-autonomous-database-cloned-outside-zone
resource "oci_database_autonomous_database" "cloneout" {
  compartment_id = oci_identity_compartment.open.id
  db_name        = "cloneout"
  source         = "DATABASE"
  source_id      = oci_database_autonomous_database.private.id
  subnet_id      = oci_core_subnet.outside.id
}

# violates: oci-autonomous-database-cloned-outside-zone
resource "oci_database_autonomous_database" "refreshout" {
  compartment_id = oci_identity_compartment.open.id
  db_name        = "refreshout"
  source         = "CLONE_TO_REFRESHABLE"
  source_id      = oci_database_autonomous_database.private.id
  subnet_id      = oci_core_subnet.outside.id
}

# The provider takes source in any case of letters.
# violates: oci-autonomous-database-cloned-outside-zone
resource "oci_database_autonomous_database" "cloneout_in_lower_case" {
  compartment_id = oci_identity_compartment.open.id
  db_name        = "lowercase"
  source         = "database"
  source_id      = oci_database_autonomous_database.private.id
  subnet_id      = oci_core_subnet.outside.id
}

# undecided: oci-autonomous-database-cloned-outside-zone
resource "oci_database_autonomous_database" "clonesome" {
  compartment_id = oci_identity_compartment.open.id
  db_name        = "clonesome"
  source         = "DATABASE"
  source_id      = var.id
  subnet_id      = oci_core_subnet.outside.id
}

resource "oci_database_db_system" "cloned_inside" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.inside.id
  source              = "DB_SYSTEM"
  source_db_system_id = oci_database_db_system.inside.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# violates: oci-db-system-cloned-outside-zone
resource "oci_database_db_system" "cloned_outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.outside.id
  source              = "DB_SYSTEM"
  source_db_system_id = oci_database_db_system.inside.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# violates: oci-db-system-cloned-outside-zone
resource "oci_database_db_system" "made_from_outside" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.outside.id
  source              = "DATABASE"

  db_home {
    database {
      admin_password = "not-a-real-one"
      database_id    = oci_database_database.inside.id

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# undecided: oci-db-system-cloned-outside-zone
resource "oci_database_db_system" "cloned_some" {
  compartment_id      = oci_identity_compartment.open.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.outside.id
  source              = "DB_SYSTEM"
  source_db_system_id = var.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# An empty text names neither a backup nor a database nor a network for backups.
resource "oci_database_db_system" "empty_texts" {
  compartment_id      = oci_identity_compartment.zone.id
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.inside.id
  backup_subnet_id    = ""

  db_home {
    database {
      admin_password = "not-a-real-one"
      backup_id      = ""

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}
