# The rest of the network: default lists, subnets, addresses, endpoints of services, and rules that
# are untidy rather than open.

param "rule_description_pattern" {
  type        = string
  default     = "^[A-Z]+-[0-9]+"
  description = "Regular expression that the description of a firewall rule must match, such as the number of a ticket."
}

param "approved_autonomous_database_cidrs" {
  type        = list(string)
  default     = []
  description = "Address ranges that the access list of an autonomous database may name. While it is empty, the rule about it does not apply."
}

param "corporate_cidrs" {
  type        = list(string)
  default     = []
  description = "Address ranges from which bastions may be used. While it is empty, the rule about it does not apply."
}

param "longest_bastion_session" {
  type        = number
  default     = 10800
  description = "Longest session of a bastion, in seconds."
}

param "approved_peers" {
  type        = list(string)
  default     = []
  description = "Peering gateways, routing gateways and VCNs (OCIDs, or display names within the plan) that networks may be joined to. While it is empty, the rules about it do not apply."
}

param "shortest_flow_log_retention" {
  type        = number
  default     = 90
  description = "Days for which flow logs are kept; the service takes steps of 30."
}

param "approved_public_ips" {
  type        = list(string)
  default     = []
  description = "Display names of the public addresses that may be reserved."
}

param "approved_shared_buckets" {
  type        = list(string)
  default     = []
  description = "Buckets that may be shared through pre-authenticated requests."
}

locals {
  # assign_public_ip is text of a boolean, which the provider reads as Go does.
  no = ["false", "f", "0"]

  protocols = { "1" = "ICMP", "6" = "TCP", "17" = "UDP", "58" = "ICMPv6", "all" = "every protocol" }
}

# --- default security lists ---------------------------------------------------------------

# The benchmark is silent on path MTU discovery, types 3/4 of ICMP and 2 of ICMPv6: its title lets ICMP through within the VCN, its
# audit finds every source 0.0.0.0/0. What Oracle itself writes to meet it (CIS landing zone, config/net_2.5.tf) keeps 3/4 from
# everywhere beside 3 from the VCN, as in the list that every VCN is made with. Oracle's checker (cis_reports.py) finds it.
rule "oci-default-security-list-restricts-all" {
  title     = "Default security lists admit ICMP from the own network only"
  resource  = ["oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"
  baseline  = true

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      contains(["1", "58"], each.value.protocol) && !net::allows(each.value, net::internet(), null, null) ||
      each.value.protocol == "1" && anytrue([for o in each.value.icmp_options : o.type == 3 && o.code == 4]) ||
      each.value.protocol == "58" && anytrue([for o in each.value.icmp_options : o.type == 2])
    )
    error_message = "Default security list ${meta.name} admits ${lookup(local.protocols, each.value.protocol, "protocol ${each.value.protocol}")} from ${each.value.source}."
  }

  enforce {
    for_each = attrs.egress_security_rules
    condition = (
      contains(["1", "58"], each.value.protocol) || !net::allows(each.value, net::internet(), null, null)
    )
    error_message = "Default security list ${meta.name} lets ${lookup(local.protocols, each.value.protocol, "protocol ${each.value.protocol}")} out to ${each.value.destination}."
  }

  why    = "Every subnet that does not name its lists gets this one, mostly without anybody noticing."
  remedy = "Keep ICMP from the VCN's own range, and its type 3 code 4 from anywhere, and nothing else, and give each subnet a security list of its own."

  controls = { "cis-oci-3.0" = ["2.5"] }
}

rule "oci-vcn-default-security-list-unmanaged" {
  title     = "VCNs have their default security list managed"
  resource  = ["oci_core_vcn"]
  principle = "network"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = length(ref::referrers("oci_core_default_security_list", "manage_default_resource_id")) > 0
    error_message = "Nothing manages the default security list of VCN ${meta.name}; the one that Oracle makes opens SSH (TCP port 22) to 0.0.0.0/0 and lets all traffic out."
  }

  why    = "Every subnet that does not name its lists gets the default one."
  remedy = "Add an oci_core_default_security_list with manage_default_resource_id = default_security_list_id of the VCN; without rules it closes the list."

  controls = { "cis-oci-3.0" = ["2.5"] }
}

# Terraform cannot delete the list: it empties it. That is a risk of outage, not of exposure.
rule "oci-default-security-list-removed" {
  title      = "Default security lists are not removed from management"
  resource   = ["oci_core_default_security_list"]
  principle  = "network"
  severity   = "low"
  baseline   = true
  operations = ["delete"]

  enforce {
    condition = !anytrue([
      for v in ref::resources("oci_core_vcn") : ref::same(v, ref::target(prior_attrs.manage_default_resource_id))
    ])
    error_message = "Removing default security list ${meta.name} takes all of its rules away."
  }

  why    = "The list stays without rules, so subnets that use it lose all traffic at once, and afterwards nobody sees what is added to it by hand."
  remedy = "Keep the resource, and change its rules to what the subnets need."
}

rule "oci-net-subnet-security-lists" {
  title     = "Subnets name their security lists and do not use the default one"
  resource  = ["oci_core_subnet"]
  principle = "network"
  severity  = "medium"

  enforce {
    condition     = length(attrs.security_list_ids[*]) > 0 && attrs.security_list_ids != null
    error_message = "Subnet ${meta.name} names no security list and gets the default one of its VCN."
  }

  enforce {
    condition = alltrue([
      for l in ref::targets(attrs.security_list_ids) :
      !contains(["oci_core_vcn", "oci_core_default_security_list"], ref::type(l))
    ])
    error_message = "Subnet ${meta.name} uses the default security list of its VCN."
    at            = attrs.security_list_ids
  }

  why    = "Whatever is added to the default list holds for every subnet that uses it."
  remedy = "Set security_list_ids to lists that were written for this subnet."
}

# --- groups on network cards --------------------------------------------------------------

rule "oci-net-nsg-required" {
  title     = "Resources with a network card are in a network security group"
  principle = "network"
  severity  = "low"

  resource = [
    "oci_database_autonomous_database", "oci_database_cloud_vm_cluster", "oci_database_db_system",
    "oci_file_storage_mount_target", "oci_mysql_mysql_db_system", "oci_redis_redis_cluster",
  ]

  # An autonomous database without a subnet has no network card.
  filter = attrs.subnet_id != null && attrs.subnet_id != ""

  enforce {
    condition     = length(attrs.nsg_ids[*]) > 0
    error_message = "${meta.address} is in no network security group."
    at            = attrs.nsg_ids
  }

  why    = "Without a group, the security list of the subnet decides, and it is the same for everything in the subnet."
  remedy = "Put the resource into a network security group that admits what it needs."
}

rule "oci-net-instance-nsg-required" {
  title     = "Instances are in a network security group"
  resource  = ["oci_core_instance", "oci_core_vnic_attachment"]
  principle = "network"
  severity  = "low"

  enforce {
    condition     = length(attrs.create_vnic_details) > 0 && alltrue([for v in attrs.create_vnic_details : length(v.nsg_ids[*]) > 0])
    error_message = "${meta.address} has a network card that is in no network security group."
    at            = attrs.create_vnic_details
  }

  why    = "Without a group, the security list of the subnet decides, and it is the same for everything in the subnet."
  remedy = "Set nsg_ids in create_vnic_details."
}

rule "oci-net-load-balancer-nsg-required" {
  title     = "Load balancers are in a network security group"
  resource  = ["oci_load_balancer_load_balancer", "oci_network_load_balancer_network_load_balancer"]
  principle = "network"
  severity  = "low"

  enforce {
    condition     = length(attrs.network_security_group_ids[*]) > 0
    error_message = "${meta.address} is in no network security group."
    at            = attrs.network_security_group_ids
  }

  why    = "Without a group, the security list of the subnet decides, and it is the same for everything in the subnet."
  remedy = "Set network_security_group_ids."
}

# --- descriptions, pairs, leftovers -------------------------------------------------------

rule "oci-net-security-list-description" {
  title     = "Rules of security lists are described"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "governance"
  severity  = "low"

  enforce {
    for_each      = attrs.ingress_security_rules
    condition     = each.value.description != null && length(regexall(param.rule_description_pattern, coalesce(each.value.description, "-"))) > 0
    error_message = "A rule of security list ${meta.name} for traffic from ${each.value.source} has no description of the agreed form."
  }

  enforce {
    for_each      = attrs.egress_security_rules
    condition     = each.value.description != null && length(regexall(param.rule_description_pattern, coalesce(each.value.description, "-"))) > 0
    error_message = "A rule of security list ${meta.name} for traffic to ${each.value.destination} has no description of the agreed form."
  }

  why    = "A rule that nobody can explain is a rule that nobody dares to remove."
  remedy = "Write a description that matches param \"rule_description_pattern\"."
}

rule "oci-net-nsg-description" {
  title     = "Rules of network security groups are described"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "governance"
  severity  = "low"

  enforce {
    condition     = attrs.description != null && length(regexall(param.rule_description_pattern, coalesce(attrs.description, "-"))) > 0
    error_message = "Rule ${meta.name} of a network security group has no description of the agreed form."
    at            = attrs.description
  }

  why    = "A rule that nobody can explain is a rule that nobody dares to remove."
  remedy = "Write a description that matches param \"rule_description_pattern\"."
}

rule "oci-security-list-stateless-unpaired" {
  title     = "Stateless rules of security lists come in pairs"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "low"
  baseline  = true

  enforce {
    # Hardly any list has a stateless rule at all.
    for_each = alltrue([for r in concat(attrs.ingress_security_rules[*], attrs.egress_security_rules[*]) : r.stateless == false]) ? [] : flatten([
      for unpaired in [{ for r in net::missing_mirror(net::rules(attrs)) : r.path => true }] :
      [for r in net::rules(attrs) : merge(r, { unpaired = lookup(unpaired, r.path, false) })]
    ])
    condition     = !each.value.unpaired
    error_message = "A stateless rule of security list ${meta.name} for ${each.value.direction} has no rule that lets the answers through."
    at            = each.value
  }

  why    = "For a stateless rule nobody remembers who asked, so answers are dropped; the usual cure, opening everything the other way, is worse."
  remedy = "Set stateless = false, or add a rule the other way with source and destination ports exchanged."
}

rule "oci-net-nsg-stateless-unpaired" {
  title     = "Stateless rules of network security groups come in pairs"
  resource  = ["oci_core_network_security_group"]
  principle = "network"
  severity  = "low"

  locals {
    rules = [
      for r in ref::referrers("oci_core_network_security_group_security_rule", "network_security_group_id") : {
        direction                 = r.direction
        network_security_group_id = r.network_security_group_id
        protocol                  = r.protocol
        source                    = r.source
        source_type               = r.source_type
        destination               = r.destination
        destination_type          = r.destination_type
        stateless                 = r.stateless
        icmp_options              = r.icmp_options
        tcp_options               = r.tcp_options
        udp_options               = r.udp_options
      }
    ]
  }

  enforce {
    condition     = length(net::missing_mirror(local.rules)) == 0
    error_message = "Network security group ${meta.name} has a stateless rule without a rule that lets the answers through."
  }

  why    = "For a stateless rule nobody remembers who asked, so answers are dropped; the usual cure, opening everything the other way, is worse."
  remedy = "Set stateless = false, or add a rule the other way with source and destination ports exchanged."
}

rule "oci-net-security-list-redundant-rule" {
  title     = "Security lists have no rule that another one covers"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "governance"
  severity  = "info"

  enforce {
    for_each = flatten([
      for covered in [{ for r in net::shadowed(net::rules(attrs)) : r.path => r.shadowed_by }] :
      [for r in net::rules(attrs) : merge(r, { shadowed_by = lookup(covered, r.path, "") })]
    ])
    condition     = each.value.shadowed_by == ""
    error_message = "A rule of security list ${meta.name} does nothing, because ${each.value.shadowed_by} covers it."
    at            = each.value
  }

  why    = "Whoever later narrows one of the two believes that the way is closed."
  remedy = "Remove the narrower rule, or the wider one if that was the mistake."
}

rule "oci-net-security-list-unused" {
  title     = "Security lists are used by a subnet"
  resource  = ["oci_core_security_list"]
  principle = "governance"
  severity  = "info"

  enforce {
    condition     = length(ref::referrers("oci_core_subnet", "security_list_ids")) > 0
    error_message = "No subnet uses security list ${meta.name}."
  }

  why    = "A list that nobody uses is not looked after, until a subnet picks it up again."
  remedy = "Remove the list, or attach it to the subnets that it was written for."
}

rule "oci-net-nsg-unused" {
  title     = "Network security groups have members"
  resource  = ["oci_core_network_security_group"]
  principle = "governance"
  severity  = "info"

  locals {
    attributes = [
      "nsg_ids", "nsg_id", "network_security_group_ids", "create_vnic_details.nsg_ids", "endpoint_config.nsg_ids",
      "node_config_details.nsg_ids", "node_config_details.node_pool_pod_network_option_details.pod_nsg_ids",
      "pod_configuration.nsg_ids", "network_details.nsg_ids", "vnics.nsg_ids", "private_endpoint_settings.nsg_ids",
      "network_endpoint_details.network_security_group_ids",
      "instance_details.launch_details.create_vnic_details.nsg_ids",
      "instance_details.secondary_vnics.create_vnic_details.nsg_ids",
    ]
    types = [
      "oci_analytics_analytics_instance", "oci_analytics_analytics_instance_private_access_channel",
      "oci_apigateway_gateway", "oci_container_instances_container_instance", "oci_containerengine_cluster",
      "oci_containerengine_node_pool", "oci_containerengine_virtual_node_pool", "oci_core_instance",
      "oci_core_instance_configuration", "oci_core_vlan", "oci_core_vnic_attachment",
      "oci_data_safe_data_safe_private_endpoint", "oci_database_autonomous_database",
      "oci_database_cloud_autonomous_vm_cluster", "oci_database_cloud_vm_cluster", "oci_database_db_system",
      "oci_database_exadb_vm_cluster", "oci_dns_resolver_endpoint", "oci_file_storage_mount_target",
      "oci_functions_application", "oci_golden_gate_deployment", "oci_load_balancer_load_balancer",
      "oci_mysql_mysql_db_system", "oci_network_firewall_network_firewall",
      "oci_network_load_balancer_network_load_balancer", "oci_objectstorage_private_endpoint",
      "oci_opensearch_opensearch_cluster", "oci_psql_db_system", "oci_redis_redis_cluster",
      "oci_streaming_stream_pool", "oci_visual_builder_vb_instance",
    ]
    peers = concat(
      ref::referrers("oci_core_network_security_group_security_rule", "source"),
      ref::referrers("oci_core_network_security_group_security_rule", "destination"),
    )
  }

  enforce {
    condition     = length(ref::referrers(local.types, local.attributes)) > 0 || length(local.peers) > 0
    error_message = "Nothing is in network security group ${meta.name}, and no rule names it."
  }

  why    = "A group that nobody uses is not looked after, until somebody joins it again."
  remedy = "Remove the group, or add its members."
}

# --- public addresses ---------------------------------------------------------------------

# A network card in a public subnet gets a public address unless somebody says no.
rule "oci-instance-no-public-ip" {
  title     = "Instances have no public address"
  resource  = ["oci_core_instance"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  locals {
    # Whether a network card without a word about it would get an address, by the subnet that is named.
    old_public = attrs.subnet_id == null || attrs.subnet_id == "" ? false : !local.old_private
    old_private = (
      ref::target(attrs.subnet_id).prohibit_public_ip_on_vnic == true ||
      ref::target(attrs.subnet_id).prohibit_internet_ingress == true
    )
  }

  # Who asks for an address gets one, whatever the subnet: where it forbids that, the launch fails (provider docs,
  # oci_core_instance, assign_public_ip). The provider plans "true" where nobody asked, too.
  enforce {
    condition = alltrue([
      for v in attrs.create_vnic_details :
      v.assign_public_ip == "false" || contains(local.no, lower(coalesce(v.assign_public_ip, "-"))) || !ref::written(v.assign_public_ip) && (
        v.subnet_id == null || v.subnet_id == "" ? !local.old_public :
        ref::target(v.subnet_id).prohibit_public_ip_on_vnic == true || ref::target(v.subnet_id).prohibit_internet_ingress == true
      )
    ]) && (length(attrs.create_vnic_details) > 0 || !local.old_public)
    error_message = "Instance ${meta.name} gets a public address."
    at            = attrs.create_vnic_details
  }

  # Addresses of IPv6 are open unless the subnet has prohibit_internet_ingress, or private prefixes only.
  enforce {
    condition = alltrue([
      for v in attrs.create_vnic_details : v.assign_ipv6ip != true || alltrue([
        for s in [ref::target(v.subnet_id == null || v.subnet_id == "" ? attrs.subnet_id : v.subnet_id)] :
        s.prohibit_internet_ingress == true || length(ref::target(s.vcn_id).ipv6private_cidr_blocks[*]) > 0 && alltrue([
          for p in concat(s.ipv6cidr_block[*], s.ipv6cidr_blocks[*]) : startswith(lower(p), "fc") || startswith(lower(p), "fd")
        ])
      ])
    ])
    error_message = "Instance ${meta.name} gets an IPv6 address that the internet may reach."
    at            = attrs.create_vnic_details
  }

  why    = "The address is all that an attacker needs to try every port that a list or group leaves open, now or later."
  remedy = "Set assign_public_ip = \"false\" in create_vnic_details, use a private subnet (for IPv6 one with prohibit_internet_ingress = true), and put a load balancer or a bastion in front."
}

rule "oci-vnic-no-public-ip" {
  title     = "Secondary network cards have no public address"
  resource  = ["oci_core_vnic_attachment"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = alltrue([for v in attrs.create_vnic_details : v.assign_public_ip == null || v.assign_public_ip == "false" || contains(local.no, lower(v.assign_public_ip))])
    error_message = "Network card ${meta.name} gets a public address."
    at            = attrs.create_vnic_details
  }

  # Addresses of IPv6 are open unless the subnet has prohibit_internet_ingress, or private prefixes only.
  enforce {
    condition = alltrue([
      for v in attrs.create_vnic_details : v.assign_ipv6ip != true || alltrue([
        for s in [ref::target(v.subnet_id)] :
        s.prohibit_internet_ingress == true || length(ref::target(s.vcn_id).ipv6private_cidr_blocks[*]) > 0 && alltrue([
          for p in concat(s.ipv6cidr_block[*], s.ipv6cidr_blocks[*]) : startswith(lower(p), "fc") || startswith(lower(p), "fd")
        ])
      ])
    ])
    error_message = "Network card ${meta.name} gets an IPv6 address that the internet may reach."
    at            = attrs.create_vnic_details
  }

  why    = "The address is all that an attacker needs to try every port that a list or group leaves open, now or later."
  remedy = "Leave assign_public_ip out, or set it to \"false\". For IPv6 use a subnet with prohibit_internet_ingress = true."
}

# What a network card says. Where it says nothing its subnet decides, if that is named: a pool may name another.
rule "oci-instance-configuration-no-public-ip" {
  title     = "Instance configurations give no public addresses"
  resource  = ["oci_core_instance_configuration"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  locals {
    details = flatten([for d in attrs.instance_details[*] : concat([d], try(d.options, null)[*])])
    cards = flatten([
      for d in local.details : concat(
        flatten([for l in try(d.launch_details, null)[*] : try(l.create_vnic_details, null)[*]]),
        flatten([for s in try(d.secondary_vnics, null)[*] : try(s.create_vnic_details, null)[*]]),
      )
    ])
  }

  filter = anytrue([for v in local.cards : v.assign_public_ip != null || v.subnet_id != null])

  enforce {
    condition = alltrue([
      for v in local.cards : v.assign_public_ip != null ? v.assign_public_ip == false :
      v.subnet_id == null || ref::target(v.subnet_id).prohibit_public_ip_on_vnic == true || ref::target(v.subnet_id).prohibit_internet_ingress == true
    ])
    error_message = "Instances of configuration ${meta.name} get a public address."
    at            = attrs.instance_details
  }

  why    = "Every instance of every pool that uses the configuration can be tried by everybody, on every port that a list or group leaves open, now or later."
  remedy = "Set assign_public_ip = false in create_vnic_details, use a private subnet, and put a load balancer in front of the pool."
}

# Beside network cards, private addresses can get a public one. That of a NAT gateway or a load balancer has no private_ip_id.
rule "oci-private-ip-no-public-ip" {
  title     = "Private addresses get no public address"
  resource  = ["oci_core_public_ip"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  enforce {
    # One that is ephemeral cannot be without.
    condition     = (attrs.private_ip_id == null || attrs.private_ip_id == "") && upper(attrs.lifetime) != "EPHEMERAL"
    error_message = "Public address ${meta.name} is put on a private address, so that the internet reaches the instance or the appliance behind it."
    at            = attrs.private_ip_id
  }

  why    = "The address is all that an attacker needs to try every port that a list or group leaves open, now or later, and no setting of the instance shows it."
  remedy = "Remove private_ip_id and put a load balancer or a bastion in front. A machine that is meant to be public, such as a firewall, is an exemption with a reason."
}

rule "oci-net-public-ip" {
  title     = "Only approved public addresses are reserved"
  resource  = ["oci_core_public_ip"]
  principle = "public-access"
  severity  = "medium"

  enforce {
    condition     = attrs.display_name != null && contains(param.approved_public_ips, attrs.display_name)
    error_message = "Public address ${meta.name} is not one that may be reserved."
  }

  why    = "Public addresses are the outer wall of the organisation, and each one is a decision."
  remedy = "Use a load balancer of the network team, or have the address added to param \"approved_public_ips\"."
}

rule "oci-net-ipv6-address" {
  title     = "Network cards get no IPv6 address"
  resource  = ["oci_core_instance", "oci_core_vnic_attachment"]
  principle = "public-access"
  severity  = "low"

  enforce {
    condition     = alltrue([for v in attrs.create_vnic_details : v.assign_ipv6ip == null || v.assign_ipv6ip == false])
    error_message = "${meta.address} gets an IPv6 address."
    at            = attrs.create_vnic_details
  }

  why    = "Addresses of IPv6 are global: no address translation stands before them, and rules for IPv4 say nothing about them."
  remedy = "Leave assign_ipv6ip out until lists, groups and routes have been written for IPv6."
}

# --- endpoints of services ----------------------------------------------------------------

rule "oci-oke-endpoint-private" {
  title     = "API endpoints of Kubernetes clusters are private"
  resource  = ["oci_containerengine_cluster"]
  principle = "public-access"
  severity  = "high"
  baseline  = true

  # A cluster without the block has its endpoint in Oracle's network, on a public address.
  enforce {
    condition = (
      length(attrs.endpoint_config[*]) > 0 &&
      alltrue([for e in attrs.endpoint_config[*] : e.is_public_ip_enabled != true])
    )
    error_message = "The API endpoint of cluster ${attrs.name} has a public address."
    at            = attrs.endpoint_config
  }

  why    = "Whoever reaches the endpoint can try stolen tokens and new weaknesses of the API server."
  remedy = "Set endpoint_config with is_public_ip_enabled = false and a private subnet, and reach it through a bastion or the corporate network."
}

rule "oci-oke-endpoint-nsg" {
  title     = "API endpoints of Kubernetes clusters are in a network security group"
  resource  = ["oci_containerengine_cluster"]
  principle = "network"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = anytrue([for e in attrs.endpoint_config[*] : length(lookup(e, "nsg_ids", null)[*]) > 0])
    error_message = "The API endpoint of cluster ${attrs.name} is in no network security group."
    at            = attrs.endpoint_config
  }

  why    = "Without a group, everything that the security list of the subnet admits reaches the API server."
  remedy = "Set nsg_ids in endpoint_config to a group that opens TCP port 6443 to those who need it."

  aliases = ["CKV2_OCI_3"]
}

rule "oci-file-export-open" {
  title     = "File systems are not exported to everybody"
  resource  = ["oci_file_storage_export"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.export_options
    condition     = !net::is_internet(each.value.source)
    error_message = "Export ${attrs.path} admits clients from ${each.value.source}."
  }

  # Sources that are each too small to mean the internet.
  enforce {
    condition = (
      !net::is_internet(attrs.export_options[*].source) ||
      anytrue([for o in attrs.export_options : net::is_internet(o.source)])
    )
    error_message = "Export ${attrs.path} admits clients from a great part of the internet."
    at            = attrs.export_options[*].source
  }

  why    = "Every client that reaches the mount target may mount the file system. An export without export_options admits all of them, for writing."
  remedy = "Write one export_options block for each range of clients, with its source."
}

rule "oci-file-export-root-squash" {
  title     = "Exports of file systems take the rights of root from their clients"
  resource  = ["oci_file_storage_export"]
  principle = "identity"
  severity  = "high"
  baseline  = true

  enforce {
    for_each      = attrs.export_options
    condition     = each.value.identity_squash == null || contains(["ROOT", "ALL"], coalesce(each.value.identity_squash, "ROOT"))
    error_message = "Export ${attrs.path} lets clients of ${each.value.source} act as root."
  }

  why    = "Root on any client is then root on the file system, with the files of all others."
  remedy = "Set identity_squash = \"ROOT\" or \"ALL\" in each export_options block."

  aliases = ["CKV2_OCI_4"]
}

rule "oci-file-export-unprivileged-port" {
  title     = "Exports of file systems demand a privileged source port"
  resource  = ["oci_file_storage_export"]
  principle = "identity"
  severity  = "low"
  baseline  = true

  enforce {
    for_each      = attrs.export_options
    condition     = each.value.require_privileged_source_port != false
    error_message = "Export ${attrs.path} admits clients of ${each.value.source} from any source port."
  }

  why    = "A user without rights on the client can then speak NFS and claim to be any other user."
  remedy = "Set require_privileged_source_port = true in each export_options block."
}

rule "oci-bastion-open" {
  title     = "Bastions are not open to the internet"
  resource  = ["oci_bastion_bastion"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = attrs.client_cidr_block_allow_list == null || !net::is_internet(attrs.client_cidr_block_allow_list)
    error_message = "Bastion ${meta.name} admits ${join(", ", attrs.client_cidr_block_allow_list)}."
    at            = attrs.client_cidr_block_allow_list
  }

  why    = "A stolen key of a session works from everywhere."
  remedy = "List the ranges of the corporate network in client_cidr_block_allow_list."
}

rule "oci-net-bastion-clients" {
  title     = "Bastions are used from the corporate network"
  resource  = ["oci_bastion_bastion"]
  principle = "network"
  severity  = "medium"
  filter    = length(param.corporate_cidrs) > 0

  enforce {
    condition     = attrs.client_cidr_block_allow_list != null && net::within(attrs.client_cidr_block_allow_list, param.corporate_cidrs)
    error_message = "Bastion ${meta.name} admits addresses outside of the corporate network."
    at            = attrs.client_cidr_block_allow_list
  }

  why    = "A stolen key of a session works from wherever the bastion may be reached."
  remedy = "List ranges of param \"corporate_cidrs\" only."
}

rule "oci-net-bastion-session" {
  title     = "Sessions of bastions are short"
  resource  = ["oci_bastion_bastion"]
  principle = "identity"
  severity  = "low"

  enforce {
    condition     = attrs.max_session_ttl_in_seconds == null ? true : attrs.max_session_ttl_in_seconds <= param.longest_bastion_session
    error_message = "Sessions of bastion ${meta.name} last up to ${attrs.max_session_ttl_in_seconds} seconds, and ${param.longest_bastion_session} are the limit."
    at            = attrs.max_session_ttl_in_seconds
  }

  why    = "A session that somebody forgot to close is open to whoever sits at the machine next."
  remedy = "Lower max_session_ttl_in_seconds to param \"longest_bastion_session\"."
}

rule "oci-net-autonomous-database-addresses" {
  title     = "Autonomous databases admit approved addresses only"
  resource  = ["oci_database_autonomous_database"]
  principle = "network"
  severity  = "high"
  filter    = length(param.approved_autonomous_database_cidrs) > 0

  # An entry is an address, a block, or a VCN with the addresses in it: "ocid1.vcn...;10.0.0.0/16".
  enforce {
    for_each = attrs.whitelisted_ips[*]
    condition = alltrue([
      for part in split(";", each.value) :
      startswith(part, "ocid1.vcn.") ? true : net::within(part, param.approved_autonomous_database_cidrs)
    ])
    error_message = "Autonomous database ${coalesce(attrs.db_name, meta.name)} admits ${each.value}, which is not in an approved range."
  }

  enforce {
    for_each = attrs.standby_whitelisted_ips[*]
    condition = alltrue([
      for part in split(";", each.value) :
      startswith(part, "ocid1.vcn.") ? true : net::within(part, param.approved_autonomous_database_cidrs)
    ])
    error_message = "The standby of autonomous database ${coalesce(attrs.db_name, meta.name)} admits ${each.value}, which is not in an approved range."
  }

  why    = "The access list is all that stands between the internet and the login of the database."
  remedy = "List ranges of param \"approved_autonomous_database_cidrs\" only."
}

# In OCI a listener for HTTPS has the protocol HTTP and an ssl_configuration.
rule "oci-load-balancer-listener-plaintext" {
  title     = "Listeners of load balancers use TLS or redirect to it"
  resource  = ["oci_load_balancer_listener"]
  principle = "encryption"
  severity  = "medium"
  baseline  = true
  filter    = contains(["HTTP", "HTTP2", "GRPC"], upper(attrs.protocol))

  locals {
    rule_sets = [
      for s in ref::referrers("oci_load_balancer_rule_set", "load_balancer_id", ref::target(attrs.load_balancer_id)) :
      s if contains(attrs.rule_set_names[*], s.name)
    ]
  }

  enforce {
    condition = (
      length(attrs.ssl_configuration[*]) > 0 ||
      anytrue([
        for s in local.rule_sets : anytrue([
          for i in s.items : upper(i.action) == "REDIRECT" && anytrue([for u in i.redirect_uri : upper(coalesce(u.protocol, "HTTP")) == "HTTPS"])
        ])
      ])
    )
    error_message = "Listener ${attrs.name} takes ${attrs.protocol} on port ${attrs.port} without TLS."
    at            = attrs.protocol
  }

  why    = "Everyone on the way can read and change what is sent, session cookies included."
  remedy = "Add an ssl_configuration block, or a rule set that redirects to HTTPS."
}

# --- joining networks, sharing objects, logs ----------------------------------------------

rule "oci-net-peering-approved" {
  title     = "Networks are joined to approved peers only"
  resource  = ["oci_core_local_peering_gateway", "oci_core_remote_peering_connection"]
  principle = "network"
  severity  = "high"
  filter    = length(param.approved_peers) > 0 && attrs.peer_id != null && attrs.peer_id != ""

  enforce {
    condition     = anytrue([for p in param.approved_peers : startswith(p, "ocid1.") ? p == attrs.peer_id : p == ref::target(attrs.peer_id).display_name])
    error_message = "${meta.address} joins the network to a peer that is not approved."
    at            = attrs.peer_id
  }

  why    = "A peering makes two networks one, as far as routes reach, and the weaker of them decides."
  remedy = "Peer with a gateway of param \"approved_peers\", or have this one added."
}

rule "oci-net-drg-attachment-approved" {
  title     = "Networks are attached to approved routing gateways only"
  resource  = ["oci_core_drg_attachment"]
  principle = "network"
  severity  = "high"
  filter    = length(param.approved_peers) > 0

  enforce {
    condition     = anytrue([for p in param.approved_peers : startswith(p, "ocid1.") ? p == attrs.drg_id : p == ref::target(attrs.drg_id).display_name])
    error_message = "${meta.address} attaches the network to a routing gateway that is not approved."
    at            = attrs.drg_id
  }

  why    = "Through a routing gateway the network reaches, and is reached from, everything else that is attached."
  remedy = "Attach the network to a gateway of param \"approved_peers\", or have this one added."
}

rule "oci-preauthenticated-request-listing" {
  title     = "Pre-authenticated requests do not list the objects of a bucket"
  resource  = ["oci_objectstorage_preauthrequest"]
  principle = "public-access"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = attrs.bucket_listing_action == null || attrs.bucket_listing_action == "Deny"
    error_message = "Whoever has the address of pre-authenticated request ${attrs.name} can list the objects of bucket ${attrs.bucket}."
    at            = attrs.bucket_listing_action
  }

  why    = "The address needs no login, and with the list it gives away everything that is in the bucket, not only what was meant."
  remedy = "Leave bucket_listing_action out, or set it to \"Deny\"."
}

rule "oci-net-preauthenticated-request" {
  title     = "Objects of approved buckets only are shared through pre-authenticated requests"
  resource  = ["oci_objectstorage_preauthrequest"]
  principle = "public-access"
  severity  = "medium"

  enforce {
    condition     = contains(param.approved_shared_buckets, attrs.bucket)
    error_message = "Pre-authenticated request ${attrs.name} opens bucket ${attrs.bucket} to whoever has its address, until ${attrs.time_expires}."
  }

  why    = "The address needs no login, cannot be traced to a person, and stands in the state in clear."
  remedy = "Grant access with a policy, or have the bucket added to param \"approved_shared_buckets\"."
}

rule "oci-net-flow-log-retention" {
  title     = "Flow logs are kept long enough"
  resource  = ["oci_logging_log"]
  principle = "logging"
  severity  = "medium"
  filter    = anytrue([for c in attrs.configuration[*] : anytrue([for s in c.source : s.service == "flowlogs"])])

  enforce {
    condition     = attrs.is_enabled != false
    error_message = "Flow log ${coalesce(attrs.display_name, meta.name)} is switched off."
    at            = attrs.is_enabled
  }

  # The service keeps logs for 30 days unless somebody says otherwise.
  enforce {
    condition     = attrs.retention_duration == null ? 30 >= param.shortest_flow_log_retention : attrs.retention_duration >= param.shortest_flow_log_retention
    error_message = "Flow log ${coalesce(attrs.display_name, meta.name)} is kept for ${attrs.retention_duration == null ? 30 : attrs.retention_duration} days, and ${param.shortest_flow_log_retention} are required."
    at            = attrs.retention_duration
  }

  why    = "Break-ins are found months later, and then the log is the only witness."
  remedy = "Set is_enabled = true and retention_duration to param \"shortest_flow_log_retention\" or more, in steps of 30 days."
}
