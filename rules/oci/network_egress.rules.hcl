# What may go out. A list or a group without rules for outgoing traffic lets nothing out, and because
# rules only allow, each of them can be judged alone.

param "approved_destinations" {
  type        = list(string)
  default     = ["169.254.169.254/32"]
  description = "Address ranges that outgoing traffic may go to, on any port. The default is Oracle's resolver and time service."
}

param "egress_tcp_ports" {
  type        = list(number)
  default     = [443]
  description = "TCP ports that outgoing traffic may use."
}

param "egress_udp_ports" {
  type        = list(number)
  default     = [53, 123]
  description = "UDP ports that outgoing traffic may use."
}

param "approved_next_hops" {
  type        = list(string)
  default     = ["oci_core_nat_gateway", "oci_core_drg", "oci_core_private_ip"]
  description = "Types of resources that routes to the internet may lead to."
}

# --- outgoing traffic ---------------------------------------------------------------------

rule "oci-net-security-list-egress-open" {
  title     = "Security lists do not let traffic out to the whole internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "high"

  enforce {
    for_each      = attrs.egress_security_rules
    condition     = !net::allows(each.value, net::internet(), null, null)
    error_message = "Security list ${meta.name} lets traffic out to ${each.value.destination}."
  }

  why    = "Stolen data and the commands of an attacker travel over outgoing connections, and most break-ins need one."
  remedy = "Name the destinations that are needed. Oracle's services are reached with destination_type = \"SERVICE_CIDR_BLOCK\" through a service gateway."
}

rule "oci-net-nsg-egress-open" {
  title     = "Network security groups do not let traffic out to the whole internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "high"
  filter    = upper(attrs.direction) == "EGRESS"

  enforce {
    condition     = !net::allows(attrs, net::internet(), null, null)
    error_message = "Rule ${meta.name} of a network security group lets traffic out to ${attrs.destination}."
    at            = attrs.destination
  }

  why    = "Stolen data and the commands of an attacker travel over outgoing connections, and most break-ins need one."
  remedy = "Name the destinations that are needed. Oracle's services are reached with destination_type = \"SERVICE_CIDR_BLOCK\" through a service gateway."
}

rule "oci-net-security-list-egress-destination" {
  title     = "Security lists let traffic out to approved destinations only"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"

  locals {
    vcn = meta.type == "oci_core_security_list" ? ref::target(attrs.vcn_id) : ref::target(attrs.manage_default_resource_id)
    own = flatten([local.vcn.cidr_block[*], local.vcn.cidr_blocks[*]])
  }

  enforce {
    for_each = attrs.egress_security_rules
    condition = (
      net::is_service(each.value) ||
      net::within(each.value, param.approved_destinations) ||
      net::within(each.value, concat(param.approved_destinations, local.own))
    )
    error_message = "Security list ${meta.name} lets traffic out to ${each.value.destination}, which is not an approved destination."
  }

  why    = "Outgoing traffic that nobody has listed is where stolen data leaves."
  remedy = "Name a destination in the own VCN, a service, or a range of param \"approved_destinations\"."
}

rule "oci-net-nsg-egress-destination" {
  title     = "Network security groups let traffic out to approved destinations only"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "medium"
  filter    = upper(attrs.direction) == "EGRESS"

  locals {
    vcn = ref::target(ref::target(attrs.network_security_group_id).vcn_id)
    own = flatten([local.vcn.cidr_block[*], local.vcn.cidr_blocks[*]])
  }

  enforce {
    condition = (
      net::is_service(attrs) || net::is_group(attrs) ||
      net::within(attrs, param.approved_destinations) ||
      net::within(attrs, concat(param.approved_destinations, local.own))
    )
    error_message = "Rule ${meta.name} of a network security group lets traffic out to ${attrs.destination}, which is not an approved destination."
    at            = attrs.destination
  }

  why    = "Outgoing traffic that nobody has listed is where stolen data leaves."
  remedy = "Name a group, a destination in the own VCN, a service, or a range of param \"approved_destinations\"."
}

rule "oci-net-security-list-egress-all-protocols" {
  title     = "Rules of security lists for outgoing traffic name a protocol"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"

  enforce {
    for_each      = attrs.egress_security_rules
    condition     = !net::all_protocols(each.value)
    error_message = "Security list ${meta.name} lets every protocol out to ${each.value.destination}."
  }

  why    = "A way out for every protocol is one for tunnels too, even where it ends in a private network."
  remedy = "Write the protocol and the ports that are needed."
}

rule "oci-net-nsg-egress-all-protocols" {
  title     = "Rules of network security groups for outgoing traffic name a protocol"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "medium"
  filter    = upper(attrs.direction) == "EGRESS"

  enforce {
    condition     = !net::all_protocols(attrs)
    error_message = "Rule ${meta.name} of a network security group lets every protocol out to ${attrs.destination}."
    at            = attrs.protocol
  }

  why    = "A way out for every protocol is one for tunnels too, even where it ends in a private network."
  remedy = "Write the protocol and the ports that are needed."
}

# Rules for all protocols have a rule of their own, and ICMP has no ports.
rule "oci-net-security-list-egress-port" {
  title     = "Rules of security lists for outgoing traffic use listed ports"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"

  enforce {
    for_each = attrs.egress_security_rules
    condition = (
      (each.value.protocol == "6" ? net::port_count(each.value) == length([for p in distinct(param.egress_tcp_ports) : p if anytrue([for r in net::ports(each.value) : r.from <= p && p <= r.to])]) : true) &&
      (each.value.protocol == "17" ? net::port_count(each.value) == length([for p in distinct(param.egress_udp_ports) : p if anytrue([for r in net::ports(each.value) : r.from <= p && p <= r.to])]) : true)
    )
    error_message = "Security list ${meta.name} lets traffic out to ${each.value.destination} on ports that are not listed."
  }

  why    = "Few ports are needed for outgoing traffic, and an attacker takes any that is left."
  remedy = "Narrow the rule to the ports of param \"egress_tcp_ports\" or param \"egress_udp_ports\", or have the port added there."
}

rule "oci-net-nsg-egress-port" {
  title     = "Rules of network security groups for outgoing traffic use listed ports"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "medium"
  filter    = upper(attrs.direction) == "EGRESS"

  enforce {
    condition = (
      (attrs.protocol == "6" ? net::port_count(attrs) == length([for p in distinct(param.egress_tcp_ports) : p if anytrue([for r in net::ports(attrs) : r.from <= p && p <= r.to])]) : true) &&
      (attrs.protocol == "17" ? net::port_count(attrs) == length([for p in distinct(param.egress_udp_ports) : p if anytrue([for r in net::ports(attrs) : r.from <= p && p <= r.to])]) : true)
    )
    error_message = "Rule ${meta.name} of a network security group lets traffic out to ${attrs.destination} on ports that are not listed."
    at            = attrs.protocol == "17" ? attrs.udp_options : attrs.tcp_options
  }

  why    = "Few ports are needed for outgoing traffic, and an attacker takes any that is left."
  remedy = "Narrow destination_port_range to the ports of param \"egress_tcp_ports\" or param \"egress_udp_ports\", or have the port added there."
}

# --- routes -------------------------------------------------------------------------------

rule "oci-net-route-internet" {
  title     = "Routes to the internet lead through an approved next hop"
  resource  = ["oci_core_route_table", "oci_core_default_route_table"]
  principle = "network"
  severity  = "high"

  enforce {
    for_each = attrs.route_rules
    condition = (
      !anytrue([for d in [each.value.destination, each.value.cidr_block] : net::valid(d) && net::is_internet(d) if d != null && d != ""]) ||
      upper(coalesce(each.value.destination_type, "-")) == "SERVICE_CIDR_BLOCK" ||
      contains(param.approved_next_hops, ref::type(ref::target(each.value.network_entity_id)))
    )
    error_message = "Route table ${meta.name} sends traffic for ${coalesce(each.value.destination, each.value.cidr_block, "(unknown)")} to a next hop that is not approved for the internet."
  }

  why    = "Traffic that leaves through an internet gateway passes no firewall, and answers come back the same way."
  remedy = "Lead the route to the NAT gateway, the DRG or the address of the firewall, as param \"approved_next_hops\" lists them."
}

rule "oci-net-private-subnet-internet-route" {
  title     = "Private subnets have no route to an internet gateway"
  resource  = ["oci_core_subnet"]
  principle = "network"
  severity  = "medium"
  # With a prefix of IPv6 only prohibit_internet_ingress makes it private.
  filter = attrs.prohibit_internet_ingress == true || attrs.prohibit_public_ip_on_vnic == true && (
    length(concat(attrs.ipv6cidr_block[*], attrs.ipv6cidr_blocks[*])) == 0 ||
    rule::certain(ref::target(attrs.vcn_id).is_ipv6enabled == false)
  )

  # A subnet that names no route table has the default one of its VCN.
  locals {
    named = attrs.route_table_id == null || attrs.route_table_id == "" ? null : ref::target(attrs.route_table_id)
    vcn   = local.named == null ? ref::target(attrs.vcn_id) : local.named
    default = (
      length(ref::referrers("oci_core_default_route_table", "manage_default_resource_id", local.vcn)) > 0 || !strcontains(ref::address(local.vcn), "data.") ?
      ref::referrers("oci_core_default_route_table", "manage_default_resource_id", local.vcn) :
      # It belongs to a VCN that is only looked up: its routes are not in the plan.
      ref::targets(["the default route table of ${ref::address(local.vcn)}"])
    )
    tables = local.named == null || ref::type(local.named) == "oci_core_vcn" ? local.default : [local.named]
  }

  enforce {
    condition = alltrue(flatten([
      for t in local.tables : [for r in t.route_rules : ref::type(ref::target(r.network_entity_id)) != "oci_core_internet_gateway"]
    ]))
    error_message = "Private subnet ${meta.name} has a route to an internet gateway."
    at            = attrs.route_table_id
  }

  why    = "The subnet is one setting away from being public, and nobody who reads its routes would think it private."
  remedy = "Give the subnet a route table of its own, with a NAT gateway or a service gateway."
}

rule "oci-net-vcn-service-gateway" {
  title     = "VCNs reach Oracle's services through a service gateway"
  resource  = ["oci_core_vcn"]
  principle = "network"
  severity  = "low"

  enforce {
    condition     = length(ref::referrers("oci_core_service_gateway", "vcn_id")) > 0
    error_message = "VCN ${meta.name} has no service gateway."
  }

  enforce {
    condition = length(ref::referrers("oci_core_service_gateway", "vcn_id")) == 0 || anytrue([
      for t in concat(
        ref::referrers("oci_core_route_table", "vcn_id"),
        ref::referrers("oci_core_default_route_table", "manage_default_resource_id"),
      ) : anytrue([for r in t.route_rules : upper(coalesce(r.destination_type, "-")) == "SERVICE_CIDR_BLOCK"])
    ])
    error_message = "VCN ${meta.name} has a service gateway, and none of its route tables leads to it."
  }

  why    = "Without it, backups and logs leave for Oracle's public addresses through the internet or a NAT gateway, and that way must then be open to everything."
  remedy = "Create an oci_core_service_gateway and a route with destination_type = \"SERVICE_CIDR_BLOCK\" to it."
}
