# --- public access ------------------------------------------------------------------------

rule "oci-database-public-subnet" {
  title = "Databases are in private subnets"
  resource = [
    "oci_database_db_system",
    "oci_database_cloud_vm_cluster",
    "oci_database_cloud_autonomous_vm_cluster",
    "oci_database_exadb_vm_cluster",
    "oci_database_autonomous_database",
  ]
  principle = "public-access"
  severity  = "critical"
  baseline  = true

  locals {
    subnet = ref::target(attrs.subnet_id)
    # Only prohibit_internet_ingress closes a subnet for IPv6, but for private prefixes, which its VCN must have.
    ipv6    = concat(local.subnet.ipv6cidr_block[*], local.subnet.ipv6cidr_blocks[*])
    none    = length(local.ipv6) == 0 || rule::certain(ref::target(local.subnet.vcn_id).is_ipv6enabled == false)
    private = ref::target(local.subnet.vcn_id).ipv6private_cidr_blocks
    closed = local.subnet.prohibit_internet_ingress == true || local.subnet.prohibit_public_ip_on_vnic == true && (
      local.none ||
      length(local.private[*]) > 0 && alltrue([for p in local.ipv6 : startswith(lower(p), "fc") || startswith(lower(p), "fd")])
    )
  }

  enforce {
    condition     = attrs.subnet_id == null || attrs.subnet_id == "" || local.closed
    error_message = "Database resource ${meta.name} is in a public subnet."
    at            = attrs.subnet_id
  }

  why    = "A database with a public address is one stolen password, or one unpatched hole, away from anyone."
  remedy = "Use a subnet with prohibit_internet_ingress = true, or with prohibit_public_ip_on_vnic = true and no IPv6 prefix."

  implements = { "oci-security-zones" = ["deny db_instance_public_access"] }
}

rule "oci-database-public-backup-subnet" {
  title     = "Backup networks of databases are private"
  resource  = ["oci_database_db_system", "oci_database_cloud_vm_cluster", "oci_database_exadb_vm_cluster"]
  principle = "public-access"
  severity  = "critical"
  baseline  = true

  locals {
    backup_subnet = ref::target(attrs.backup_subnet_id)
    # Only prohibit_internet_ingress closes a subnet for IPv6, but for private prefixes, which its VCN must have.
    ipv6    = concat(local.backup_subnet.ipv6cidr_block[*], local.backup_subnet.ipv6cidr_blocks[*])
    none    = length(local.ipv6) == 0 || rule::certain(ref::target(local.backup_subnet.vcn_id).is_ipv6enabled == false)
    private = ref::target(local.backup_subnet.vcn_id).ipv6private_cidr_blocks
    closed = local.backup_subnet.prohibit_internet_ingress == true || local.backup_subnet.prohibit_public_ip_on_vnic == true && (
      local.none ||
      length(local.private[*]) > 0 && alltrue([for p in local.ipv6 : startswith(lower(p), "fc") || startswith(lower(p), "fd")])
    )
  }

  enforce {
    condition     = attrs.backup_subnet_id == null || attrs.backup_subnet_id == "" || local.closed
    error_message = "The backup network of ${meta.name} is a public subnet."
    at            = attrs.backup_subnet_id
  }

  why    = "Backups are the whole database; their network deserves what the database's own network gets."
  remedy = "Use a backup subnet with prohibit_internet_ingress = true, or with prohibit_public_ip_on_vnic = true and no IPv6 prefix."

  implements = { "oci-security-zones" = ["deny db_instance_public_access"] }
}

rule "oci-autonomous-database-public-endpoint" {
  title     = "Autonomous databases of a security zone have a private endpoint"
  resource  = ["oci_database_autonomous_database"]
  principle = "public-access"
  severity  = "critical"

  enforce {
    condition = (
      attrs.is_dedicated == true ||
      (attrs.autonomous_container_database_id != null && attrs.autonomous_container_database_id != "") ||
      (attrs.subnet_id != null && attrs.subnet_id != "")
    )
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} has a public endpoint."
    at            = attrs.subnet_id
  }

  why    = "A list of allowed addresses filters who may try, but the endpoint is on the internet all the same."
  remedy = "Set subnet_id to a private subnet of the zone, which gives the database a private endpoint."

  implements = { "oci-security-zones" = ["deny db_instance_public_access"] }
}

rule "oci-autonomous-database-open" {
  title     = "Autonomous databases are restricted to known addresses or to a VCN"
  resource  = ["oci_database_autonomous_database"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition = (
      attrs.is_dedicated == true ||
      (attrs.autonomous_container_database_id != null && attrs.autonomous_container_database_id != "") ||
      (attrs.subnet_id != null && attrs.subnet_id != "") ||
      length(attrs.whitelisted_ips[*]) > 0
    )
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} accepts connections from every address."
    at            = attrs.whitelisted_ips
  }

  enforce {
    for_each      = attrs.whitelisted_ips[*]
    condition     = each.value != "0.0.0.0" && (!net::valid(each.value) || !net::is_internet(each.value))
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} lists ${each.value}, which is the whole internet or a great part of it."
  }

  # Pieces that are each too small to mean the internet. What is no address names a VCN.
  enforce {
    condition = (
      !net::is_internet([for a in attrs.whitelisted_ips[*] : a if net::valid(a)]) ||
      anytrue([for a in attrs.whitelisted_ips[*] : net::valid(a) && net::is_internet(a)])
    )
    error_message = "The addresses that autonomous database ${coalesce(attrs.db_name, meta.name)} lists are together a great part of the internet."
    at            = attrs.whitelisted_ips
  }

  why    = "Anyone on the internet can try to log in."
  remedy = "Set subnet_id to a private subnet, or list the addresses that need access in whitelisted_ips."

  controls = { "cis-oci-3.0" = ["2.8"] }
}

# --- durability and approved configurations -----------------------------------------------

rule "oci-db-system-automatic-backup" {
  title     = "Databases of DB systems are backed up automatically"
  resource  = ["oci_database_db_system"]
  principle = "durability"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.db_home
    condition     = alltrue([for d in each.value.database : anytrue([for c in d.db_backup_config : c.auto_backup_enabled == true])])
    error_message = "The database of DB system ${meta.name} has no automatic backup."
  }

  why    = "After a mistake, a broken disk or an extortion nothing brings the data back. Automatic backup is off when nobody asks for it."
  remedy = "Set auto_backup_enabled = true in db_backup_config of the database, with a recovery window that suits the data."

  implements = { "oci-security-zones" = ["deny database_without_backup"] }
}

rule "oci-database-automatic-backup" {
  title     = "Databases are backed up automatically"
  resource  = ["oci_database_db_home", "oci_database_database"]
  principle = "durability"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.database
    condition     = anytrue([for c in each.value.db_backup_config : c.auto_backup_enabled == true])
    error_message = "The database of ${meta.address} has no automatic backup."
  }

  why    = "After a mistake, a broken disk or an extortion nothing brings the data back. Automatic backup is off when nobody asks for it."
  remedy = "Set auto_backup_enabled = true in db_backup_config of the database, with a recovery window that suits the data."

  implements = { "oci-security-zones" = ["deny database_without_backup"] }
}

rule "oci-autonomous-database-free" {
  title     = "Security zones have no Always Free autonomous databases"
  resource  = ["oci_database_autonomous_database"]
  principle = "approved-configuration"
  severity  = "medium"

  enforce {
    condition     = attrs.is_free_tier != true
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} is of the Always Free tier."
    at            = attrs.is_free_tier
  }

  why    = "Free databases have no private endpoint, no key of yours and no promised backup, and are stopped when idle."
  remedy = "Set is_free_tier = false, or create the database outside of the zone."

  implements = { "oci-security-zones" = ["deny free_database_creation"] }
}

rule "oci-mysql-free" {
  title     = "Security zones have no Always Free MySQL systems"
  resource  = ["oci_mysql_mysql_db_system"]
  principle = "approved-configuration"
  severity  = "medium"

  enforce {
    condition     = attrs.shape_name != "MySQL.Free"
    error_message = "MySQL system ${meta.name} is of the Always Free tier."
    at            = attrs.shape_name
  }

  why    = "Free systems come without the protection and the backups that the data of a zone needs."
  remedy = "Choose another shape_name, or create the system outside of the zone."

  implements = { "oci-security-zones" = ["deny free_database_creation"] }
}

rule "oci-nosql-table-free" {
  title     = "Security zones have no Always Free NoSQL tables"
  resource  = ["oci_nosql_table"]
  principle = "approved-configuration"
  severity  = "medium"

  # Only tables of the free tier are reclaimed when nobody uses them.
  enforce {
    condition     = attrs.is_auto_reclaimable != true
    error_message = "NoSQL table ${attrs.name} is of the Always Free tier."
    at            = attrs.is_auto_reclaimable
  }

  why    = "A free table is deleted after some time without use, with its data."
  remedy = "Set is_auto_reclaimable = false, or create the table outside of the zone."

  implements = { "oci-security-zones" = ["deny free_database_creation"] }
}

# --- moves --------------------------------------------------------------------------------

# Exadata Cloud@Customer (oci_database_vm_cluster, oci_database_exadata_infrastructure) is not under this policy.
rule "oci-database-leaves-zone" {
  title = "Databases stay in their security zone"
  resource = [
    "oci_database_db_system",
    "oci_database_autonomous_database",
    "oci_database_autonomous_container_database",
    "oci_database_cloud_vm_cluster",
    "oci_database_cloud_exadata_infrastructure",
    "oci_database_cloud_autonomous_vm_cluster",
    "oci_database_exadb_vm_cluster",
  ]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "Database resource ${meta.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "Outside of its zone nothing keeps the database private and backed up any more, while the data in it is the same."
  remedy = "Leave compartment_id in a compartment of the zone."

  implements = { "oci-security-zones" = ["deny db_instance_move_to_compartment_not_in_security_zone"] }
}

rule "oci-db-system-with-outside-standby-enters-zone" {
  title      = "A DB system that enters a security zone has no Data Guard peer outside of it"
  resource   = ["oci_database_db_system"]
  principle  = "movement"
  severity   = "medium"
  operations = ["move"]
  zone       = "entered"
  filter     = zone::of(self) != null && zone::before(self) != zone::of(self)

  locals {
    # Its databases, as far as they are resources of their own.
    databases = flatten([
      for h in ref::referrers("oci_database_db_home", "db_system_id") :
      ref::referrers("oci_database_database", "db_home_id", h)
    ])
    associations = concat(
      ref::referrers("oci_database_data_guard_association", "database_id"),
      flatten([for d in local.databases : ref::referrers("oci_database_data_guard_association", "database_id", d)]),
    )
  }

  # It is the primary of the association ...
  enforce {
    condition = alltrue([
      for a in local.associations :
      (a.peer_db_system_id == null || a.peer_db_system_id == "" || zone::same(self, ref::target(a.peer_db_system_id))) &&
      (a.peer_vm_cluster_id == null || a.peer_vm_cluster_id == "" || zone::same(self, ref::target(a.peer_vm_cluster_id)))
    ])
    error_message = "DB system ${meta.name} would move into security zone ${zone::of(self)} while its Data Guard standby is outside of that zone."
    at            = attrs.compartment_id
  }

  # ... or the standby.
  enforce {
    condition = alltrue([
      for a in ref::referrers("oci_database_data_guard_association", "peer_db_system_id") :
      zone::same(self, ref::target(a.database_id))
    ])
    error_message = "DB system ${meta.name} would move into security zone ${zone::of(self)} while its Data Guard primary is outside of that zone."
    at            = attrs.compartment_id
  }

  why    = "Every change of the database in the zone is sent to a copy that no rule of the zone binds."
  remedy = "Move both databases, or end the association first."

  implements = { "oci-security-zones" = ["deny database_with_dataguard_association_move_to_compartment_in_security_zone"] }
}

rule "oci-vm-cluster-with-outside-standby-enters-zone" {
  title      = "A VM cluster that enters a security zone has no Data Guard peer outside of it"
  resource   = ["oci_database_cloud_vm_cluster"]
  principle  = "movement"
  severity   = "medium"
  operations = ["move"]
  zone       = "entered"
  filter     = zone::of(self) != null && zone::before(self) != zone::of(self)

  locals {
    # Its databases, as far as they are resources of their own.
    databases = flatten([
      for h in ref::referrers("oci_database_db_home", "vm_cluster_id") :
      ref::referrers("oci_database_database", "db_home_id", h)
    ])
    associations = concat(
      ref::referrers("oci_database_data_guard_association", "database_id"),
      flatten([for d in local.databases : ref::referrers("oci_database_data_guard_association", "database_id", d)]),
    )
  }

  # It is the primary of the association ...
  enforce {
    condition = alltrue([
      for a in local.associations :
      (a.peer_db_system_id == null || a.peer_db_system_id == "" || zone::same(self, ref::target(a.peer_db_system_id))) &&
      (a.peer_vm_cluster_id == null || a.peer_vm_cluster_id == "" || zone::same(self, ref::target(a.peer_vm_cluster_id)))
    ])
    error_message = "VM cluster ${meta.name} would move into security zone ${zone::of(self)} while its Data Guard standby is outside of that zone."
    at            = attrs.compartment_id
  }

  # ... or the standby.
  enforce {
    condition = alltrue([
      for a in ref::referrers("oci_database_data_guard_association", "peer_vm_cluster_id") :
      zone::same(self, ref::target(a.database_id))
    ])
    error_message = "VM cluster ${meta.name} would move into security zone ${zone::of(self)} while its Data Guard primary is outside of that zone."
    at            = attrs.compartment_id
  }

  why    = "Every change of the database in the zone is sent to a copy that no rule of the zone binds."
  remedy = "Move both databases, or end the association first."

  implements = { "oci-security-zones" = ["deny database_with_dataguard_association_move_to_compartment_in_security_zone"] }
}

# --- associations -------------------------------------------------------------------------

rule "oci-database-subnet-outside-zone" {
  title = "Databases of a security zone use subnets of that zone"
  resource = [
    "oci_database_db_system",
    "oci_database_cloud_vm_cluster",
    "oci_database_cloud_autonomous_vm_cluster",
    "oci_database_autonomous_database",
    "oci_database_exadb_vm_cluster",
  ]
  principle = "association"
  severity  = "high"

  enforce {
    condition     = attrs.subnet_id == null || attrs.subnet_id == "" || zone::same(self, ref::target(attrs.subnet_id))
    error_message = "Database resource ${meta.name} uses a subnet outside of its security zone."
    at            = attrs.subnet_id
  }

  why    = "The subnet decides about routes, gateways and public addresses; outside of the zone others may open it at any time."
  remedy = "Use a subnet whose own compartment is in the zone of the database."

  implements = { "oci-security-zones" = ["deny db_instance_subnet_not_in_security_zone"] }
}

rule "oci-database-backup-subnet-outside-zone" {
  title     = "Databases of a security zone use backup subnets of that zone"
  resource  = ["oci_database_db_system", "oci_database_cloud_vm_cluster", "oci_database_exadb_vm_cluster"]
  principle = "association"
  severity  = "high"

  enforce {
    condition     = attrs.backup_subnet_id == null || attrs.backup_subnet_id == "" || zone::same(self, ref::target(attrs.backup_subnet_id))
    error_message = "Database resource ${meta.name} uses a backup subnet outside of its security zone."
    at            = attrs.backup_subnet_id
  }

  why    = "Backups of the zone would travel through a network that others control."
  remedy = "Use a backup subnet whose own compartment is in the zone of the database."

  implements = { "oci-security-zones" = ["deny db_instance_subnet_not_in_security_zone"] }
}

rule "oci-data-guard-peer-outside-zone" {
  title     = "Data Guard peers are in one security zone"
  resource  = ["oci_database_data_guard_association"]
  principle = "association"
  severity  = "medium"
  bound_by  = ref::target(attrs.database_id)

  enforce {
    condition     = attrs.peer_db_system_id == null || attrs.peer_db_system_id == "" || zone::same(ref::target(attrs.database_id), ref::target(attrs.peer_db_system_id))
    error_message = "Association ${meta.name} sends a database of a security zone to a standby outside of that zone."
    at            = attrs.peer_db_system_id
  }

  enforce {
    condition     = attrs.peer_vm_cluster_id == null || attrs.peer_vm_cluster_id == "" || zone::same(ref::target(attrs.database_id), ref::target(attrs.peer_vm_cluster_id))
    error_message = "Association ${meta.name} sends a database of a security zone to a standby outside of that zone."
    at            = attrs.peer_vm_cluster_id
  }

  # A standby system that the association creates: its subnet tells where it will be.
  enforce {
    condition     = attrs.subnet_id == null || attrs.subnet_id == "" || zone::same(ref::target(attrs.database_id), ref::target(attrs.subnet_id))
    error_message = "Association ${meta.name} creates a standby in a subnet outside of the security zone of its primary."
    at            = attrs.subnet_id
  }

  why    = "Every change of the database in the zone is sent to a copy that no rule of the zone binds."
  remedy = "Choose a peer (or a subnet for the new one) in the zone of the primary."

  implements = { "oci-security-zones" = ["deny db_dataguard_association_not_in_security_zone"] }
}

rule "oci-autonomous-database-standby-outside-zone" {
  title     = "Standbys of autonomous databases are in the security zone of their primary"
  resource  = ["oci_database_autonomous_database"]
  principle = "association"
  severity  = "medium"
  filter    = contains(["CROSS_REGION_DATAGUARD", "CROSS_REGION_DISASTER_RECOVERY"], upper(coalesce(attrs.source, "NONE")))
  bound_by  = [self, ref::target(attrs.source_id)]

  enforce {
    condition     = zone::same(self, ref::target(attrs.source_id))
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} is a standby of a database in another security zone, or in none."
    at            = attrs.source_id
  }

  why    = "Every change of the database in the zone is sent to a copy that no rule of the zone binds."
  remedy = "Create the standby in a compartment of the zone of its primary."

  implements = { "oci-security-zones" = ["deny db_dataguard_association_not_in_security_zone"] }
}

rule "oci-exadata-cluster-outside-zone" {
  title     = "Exadata infrastructure of a security zone is used in that zone only"
  resource  = ["oci_database_cloud_vm_cluster", "oci_database_cloud_autonomous_vm_cluster"]
  principle = "association"
  severity  = "medium"
  bound_by  = ref::target(attrs.cloud_exadata_infrastructure_id)

  enforce {
    condition     = zone::same(ref::target(attrs.cloud_exadata_infrastructure_id), self)
    error_message = "Cluster ${coalesce(attrs.display_name, meta.name)} is outside of the security zone of the Exadata infrastructure that it runs on."
    at            = attrs.cloud_exadata_infrastructure_id
  }

  why    = "Databases of the cluster share machines and storage with the zone, but not its rules."
  remedy = "Create the cluster in a compartment of the zone of its infrastructure."

  implements = { "oci-security-zones" = ["deny db_resource_association_not_in_security_zone"] }
}

rule "oci-container-database-outside-zone" {
  title     = "Autonomous container databases are in the security zone of their cluster"
  resource  = ["oci_database_autonomous_container_database"]
  principle = "association"
  severity  = "medium"
  bound_by  = ref::target(attrs.cloud_autonomous_vm_cluster_id)

  enforce {
    condition     = attrs.cloud_autonomous_vm_cluster_id == null || attrs.cloud_autonomous_vm_cluster_id == "" || zone::same(ref::target(attrs.cloud_autonomous_vm_cluster_id), self)
    error_message = "Container database ${coalesce(attrs.display_name, meta.name)} is outside of the security zone of the cluster that it runs on."
    at            = attrs.cloud_autonomous_vm_cluster_id
  }

  why    = "Its databases share machines and storage with the zone, but not its rules."
  remedy = "Leave compartment_id out (the cluster's is used), or name a compartment of the zone of the cluster."

  implements = { "oci-security-zones" = ["deny db_resource_association_not_in_security_zone"] }
}

# --- copies -------------------------------------------------------------------------------

rule "oci-db-system-restored-outside-zone" {
  title     = "Backups of a security zone are restored in that zone only (DB systems)"
  resource  = ["oci_database_db_system"]
  principle = "data-copy"
  severity  = "high"
  bound_by  = flatten([for h in attrs.db_home : [for d in h.database : ref::target(d.backup_id)]])

  enforce {
    for_each      = attrs.db_home
    condition     = alltrue([for d in each.value.database : d.backup_id == null || d.backup_id == "" || zone::same(ref::target(d.backup_id), self)])
    error_message = "DB system ${meta.name} is restored from a backup of a security zone that it is not in."
  }

  why    = "A restored backup is the data of the zone, in a place where no rule of the zone protects it."
  remedy = "Restore into a compartment of the zone of the backup."

  implements = { "oci-security-zones" = ["deny database_not_in_security_zone_create_from_backup_in_security_zone"] }
}

rule "oci-database-restored-outside-zone" {
  title     = "Backups of a security zone are restored in that zone only (databases)"
  resource  = ["oci_database_db_home", "oci_database_database"]
  principle = "data-copy"
  severity  = "high"
  bound_by  = [for d in attrs.database : ref::target(d.backup_id)]

  enforce {
    for_each      = attrs.database
    condition     = each.value.backup_id == null || each.value.backup_id == "" || zone::same(ref::target(each.value.backup_id), self)
    error_message = "${meta.address} is restored from a backup of a security zone that it is not in."
  }

  why    = "A restored backup is the data of the zone, in a place where no rule of the zone protects it."
  remedy = "Restore into a DB system whose compartment is in the zone of the backup."

  implements = { "oci-security-zones" = ["deny database_not_in_security_zone_create_from_backup_in_security_zone"] }
}

rule "oci-autonomous-database-restored-outside-zone" {
  title     = "Backups of a security zone are restored in that zone only (autonomous databases)"
  resource  = ["oci_database_autonomous_database"]
  principle = "data-copy"
  severity  = "high"
  filter    = contains(["BACKUP_FROM_ID", "BACKUP_FROM_TIMESTAMP"], upper(coalesce(attrs.source, "NONE")))
  bound_by  = [ref::target(attrs.autonomous_database_backup_id), ref::target(attrs.autonomous_database_id)]

  enforce {
    condition     = attrs.autonomous_database_backup_id == null || attrs.autonomous_database_backup_id == "" || zone::same(ref::target(attrs.autonomous_database_backup_id), self)
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} is restored from a backup of a security zone that it is not in."
    at            = attrs.autonomous_database_backup_id
  }

  enforce {
    condition     = attrs.autonomous_database_id == null || attrs.autonomous_database_id == "" || zone::same(ref::target(attrs.autonomous_database_id), self)
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} is restored from the backups of a database of a security zone that it is not in."
    at            = attrs.autonomous_database_id
  }

  why    = "A restored backup is the data of the zone, in a place where no rule of the zone protects it."
  remedy = "Restore into a compartment of the zone of the backup."

  implements = { "oci-security-zones" = ["deny database_not_in_security_zone_create_from_backup_in_security_zone"] }
}

rule "oci-autonomous-database-cloned-outside-zone" {
  title     = "Autonomous databases of a security zone are cloned in that zone only"
  resource  = ["oci_database_autonomous_database"]
  principle = "data-copy"
  severity  = "high"
  filter    = contains(["DATABASE", "CLONE_TO_REFRESHABLE"], upper(coalesce(attrs.source, "NONE")))
  bound_by  = ref::target(attrs.source_id)

  enforce {
    condition     = zone::same(ref::target(attrs.source_id), self)
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} is a clone of a database of a security zone that it is not in."
    at            = attrs.source_id
  }

  why    = "A clone is the data of the zone, in a place where no rule of the zone protects it."
  remedy = "Create the clone in a compartment of the zone of its source."

  implements = { "oci-security-zones" = ["deny database_in_security_zone_create_clone_not_in_security_zone"] }
}

rule "oci-db-system-cloned-outside-zone" {
  title     = "DB systems of a security zone are cloned in that zone only"
  resource  = ["oci_database_db_system"]
  principle = "data-copy"
  severity  = "high"
  filter    = contains(["DB_SYSTEM", "DATABASE"], upper(coalesce(attrs.source, "NONE")))
  bound_by = concat(
    [ref::target(attrs.source_db_system_id)],
    flatten([for h in attrs.db_home : [for d in h.database : ref::target(d.database_id)]]),
  )

  enforce {
    condition     = attrs.source_db_system_id == null || attrs.source_db_system_id == "" || zone::same(ref::target(attrs.source_db_system_id), self)
    error_message = "DB system ${meta.name} is a clone of one of a security zone that it is not in."
    at            = attrs.source_db_system_id
  }

  enforce {
    for_each      = attrs.db_home
    condition     = alltrue([for d in each.value.database : d.database_id == null || d.database_id == "" || zone::same(ref::target(d.database_id), self)])
    error_message = "DB system ${meta.name} is made from a database of a security zone that it is not in."
  }

  why    = "A clone is the data of the zone, in a place where no rule of the zone protects it."
  remedy = "Create the clone in a compartment of the zone of its source."

  implements = { "oci-security-zones" = ["deny database_in_security_zone_create_clone_not_in_security_zone"] }
}
