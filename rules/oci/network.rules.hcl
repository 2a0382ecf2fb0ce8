param "restricted_ports" {
  type        = list(number)
  default     = [22, 3389]
  description = "TCP ports that no security list and no network security group may open to the internet."
}

param "restricted_udp_ports" {
  type        = list(number)
  default     = [3389]
  description = "UDP ports that no security list and no network security group may open to the internet."
}

# --- subnets and gateways -----------------------------------------------------------------

rule "oci-subnet-public" {
  title     = "Subnets are private"
  resource  = ["oci_core_subnet"]
  principle = "public-access"
  severity  = "critical"
  baseline  = true

  # Prefixes of IPv6. One that is private (fc00::/7) can only be there if the VCN has such prefixes, and none in a VCN
  # without IPv6: plans do not always tell that nobody gave one.
  locals {
    ipv6    = concat(attrs.ipv6cidr_block[*], attrs.ipv6cidr_blocks[*])
    none    = length(local.ipv6) == 0 || rule::certain(ref::target(attrs.vcn_id).is_ipv6enabled == false)
    private = ref::target(attrs.vcn_id).ipv6private_cidr_blocks
  }

  enforce {
    condition     = attrs.prohibit_public_ip_on_vnic == true || attrs.prohibit_internet_ingress == true
    error_message = "Subnet ${meta.name} is public: what is in it can have public addresses."
    at            = attrs.prohibit_public_ip_on_vnic
  }

  enforce {
    condition = (
      attrs.prohibit_internet_ingress == true || attrs.prohibit_public_ip_on_vnic != true || local.none ||
      length(local.private[*]) > 0 && alltrue([for p in local.ipv6 : startswith(lower(p), "fc") || startswith(lower(p), "fd")])
    )
    error_message = "Subnet ${meta.name} is public for IPv6: prohibit_public_ip_on_vnic only keeps public IPv4 addresses away."
    at            = length(attrs.ipv6cidr_block[*]) > 0 ? attrs.ipv6cidr_block : attrs.ipv6cidr_blocks
  }

  why    = "One instance created with the default settings is then reachable from the internet, whatever the author had in mind."
  remedy = "Set prohibit_internet_ingress = true, or prohibit_public_ip_on_vnic = true if the subnet has no IPv6 prefix: addresses of IPv6 are open to the internet unless the former is set. Both are off when nobody writes them, and a change replaces the subnet."

  implements = { "oci-security-zones" = ["deny public_subnets"] }
}

rule "oci-subnet-leaves-zone" {
  title      = "Subnets stay in their security zone"
  resource   = ["oci_core_subnet"]
  principle  = "movement"
  severity   = "high"
  operations = ["move"]
  zone       = "left"
  filter     = zone::before(self) != null

  enforce {
    condition     = zone::of(self) == zone::before(self)
    error_message = "Subnet ${meta.name} would move out of security zone ${zone::before(self)}."
    at            = attrs.compartment_id
  }

  why    = "Everything in the subnet goes on using it, but its routes and lists can now be changed where no rule of the zone holds."
  remedy = "Leave compartment_id in a compartment of the zone, and make another subnet where you need one."

  implements = { "oci-security-zones" = ["deny subnet_in_security_zone_move_to_compartment_not_in_security_zone"] }
}

rule "oci-internet-gateway" {
  title     = "Security zones have no internet gateway"
  resource  = ["oci_core_internet_gateway"]
  principle = "public-access"
  severity  = "critical"

  enforce {
    condition     = false
    error_message = "Internet gateway ${meta.name} is in a security zone."
  }

  why    = "With a gateway in place a single route rule makes the network reachable from anywhere. It counts even while enabled is false."
  remedy = "Remove the gateway. Reach Oracle's services through an oci_core_service_gateway, and let the public entrance live in a VCN outside of the zone."

  implements = { "oci-security-zones" = ["deny internet_gateway"] }
}

# A gateway may be put into another compartment than the VCN that it opens. A VCN that is not in
# the plan does not count here: then the gateway's own compartment decides.
rule "oci-internet-gateway-of-zone-network" {
  title     = "Networks of security zones have no internet gateway"
  resource  = ["oci_core_internet_gateway"]
  principle = "public-access"
  severity  = "critical"
  bound_by  = attrs.vcn_id
  filter    = !zone::same(self, ref::target(attrs.vcn_id))

  enforce {
    condition     = false
    error_message = "Internet gateway ${meta.name} connects a network of a security zone to the internet, from a compartment outside of that zone."
    at            = attrs.vcn_id
  }

  why    = "With a gateway in place a single route rule makes the network reachable from anywhere, whoever owns the gateway."
  remedy = "Remove the gateway. Reach Oracle's services through an oci_core_service_gateway, and let the public entrance live in a VCN outside of the zone."

  implements = { "oci-security-zones" = ["deny internet_gateway"] }
}

rule "oci-drg-created" {
  title     = "Security zones have no dynamic routing gateway of their own"
  resource  = ["oci_core_drg"]
  principle = "approved-configuration"
  severity  = "medium"

  enforce {
    condition     = false
    error_message = "Dynamic routing gateway ${meta.name} is in a security zone that does not allow one."
  }

  why    = "A routing gateway joins the networks of the zone to others, on premises and in other regions."
  remedy = "Use the routing gateway of the network team's compartment, and attach the VCN to it."

  implements = { "oci-security-zones" = ["deny create_drg"] }
}

# --- removal of network parts -------------------------------------------------------------

rule "oci-vcn-deleted" {
  title      = "VCNs of a security zone are not deleted"
  resource   = ["oci_core_vcn"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["delete", "replace"]

  enforce {
    condition     = false
    error_message = "VCN ${meta.name} would be deleted."
  }

  why    = "Everything in the network loses its connection, and where the zone forbids it the apply stops in the middle."
  remedy = "Keep the VCN. If a changed argument (cidr_block, dns_label) forces a replacement, undo that change; else ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny delete_VCN"] }
}

# A default security list cannot be deleted: removing that resource only empties its rules.
rule "oci-security-list-deleted" {
  title      = "Security lists of a security zone are not deleted"
  resource   = ["oci_core_security_list"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["delete", "replace"]

  enforce {
    condition     = false
    error_message = "Security list ${meta.name} would be deleted."
  }

  why    = "Subnets lose the rules that filter their traffic, or cannot work at all."
  remedy = "Keep the list and change its rules instead, or ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny delete_vcn_security_list"] }
}

rule "oci-network-security-group-deleted" {
  title      = "Network security groups of a security zone are not deleted"
  resource   = ["oci_core_network_security_group"]
  principle  = "approved-configuration"
  severity   = "medium"
  operations = ["delete", "replace"]

  enforce {
    condition     = false
    error_message = "Network security group ${meta.name} would be deleted."
  }

  why    = "Network cards lose the rules that filter their traffic."
  remedy = "Keep the group and change its rules instead, or ask the administrator of the zone to lift the policy first."

  implements = { "oci-security-zones" = ["deny delete_network_security_group"] }
}

# --- open ports ---------------------------------------------------------------------------

rule "oci-security-list-restricted-port" {
  title     = "Security lists do not open restricted ports to the internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "approved-configuration"
  severity  = "high"
  # The rules about SSH, RDP and other admin ports say the same for everybody: this one is for zones.

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      alltrue([for p in param.restricted_ports : !net::allows(each.value, net::internet(), "tcp", p)]) &&
      alltrue([for p in param.restricted_udp_ports : !net::allows(each.value, net::internet(), "udp", p)])
    )
    error_message = "Security list ${meta.name} opens a restricted port to ${each.value.source}."
  }

  why    = "Machines that answer on SSH or RDP to the whole internet are tried by password guessers within minutes."
  remedy = "Narrow source to the addresses that need it, or drop the rule and reach the machines through the Bastion service."

  implements = { "oci-security-zones" = ["deny security_list_to_allow_traffic_to_restricted_port"] }
}

rule "oci-network-security-group-restricted-port" {
  title     = "Network security groups do not open restricted ports to the internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "approved-configuration"
  severity  = "high"
  # The rules about SSH, RDP and other admin ports say the same for everybody: this one is for zones.
  filter    = upper(attrs.direction) == "INGRESS"

  enforce {
    condition = (
      alltrue([for p in param.restricted_ports : !net::allows(attrs, net::internet(), "tcp", p)]) &&
      alltrue([for p in param.restricted_udp_ports : !net::allows(attrs, net::internet(), "udp", p)])
    )
    error_message = "Rule ${meta.name} of a network security group opens a restricted port to ${attrs.source}."
    at            = attrs.source
  }

  why    = "Machines that answer on SSH or RDP to the whole internet are tried by password guessers within minutes."
  remedy = "Narrow source to the addresses or groups that need it, or drop the rule and reach the machines through the Bastion service."

  implements = { "oci-security-zones" = ["deny network_security_group_with_unsecure_ingress_rule"] }
}

# --- policies whose identifier is not confirmed: off unless a recipe names their code -----

rule "oci-service-gateway-changed" {
  title      = "Service gateways are not managed in the security zone"
  resource   = ["oci_core_service_gateway"]
  principle  = "approved-configuration"
  severity   = "low"
  operations = ["create", "update", "delete", "replace"]

  enforce {
    condition     = false
    error_message = "Service gateway ${meta.name} would be created, changed or removed in a security zone that does not allow it."
  }

  why    = "The gateway decides which of Oracle's services the network reaches."
  remedy = "Let the team that owns the network of the zone make this change."

  implements = { "oci-security-zones" = ["SZ-AC-13"] }
}

rule "oci-route-table-changed" {
  title      = "Route tables are not managed in the security zone"
  resource   = ["oci_core_route_table", "oci_core_default_route_table", "oci_core_route_table_attachment"]
  principle  = "approved-configuration"
  severity   = "low"
  operations = ["create", "update", "delete", "replace"]

  enforce {
    condition     = false
    error_message = "${meta.address} would change routes of a security zone that does not allow it."
  }

  why    = "One route can lead the traffic of the zone around its firewall, or to the internet."
  remedy = "Let the team that owns the network of the zone make this change."

  implements = { "oci-security-zones" = ["SZ-AC-14"] }
}

rule "oci-nat-gateway-created" {
  title      = "NAT gateways are not managed in the security zone"
  resource   = ["oci_core_nat_gateway"]
  principle  = "approved-configuration"
  severity   = "low"
  operations = ["create", "update", "delete", "replace"]

  enforce {
    condition     = false
    error_message = "NAT gateway ${meta.name} would be created, changed or removed in a security zone that does not allow it."
  }

  why    = "Through a NAT gateway everything in the network can send data to any place on the internet."
  remedy = "Reach Oracle's services through a service gateway, and other destinations through the firewall of the network team."

  implements = { "oci-security-zones" = ["SZ-AC-15"] }
}

rule "oci-peering-created" {
  title      = "Peerings are not managed in the security zone"
  resource   = ["oci_core_local_peering_gateway", "oci_core_remote_peering_connection"]
  principle  = "approved-configuration"
  severity   = "low"
  operations = ["create", "update", "delete", "replace"]

  enforce {
    condition     = false
    error_message = "${meta.address} would create, change or remove a peering of a security zone that does not allow it."
  }

  why    = "A peering joins the network of the zone to another one, whose owner nobody in the zone controls."
  remedy = "Let the team that owns the network of the zone make this change."

  implements = { "oci-security-zones" = ["SZ-AC-16"] }
}
