# What the network rules must know of arguments that nobody wrote: where there is no fixed default of the
# service, the value says that nothing was asked for (null, or an empty list). As in provider.hcl, these hold
# for resources that are created and whose configuration proves the omission, never for existing ones.

# Rules of lists and groups.

default "oci_core_network_security_group_security_rule" "udp_options.source_port_range" {
  value  = []
  source = "without a source port range a rule covers every source port (provider docs, oci_core_network_security_group_security_rule)"
}

default "oci_core_network_security_group_security_rule" "udp_options.destination_port_range" {
  value  = []
  source = "without a destination port range a rule covers every destination port (provider docs, oci_core_network_security_group_security_rule)"
}

default "oci_core_network_security_group_security_rule" "description" {
  value  = null
  source = "a rule has the description that its author wrote, or none"
}

default "oci_core_security_list" "ingress_security_rules.description" {
  value  = null
  source = "a rule has the description that its author wrote, or none"
}

default "oci_core_security_list" "egress_security_rules.description" {
  value  = null
  source = "a rule has the description that its author wrote, or none"
}

default "oci_core_default_security_list" "ingress_security_rules.description" {
  value  = null
  source = "a rule has the description that its author wrote, or none"
}

default "oci_core_default_security_list" "egress_security_rules.description" {
  value  = null
  source = "a rule has the description that its author wrote, or none"
}

# Free-form tags come from the author alone: unlike defined tags, no tag default of a compartment adds any.

default "oci_core_security_list" "freeform_tags" {
  value  = {}
  source = "free-form tags are those that the author wrote; tag defaults are defined tags (OCI documentation, tag defaults)"
}

default "oci_core_default_security_list" "freeform_tags" {
  value  = {}
  source = "free-form tags are those that the author wrote; tag defaults are defined tags (OCI documentation, tag defaults)"
}

default "oci_core_network_security_group" "freeform_tags" {
  value  = {}
  source = "free-form tags are those that the author wrote; tag defaults are defined tags (OCI documentation, tag defaults)"
}

# Networks.

default "oci_core_vcn" "cidr_block" {
  value  = null
  source = "a VCN has the ranges that its author wrote, in cidr_blocks or in the deprecated cidr_block (provider docs, oci_core_vcn); the other of the two repeats them"
}

default "oci_core_vcn" "cidr_blocks" {
  value  = null
  source = "a VCN has the ranges that its author wrote, in cidr_blocks or in the deprecated cidr_block (provider docs, oci_core_vcn); the other of the two repeats them"
}

default "oci_core_subnet" "security_list_ids" {
  value  = []
  source = "a subnet that names no security list gets the default list of its VCN (provider docs, oci_core_subnet); the empty list says that none is named"
}

default "oci_core_subnet" "route_table_id" {
  value  = null
  source = "a subnet that names no route table gets the default table of its VCN (provider docs, oci_core_subnet); null says that none is named"
}

default "oci_core_route_table" "route_rules.cidr_block" {
  value  = null
  source = "a route has the range that its author wrote, in destination or in the deprecated cidr_block (provider docs, oci_core_route_table); the other of the two repeats it"
}

default "oci_core_route_table" "route_rules.destination" {
  value  = null
  source = "a route has the range that its author wrote, in destination or in the deprecated cidr_block (provider docs, oci_core_route_table); the other of the two repeats it"
}

default "oci_core_default_route_table" "route_rules.cidr_block" {
  value  = null
  source = "a route has the range that its author wrote, in destination or in the deprecated cidr_block (provider docs, oci_core_default_route_table); the other of the two repeats it"
}

default "oci_core_default_route_table" "route_rules.destination" {
  value  = null
  source = "a route has the range that its author wrote, in destination or in the deprecated cidr_block (provider docs, oci_core_default_route_table); the other of the two repeats it"
}

default "oci_core_route_table" "route_rules.destination_type" {
  value  = null
  source = "a route has the kind of destination that its author wrote, which a destination demands; cidr_block is an address range (provider docs, oci_core_route_table)"
}

default "oci_core_default_route_table" "route_rules.destination_type" {
  value  = null
  source = "a route has the kind of destination that its author wrote, which a destination demands; cidr_block is an address range (provider docs, oci_core_default_route_table)"
}

default "oci_core_public_ip" "display_name" {
  value  = null
  source = "a public address has the name that its author wrote, or one that the service makes up"
}

# Groups of network cards: a card is in the groups that are listed, and in no other.

default "oci_database_autonomous_database" "nsg_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_database_autonomous_database)"
}

default "oci_database_cloud_vm_cluster" "nsg_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_database_cloud_vm_cluster)"
}

default "oci_database_db_system" "nsg_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_database_db_system)"
}

default "oci_file_storage_mount_target" "nsg_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_file_storage_mount_target)"
}

default "oci_mysql_mysql_db_system" "nsg_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_mysql_mysql_db_system)"
}

default "oci_redis_redis_cluster" "nsg_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_redis_redis_cluster)"
}

default "oci_load_balancer_load_balancer" "network_security_group_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_load_balancer_load_balancer)"
}

default "oci_network_load_balancer_network_load_balancer" "network_security_group_ids" {
  value  = []
  source = "the resource is in the network security groups that are listed, and in no other (provider docs, oci_network_load_balancer_network_load_balancer)"
}

# Endpoints.

default "oci_database_autonomous_database" "standby_whitelisted_ips" {
  value  = []
  source = "without a list of its own the standby uses that of the primary (provider docs, oci_database_autonomous_database)"
}

default "oci_load_balancer_listener" "rule_set_names" {
  value  = []
  source = "a listener uses the rule sets that are listed (provider docs, oci_load_balancer_listener)"
}

default "oci_core_local_peering_gateway" "peer_id" {
  value  = null
  source = "a gateway whose author named no peer waits for the other side to connect (provider docs, oci_core_local_peering_gateway)"
}

default "oci_core_remote_peering_connection" "peer_id" {
  value  = null
  source = "a gateway whose author named no peer waits for the other side to connect (provider docs, oci_core_remote_peering_connection)"
}

default "oci_objectstorage_preauthrequest" "bucket_listing_action" {
  value  = null
  source = "a request lists no objects unless ListObjects is asked for (provider docs, oci_objectstorage_preauthrequest)"
}
