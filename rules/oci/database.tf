# Databases without any zone: what the baseline says.

variable "subnet_id" {
  type = string
}

variable "backup" {
  type = bool
}

variable "allowed" {
  type = list(string)
}

resource "oci_core_subnet" "private" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = "ocid1.vcn.oc1.iad.main"
  cidr_block                 = "10.0.0.0/24"
  prohibit_public_ip_on_vnic = true
}

# violates: oci-subnet-public
resource "oci_core_subnet" "public" {
  compartment_id = "ocid1.compartment.oc1..app"
  vcn_id         = "ocid1.vcn.oc1.iad.main"
  cidr_block     = "10.0.1.0/24"
}

resource "oci_core_vcn" "dual" {
  compartment_id = "ocid1.compartment.oc1..app"
  cidr_blocks    = ["10.1.0.0/16"]
  is_ipv6enabled = true
}

# No public addresses of IPv4, but open for IPv6.
# violates: oci-subnet-public
resource "oci_core_subnet" "dual" {
  compartment_id             = "ocid1.compartment.oc1..app"
  vcn_id                     = oci_core_vcn.dual.id
  cidr_block                 = "10.1.0.0/24"
  ipv6cidr_block             = "2001:db8:0:1::/64"
  prohibit_public_ip_on_vnic = true
}

resource "oci_core_subnet" "dual_no_ingress" {
  compartment_id            = "ocid1.compartment.oc1..app"
  vcn_id                    = oci_core_vcn.dual.id
  cidr_block                = "10.1.1.0/24"
  ipv6cidr_block            = "2001:db8:0:2::/64"
  prohibit_internet_ingress = true
}

# violates: oci-database-public-subnet
# violates: oci-database-public-backup-subnet
resource "oci_database_db_system" "open_for_ipv6" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.dual.id
  backup_subnet_id    = oci_core_subnet.dual.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

resource "oci_database_db_system" "closed_for_ipv6" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.dual_no_ingress.id
  backup_subnet_id    = oci_core_subnet.dual_no_ingress.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

resource "oci_database_db_system" "good" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.private.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# violates: oci-database-public-subnet
resource "oci_database_db_system" "in_public" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.public.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# violates: oci-database-public-backup-subnet
resource "oci_database_db_system" "backup_in_public" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.private.id
  backup_subnet_id    = oci_core_subnet.public.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# undecided: oci-database-public-subnet
# undecided: oci-database-public-backup-subnet
resource "oci_database_db_system" "somewhere" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = "ocid1.subnet.oc1.iad.unknown"
  backup_subnet_id    = var.subnet_id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = true
      }
    }
  }
}

# No automatic backup when nobody asks for it.
# violates: oci-db-system-automatic-backup
resource "oci_database_db_system" "no_backup" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.private.id

  db_home {
    database {
      admin_password = "not-a-real-one"
    }
  }
}

# violates: oci-db-system-automatic-backup
resource "oci_database_db_system" "backup_off" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.private.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = false
      }
    }
  }
}

# undecided: oci-db-system-automatic-backup
resource "oci_database_db_system" "backup_unset" {
  compartment_id      = "ocid1.compartment.oc1..app"
  availability_domain = "Uocm:IAD-AD-1"
  hostname            = "db"
  shape               = "VM.Standard.E4.Flex"
  ssh_public_keys     = ["ssh-ed25519 AAAA example"]
  subnet_id           = oci_core_subnet.private.id

  db_home {
    database {
      admin_password = "not-a-real-one"

      db_backup_config {
        auto_backup_enabled = var.backup
      }
    }
  }
}

resource "oci_database_db_home" "good" {
  db_system_id = oci_database_db_system.good.id

  database {
    admin_password = "not-a-real-one"
    db_name        = "second"

    db_backup_config {
      auto_backup_enabled = true
    }
  }
}

# violates: oci-database-automatic-backup
resource "oci_database_db_home" "no_backup" {
  db_system_id = oci_database_db_system.good.id

  database {
    admin_password = "not-a-real-one"
    db_name        = "second"
  }
}

# A home without a database has nothing to back up.
resource "oci_database_db_home" "empty" {
  db_system_id = oci_database_db_system.good.id
}

# violates: oci-database-automatic-backup
resource "oci_database_database" "backup_off" {
  db_home_id = oci_database_db_home.good.id
  source     = "NONE"

  database {
    admin_password = "not-a-real-one"
    db_name        = "third"

    db_backup_config {
      auto_backup_enabled = false
    }
  }
}

# undecided: oci-database-automatic-backup
resource "oci_database_database" "backup_unset" {
  db_home_id = oci_database_db_home.good.id
  source     = "NONE"

  database {
    admin_password = "not-a-real-one"
    db_name        = "third"

    db_backup_config {
      auto_backup_enabled = var.backup
    }
  }
}

resource "oci_database_autonomous_database" "private" {
  compartment_id = "ocid1.compartment.oc1..app"
  db_name        = "private"
  subnet_id      = oci_core_subnet.private.id
}

resource "oci_database_autonomous_database" "listed" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "listed"
  whitelisted_ips = ["192.0.2.0/24"]
}

resource "oci_database_autonomous_database" "dedicated" {
  compartment_id                   = "ocid1.compartment.oc1..app"
  db_name                          = "dedicated"
  is_dedicated                     = true
  autonomous_container_database_id = "ocid1.autonomouscontainerdatabase.oc1.iad.main"
}

# violates: oci-autonomous-database-open
resource "oci_database_autonomous_database" "open" {
  compartment_id = "ocid1.compartment.oc1..app"
  db_name        = "open"
}

# violates: oci-autonomous-database-open
resource "oci_database_autonomous_database" "listed_all" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "listed_all"
  whitelisted_ips = ["192.0.2.0/24", "0.0.0.0/0"]
}

# violates: oci-autonomous-database-open
resource "oci_database_autonomous_database" "listed_half" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "listed_half"
  whitelisted_ips = ["128.0.0.0/1"]
}

# Each a /9, together the internet.
# violates: oci-autonomous-database-open
resource "oci_database_autonomous_database" "listed_pieces" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "listed_pieces"
  whitelisted_ips = ["20.0.0.0/9", "20.128.0.0/9"]
}

resource "oci_database_autonomous_database" "listed_vcn" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "listed_vcn"
  whitelisted_ips = ["ocid1.vcn.oc1.iad.app;10.0.0.0/16", "203.0.113.7"]
}

# An empty text names no subnet.
# violates: oci-autonomous-database-open
resource "oci_database_autonomous_database" "empty_subnet" {
  compartment_id = "ocid1.compartment.oc1..app"
  db_name        = "empty_subnet"
  subnet_id      = ""
}

# violates: oci-database-public-subnet
resource "oci_database_autonomous_database" "publicnet" {
  compartment_id = "ocid1.compartment.oc1..app"
  db_name        = "publicnet"
  subnet_id      = oci_core_subnet.public.id
}

# undecided: oci-autonomous-database-open
resource "oci_database_autonomous_database" "unsure" {
  compartment_id  = "ocid1.compartment.oc1..app"
  db_name         = "unsure"
  whitelisted_ips = var.allowed
}

# violates: oci-database-public-subnet
# violates: oci-database-public-backup-subnet
resource "oci_database_cloud_vm_cluster" "public" {
  compartment_id                  = "ocid1.compartment.oc1..app"
  backup_subnet_id                = oci_core_subnet.public.id
  cloud_exadata_infrastructure_id = "ocid1.cloudexadatainfrastructure.oc1.iad.main"
  cpu_core_count                  = 4
  display_name                    = "public"
  gi_version                      = "19.0.0.0"
  hostname                        = "exa"
  ssh_public_keys                 = ["ssh-ed25519 AAAA example"]
  subnet_id                       = oci_core_subnet.public.id
}
