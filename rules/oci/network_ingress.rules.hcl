# What may reach in: rules of security lists and of network security groups for incoming traffic.
# Rules only allow, in no order, and a network card has the union of all of its lists and groups:
# each rule is therefore judged alone, and what several only open together is judged apart.

param "admin_tcp_ports" {
  type        = list(number)
  default     = [23, 5900, 5901, 5902, 5903, 5985, 5986]
  description = "TCP ports of remote administration that must not be open to the internet, besides SSH and RDP: Telnet, VNC, WinRM."
}

param "admin_udp_ports" {
  type        = list(number)
  default     = []
  description = "UDP ports of remote administration that must not be open to the internet, besides RDP."
}

param "public_tcp_ports" {
  type        = list(number)
  default     = [443]
  description = "TCP ports that may be open to the internet."
}

param "own_network_may_use_all_protocols" {
  type        = bool
  default     = true
  description = "Whether a rule for all protocols is accepted when its source is the own VCN or the own network security group."
}

param "database_ports" {
  type        = list(number)
  default     = [1521, 1522, 1525, 1526, 2484, 3306, 5432, 6379, 27017, 33060]
  description = "TCP ports of databases."
}

param "approved_database_cidrs" {
  type        = list(string)
  default     = []
  description = "Address ranges from which database ports may be reached. While this and approved_database_nsgs are empty, the rules about it do not apply."
}

param "approved_database_nsgs" {
  type        = list(string)
  default     = []
  description = "Network security groups (OCIDs, or display names of groups in the same plan) whose members may reach database ports."
}

param "nfs_tcp_ports" {
  type        = list(number)
  default     = [111, 2048, 2049, 2050]
  description = "TCP ports of mount targets."
}

param "nfs_udp_ports" {
  type        = list(number)
  default     = [111, 2048]
  description = "UDP ports of mount targets."
}

param "approved_nfs_cidrs" {
  type        = list(string)
  default     = []
  description = "Address ranges from which mount targets may be reached. While it is empty, the rules about it do not apply."
}

param "widest_private_peer" {
  type        = number
  default     = 16
  description = "Shortest prefix of a private IPv4 range that a rule may name as its source."
}

param "widest_public_peer" {
  type        = number
  default     = 32
  description = "Shortest prefix of a public IPv4 range that a rule may name as its source."
}

param "widest_ipv6_peer" {
  type        = number
  default     = 48
  description = "Shortest prefix of an IPv6 range that a rule may name as its source."
}

param "widest_port_range" {
  type        = number
  default     = 100
  description = "Number of destination ports that one rule may open."
}

param "known_networks" {
  type        = map(list(string))
  default     = {}
  description = "Names of networks and their address ranges. A rule may only name sources in one of them; while it is empty, the rules about it do not apply."
}

param "environment_networks" {
  type        = map(list(string))
  default     = {}
  description = "Environments and their address ranges, such as { prod = [\"10.1.0.0/16\"] }. No rule may admit one environment to another; while it is empty, the rules about it do not apply."
}

param "environment_tag" {
  type        = string
  default     = "Environment"
  description = "Tag that names the environment of a security list or a network security group: the key of a free-form tag, or NAMESPACE.KEY of a defined one."
}

locals {
  # What a rule of a list admits, in words; rules about groups have attrs for it.
  it = each.value
  what = (
    contains(["6", "17"], local.it.protocol) ?
    "${local.it.protocol == "6" ? "TCP" : "UDP"} ports ${join(", ", [for r in net::ports(local.it) : r.from == r.to ? tostring(r.from) : "${r.from}-${r.to}"])}" :
    local.it.protocol == "all" ? "every port of every protocol" :
    lookup({ "1" = "ICMP", "58" = "ICMPv6" }, local.it.protocol, "protocol ${local.it.protocol}")
  )

  # A rule that opens everything is told once, by the rule for it below, and not for each port again.
  opens_all = rule::certain(
    net::allows(local.it, net::internet(), "all", null) ||
    net::allows(local.it, net::internet(), "tcp", "all") || net::allows(local.it, net::internet(), "udp", "all")
  )

  database_types = [
    "oci_database_autonomous_database", "oci_database_db_system", "oci_database_cloud_vm_cluster",
    "oci_mysql_mysql_db_system", "oci_psql_db_system",
  ]
}

# --- administration from anywhere ---------------------------------------------------------

rule "oci-security-list-ingress-ssh-open" {
  title     = "Security lists do not open SSH to the internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each      = attrs.ingress_security_rules
    condition     = !net::allows(each.value, net::internet(), "tcp", 22) || local.opens_all
    error_message = "Security list ${meta.name} opens SSH (TCP port 22) to ${each.value.source}."
  }

  # A source cut into pieces that are each too small to mean the internet.
  enforce {
    condition = (
      !net::allows_any(attrs.ingress_security_rules, net::internet(), "tcp", 22) ||
      anytrue([for r in attrs.ingress_security_rules : net::allows(r, net::internet(), "tcp", 22)])
    )
    error_message = "The rules of security list ${meta.name} together open SSH (TCP port 22) to a great part of the internet."
    at            = attrs.ingress_security_rules
  }

  why    = "Every address of the internet is probed for SSH all day. One weak password or one unpatched server is enough, and all subnets with this list are exposed at once."
  remedy = "Name the addresses that need it as source, or drop the rule and reach the machines through the Bastion service."

  controls = { "cis-oci-3.0" = ["2.1"] }
  aliases  = ["CKV_OCI_19"]
}

rule "oci-security-list-ingress-rdp-open" {
  title     = "Security lists do not open RDP to the internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      !net::allows(each.value, net::internet(), "tcp", 3389) &&
      !net::allows(each.value, net::internet(), "udp", 3389) ||
      local.opens_all
    )
    error_message = "Security list ${meta.name} opens RDP (port 3389) to ${each.value.source}."
  }

  enforce {
    condition = (
      !(net::allows_any(attrs.ingress_security_rules, net::internet(), "tcp", 3389) ||
      net::allows_any(attrs.ingress_security_rules, net::internet(), "udp", 3389)) ||
      anytrue([for r in attrs.ingress_security_rules :
        net::allows(r, net::internet(), "tcp", 3389) || net::allows(r, net::internet(), "udp", 3389)
      ])
    )
    error_message = "The rules of security list ${meta.name} together open RDP (port 3389) to a great part of the internet."
    at            = attrs.ingress_security_rules
  }

  why    = "Remote desktops that answer to everybody are the commonest way in for ransomware. RDP uses UDP as well as TCP."
  remedy = "Name the addresses that need it as source, or drop the rule and reach the machines through the Bastion service."

  controls = { "cis-oci-3.0" = ["2.2"] }
  aliases  = ["CKV_OCI_20"]
}

rule "oci-nsg-ingress-ssh-open" {
  title     = "Network security groups do not open SSH to the internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true
  filter    = upper(attrs.direction) == "INGRESS"

  locals {
    it = attrs
  }

  enforce {
    condition     = !net::allows(attrs, net::internet(), "tcp", 22) || local.opens_all
    error_message = "Rule ${meta.name} of a network security group opens SSH (TCP port 22) to ${attrs.source}."
    at            = attrs.source
  }

  why    = "Every address of the internet is probed for SSH all day. A strict security list on the subnet does not help: a network card admits what any of its lists or groups admits."
  remedy = "Name the addresses or the group that need it as source, or drop the rule and reach the machines through the Bastion service."

  controls = { "cis-oci-3.0" = ["2.3"] }
  aliases  = ["CKV_OCI_22"]
}

rule "oci-nsg-ingress-rdp-open" {
  title     = "Network security groups do not open RDP to the internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true
  filter    = upper(attrs.direction) == "INGRESS"

  locals {
    it = attrs
  }

  enforce {
    condition = (
      !net::allows(attrs, net::internet(), "tcp", 3389) &&
      !net::allows(attrs, net::internet(), "udp", 3389) ||
      local.opens_all
    )
    error_message = "Rule ${meta.name} of a network security group opens RDP (port 3389) to ${attrs.source}."
    at            = attrs.source
  }

  why    = "Remote desktops that answer to everybody are the commonest way in for ransomware. A strict security list on the subnet does not help: a network card admits what any of its lists or groups admits."
  remedy = "Name the addresses or the group that need it as source, or drop the rule and reach the machines through the Bastion service."

  controls = { "cis-oci-3.0" = ["2.4"] }
  aliases  = ["CKV2_OCI_2"]
}

rule "oci-security-list-ingress-admin-port-open" {
  title     = "Security lists do not open ports of remote administration to the internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      !net::allows(each.value, net::internet(), null, null) || local.opens_all ||
      alltrue([for p in param.admin_tcp_ports : !net::allows(each.value, net::internet(), "tcp", p)]) &&
      alltrue([for p in param.admin_udp_ports : !net::allows(each.value, net::internet(), "udp", p)])
    )
    error_message = "Security list ${meta.name} opens ports of remote administration (${join(", ", concat([for p in param.admin_tcp_ports : "TCP ${p}" if net::allows(each.value, net::internet(), "tcp", p)], [for p in param.admin_udp_ports : "UDP ${p}" if net::allows(each.value, net::internet(), "udp", p)]))}) to ${each.value.source}."
  }

  why    = "Telnet sends passwords in clear, VNC and WinRM give a whole machine to whoever guesses one."
  remedy = "Name the addresses that need it as source, or drop the rule and reach the machines through the Bastion service. Which ports count is set by param \"admin_tcp_ports\" and param \"admin_udp_ports\"."
}

rule "oci-nsg-ingress-admin-port-open" {
  title     = "Network security groups do not open ports of remote administration to the internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter    = upper(attrs.direction) == "INGRESS"

  locals {
    it = attrs
  }

  enforce {
    condition = (
      !net::allows(attrs, net::internet(), null, null) || local.opens_all ||
      alltrue([for p in param.admin_tcp_ports : !net::allows(attrs, net::internet(), "tcp", p)]) &&
      alltrue([for p in param.admin_udp_ports : !net::allows(attrs, net::internet(), "udp", p)])
    )
    error_message = "Rule ${meta.name} of a network security group opens ports of remote administration (${join(", ", concat([for p in param.admin_tcp_ports : "TCP ${p}" if net::allows(attrs, net::internet(), "tcp", p)], [for p in param.admin_udp_ports : "UDP ${p}" if net::allows(attrs, net::internet(), "udp", p)]))}) to ${attrs.source}."
    at            = attrs.source
  }

  why    = "Telnet sends passwords in clear, VNC and WinRM give a whole machine to whoever guesses one."
  remedy = "Name the addresses or the group that need it as source, or drop the rule. Which ports count is set by param \"admin_tcp_ports\" and param \"admin_udp_ports\"."
}

rule "oci-security-list-ingress-kubernetes-open" {
  title     = "Security lists of Kubernetes API endpoints do not open them to the internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter = anytrue([
    for s in local.subnets : length(ref::referrers("oci_containerengine_cluster", "endpoint_config.subnet_id", s)) > 0
  ])

  # A subnet that names no list has the default one of its VCN.
  locals {
    subnets = meta.type == "oci_core_security_list" ? ref::referrers("oci_core_subnet", "security_list_ids") : [
      for s in ref::referrers("oci_core_subnet", "vcn_id", ref::target(attrs.manage_default_resource_id)) : s
      if s.security_list_ids == null || anytrue([for l in s.security_list_ids[*] : ref::type(ref::target(l)) == "oci_core_vcn"])
    ]
  }

  enforce {
    for_each      = attrs.ingress_security_rules
    condition     = !net::allows(each.value, net::internet(), "tcp", 6443) || local.opens_all
    error_message = "Security list ${meta.name} opens the Kubernetes API (TCP port 6443) to ${each.value.source}."
  }

  why    = "Whoever reaches the endpoint can try stolen tokens and new weaknesses of the API server."
  remedy = "Name the addresses of the corporate network, of the pipeline and of the nodes as source."
}

rule "oci-nsg-ingress-kubernetes-open" {
  title     = "Kubernetes API endpoints are not open to the internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter = (
    upper(attrs.direction) == "INGRESS" &&
    length(ref::referrers("oci_containerengine_cluster", "endpoint_config.nsg_ids", ref::target(attrs.network_security_group_id))) > 0
  )

  locals {
    it = attrs
  }

  enforce {
    condition     = !net::allows(attrs, net::internet(), "tcp", 6443) || local.opens_all
    error_message = "Rule ${meta.name} of a network security group opens the Kubernetes API (TCP port 6443) to ${attrs.source}."
    at            = attrs.source
  }

  why    = "Whoever reaches the endpoint can try stolen tokens and new weaknesses of the API server."
  remedy = "Name the addresses of the corporate network, of the pipeline and of the nodes as source."
}

# --- everything from anywhere -------------------------------------------------------------

rule "oci-security-list-ingress-all-open" {
  title     = "Security lists do not open all protocols or all ports to the internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      !net::allows(each.value, net::internet(), "all", null) &&
      !(net::allows(each.value, net::internet(), "tcp", null) && net::port_count(each.value) >= 65535) &&
      !(net::allows(each.value, net::internet(), "udp", null) && net::port_count(each.value) >= 65535)
    )
    error_message = "Security list ${meta.name} opens every port${each.value.protocol == "all" ? " of every protocol" : ""} to ${each.value.source}."
  }

  # All ports cut into ranges, or all sources into pieces.
  enforce {
    condition = (
      !net::allows_any(attrs.ingress_security_rules, net::internet(), null, null) ||
      !(net::allows_any(attrs.ingress_security_rules, net::internet(), "tcp", "all") ||
      net::allows_any(attrs.ingress_security_rules, net::internet(), "udp", "all")) ||
      anytrue([for r in attrs.ingress_security_rules :
        net::allows(r, net::internet(), "tcp", "all") || net::allows(r, net::internet(), "udp", "all")
      ])
    )
    error_message = "The rules of security list ${meta.name} together open every port to a great part of the internet."
    at            = attrs.ingress_security_rules
  }

  why    = "Whatever starts listening in a subnet with this list, now or later, can be reached by anyone. A rule for TCP or UDP without ports means all ports."
  remedy = "Write one rule for each service that is meant to be public, with its protocol and its ports."

  controls = { "cis-oci-3.0" = ["2.1", "2.2"] }
}

rule "oci-nsg-ingress-all-open" {
  title     = "Network security groups do not open all protocols or all ports to the internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true
  filter    = upper(attrs.direction) == "INGRESS"

  enforce {
    condition = (
      !net::allows(attrs, net::internet(), "all", null) &&
      !(net::allows(attrs, net::internet(), "tcp", null) && net::port_count(attrs) >= 65535) &&
      !(net::allows(attrs, net::internet(), "udp", null) && net::port_count(attrs) >= 65535)
    )
    error_message = "Rule ${meta.name} of a network security group opens every port${attrs.protocol == "all" ? " of every protocol" : ""} to ${attrs.source}."
    at            = attrs.source
  }

  why    = "Whatever starts listening on a member of the group, now or later, can be reached by anyone. A rule for TCP or UDP without a destination port range means all ports."
  remedy = "Write one rule for each service that is meant to be public, with its protocol and a destination_port_range."

  controls = { "cis-oci-3.0" = ["2.3", "2.4"] }
}

# --- organisation: what may be public at all ----------------------------------------------

# Types 3/4 (IPv4) and 2 (IPv6) of ICMP tell a sender that its packets are too large: closing them breaks connections.
rule "oci-net-security-list-ingress-public" {
  title     = "Security lists open only listed ports to the internet"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "high"

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      !net::allows(each.value, net::internet(), null, null) ||
      each.value.protocol == "6" && net::port_count(each.value) == length([for p in distinct(param.public_tcp_ports) : p if anytrue([for r in net::ports(each.value) : r.from <= p && p <= r.to])]) ||
      each.value.protocol == "1" && anytrue([for o in each.value.icmp_options : o.type == 3 && o.code == 4]) ||
      each.value.protocol == "58" && anytrue([for o in each.value.icmp_options : o.type == 2])
    )
    error_message = "Security list ${meta.name} admits ${each.value.source} to ${local.what}, which is not listed as public."
  }

  why    = "What is public is a decision of the organisation, and every other open port is an accident."
  remedy = "Narrow source, or narrow the ports to those of param \"public_tcp_ports\"."
}

rule "oci-net-nsg-ingress-public" {
  title     = "Network security groups open only listed ports to the internet"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "high"
  filter    = upper(attrs.direction) == "INGRESS"

  locals {
    it = attrs
  }

  enforce {
    condition = (
      !net::allows(attrs, net::internet(), null, null) ||
      attrs.protocol == "6" && net::port_count(attrs) == length([for p in distinct(param.public_tcp_ports) : p if anytrue([for r in net::ports(attrs) : r.from <= p && p <= r.to])]) ||
      attrs.protocol == "1" && anytrue([for o in attrs.icmp_options : o.type == 3 && o.code == 4]) ||
      attrs.protocol == "58" && anytrue([for o in attrs.icmp_options : o.type == 2])
    )
    error_message = "Rule ${meta.name} of a network security group admits ${attrs.source} to ${local.what}, which is not listed as public."
    at            = attrs.source
  }

  why    = "What is public is a decision of the organisation, and every other open port is an accident."
  remedy = "Narrow source, or narrow destination_port_range to the ports of param \"public_tcp_ports\"."
}

# Several rules of one group may open what none of them opens alone.
rule "oci-net-nsg-ingress-open-together" {
  title     = "The rules of a network security group do not open SSH or RDP to the internet together"
  resource  = ["oci_core_network_security_group"]
  principle = "network"
  severity  = "high"

  locals {
    rules = [
      for r in ref::referrers("oci_core_network_security_group_security_rule", "network_security_group_id") : {
        direction                 = r.direction
        network_security_group_id = r.network_security_group_id
        protocol                  = r.protocol
        source                    = r.source
        source_type               = r.source_type
        stateless                 = r.stateless
        icmp_options              = r.icmp_options
        tcp_options               = r.tcp_options
        udp_options               = r.udp_options
      } if upper(r.direction) == "INGRESS"
    ]
  }

  enforce {
    condition = (
      !(net::allows_any(local.rules, net::internet(), "tcp", 22) || net::allows_any(local.rules, net::internet(), "tcp", 3389)) ||
      anytrue([for r in local.rules : net::allows(r, net::internet(), "tcp", 22) || net::allows(r, net::internet(), "tcp", 3389)])
    )
    error_message = "The rules of network security group ${meta.name} together open SSH or RDP (TCP port 22 or 3389) to a great part of the internet."
  }

  why    = "Cut into small enough pieces, the whole internet fits into rules of which each looks harmless."
  remedy = "Name the addresses that need access, and no more."
}

# --- organisation: protocols, ports, peers ------------------------------------------------

rule "oci-net-security-list-ingress-all-protocols" {
  title     = "Rules of security lists for incoming traffic name a protocol"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"

  locals {
    vcn   = meta.type == "oci_core_security_list" ? ref::target(attrs.vcn_id) : ref::target(attrs.manage_default_resource_id)
    cidrs = flatten([local.vcn.cidr_block[*], local.vcn.cidr_blocks[*]])
  }

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      !net::all_protocols(each.value) ||
      param.own_network_may_use_all_protocols && net::within(each.value, local.cidrs)
    )
    error_message = "Security list ${meta.name} admits every protocol from ${each.value.source}."
  }

  why    = "A rule for all protocols admits every service that will ever run in the subnet, known or not."
  remedy = "Write the protocol and the ports that the source needs."
}

rule "oci-net-nsg-ingress-all-protocols" {
  title     = "Rules of network security groups for incoming traffic name a protocol"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "medium"
  filter    = upper(attrs.direction) == "INGRESS"

  enforce {
    condition = (
      !net::all_protocols(attrs) ||
      param.own_network_may_use_all_protocols && net::is_group(attrs) && ref::same(ref::target(attrs.source), ref::target(attrs.network_security_group_id))
    )
    error_message = "Rule ${meta.name} of a network security group admits every protocol from ${attrs.source}."
    at            = attrs.protocol
  }

  why    = "A rule for all protocols admits every service that will ever run on a member of the group, known or not."
  remedy = "Write the protocol and a destination_port_range."
}

rule "oci-net-security-list-ingress-port-range" {
  title     = "Rules of security lists for incoming traffic open few ports"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"

  enforce {
    for_each      = attrs.ingress_security_rules
    condition     = net::port_count(each.value) <= param.widest_port_range
    error_message = "Security list ${meta.name} opens ${net::port_count(each.value)} ports to ${each.value.source}, and ${param.widest_port_range} are the limit."
  }

  why    = "A wide range is open for services that nobody has in mind. A rule for TCP or UDP without ports means all ports."
  remedy = "Write the ports that are in use, or raise param \"widest_port_range\"."
}

rule "oci-net-nsg-ingress-port-range" {
  title     = "Rules of network security groups for incoming traffic open few ports"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "medium"
  # All protocols from the own group is the usual rule inside a cluster, and has a rule of its own.
  filter = upper(attrs.direction) == "INGRESS" && !net::all_protocols(attrs)

  enforce {
    condition     = net::port_count(attrs) <= param.widest_port_range
    error_message = "Rule ${meta.name} of a network security group opens ${net::port_count(attrs)} ports to ${attrs.source}, and ${param.widest_port_range} are the limit."
    at            = attrs.protocol == "17" ? attrs.udp_options : attrs.tcp_options
  }

  why    = "A wide range is open for services that nobody has in mind. A rule for TCP or UDP without a destination port range means all ports."
  remedy = "Write the ports that are in use, or raise param \"widest_port_range\"."
}

rule "oci-net-security-list-ingress-wide-source" {
  title     = "Rules of security lists name narrow sources"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      (net::peer_prefix(each.value, 4) == null ? true : net::peer_prefix(each.value, 4) >= (net::is_public(net::peers(each.value)) ? param.widest_public_peer : param.widest_private_peer)) &&
      (net::peer_prefix(each.value, 6) == null ? true : net::peer_prefix(each.value, 6) >= param.widest_ipv6_peer)
    )
    error_message = "Security list ${meta.name} admits ${each.value.source}, which is wider than the organisation allows."
  }

  why    = "The wider a source, the more machines can misuse the rule, and the less it says about who needs it."
  remedy = "Name the subnets or the hosts that need access. Limits are param \"widest_private_peer\", \"widest_public_peer\" and \"widest_ipv6_peer\"."
}

rule "oci-net-nsg-ingress-wide-source" {
  title     = "Rules of network security groups name narrow sources"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "medium"
  filter    = upper(attrs.direction) == "INGRESS" && !net::is_group(attrs) && !net::is_service(attrs)

  enforce {
    condition = (
      (net::peer_prefix(attrs, 4) == null ? true : net::peer_prefix(attrs, 4) >= (net::is_public(net::peers(attrs)) ? param.widest_public_peer : param.widest_private_peer)) &&
      (net::peer_prefix(attrs, 6) == null ? true : net::peer_prefix(attrs, 6) >= param.widest_ipv6_peer)
    )
    error_message = "Rule ${meta.name} of a network security group admits ${attrs.source}, which is wider than the organisation allows."
    at            = attrs.source
  }

  why    = "The wider a source, the more machines can misuse the rule, and the less it says about who needs it."
  remedy = "Name a group, or the subnets or hosts that need access. Limits are param \"widest_private_peer\", \"widest_public_peer\" and \"widest_ipv6_peer\"."
}

rule "oci-net-security-list-ingress-unknown-source" {
  title     = "Rules of security lists name sources in known networks"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "medium"
  filter    = length(param.known_networks) > 0

  enforce {
    for_each      = attrs.ingress_security_rules
    condition     = net::is_service(each.value) || net::within(each.value, flatten(values(param.known_networks)))
    error_message = "Security list ${meta.name} admits ${each.value.source}, which is in none of the known networks (${join(", ", keys(param.known_networks))})."
  }

  why    = "Nobody can say who is behind an address that belongs to no network of the organisation."
  remedy = "Correct the source, or have the network added to param \"known_networks\"."
}

rule "oci-net-nsg-ingress-unknown-source" {
  title     = "Rules of network security groups name sources in known networks"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "medium"
  filter    = length(param.known_networks) > 0 && upper(attrs.direction) == "INGRESS"

  enforce {
    condition     = net::is_service(attrs) || net::is_group(attrs) || net::within(attrs, flatten(values(param.known_networks)))
    error_message = "Rule ${meta.name} of a network security group admits ${attrs.source}, which is in none of the known networks (${join(", ", keys(param.known_networks))})."
    at            = attrs.source
  }

  why    = "Nobody can say who is behind an address that belongs to no network of the organisation."
  remedy = "Correct the source, or have the network added to param \"known_networks\"."
}

rule "oci-net-security-list-ingress-other-environment" {
  title     = "Security lists do not admit other environments"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "high"
  filter    = length(param.environment_networks) > 0 && contains(keys(param.environment_networks), local.environment)

  locals {
    tags        = strcontains(param.environment_tag, ".") ? attrs.defined_tags : attrs.freeform_tags
    environment = local.tags == null ? "" : lookup(local.tags, param.environment_tag, "")
  }

  enforce {
    for_each = attrs.ingress_security_rules
    condition = alltrue([
      for name, cidrs in param.environment_networks :
      name == local.environment || net::is_service(each.value) || !net::overlaps(each.value, cidrs)
    ])
    error_message = "Security list ${meta.name} of environment ${local.environment} admits ${each.value.source}, which is in another environment."
  }

  why    = "What runs in a test environment is less guarded, and a way from there into production makes production as weak."
  remedy = "Remove the rule, and exchange data through an interface that both environments may use."
}

rule "oci-net-nsg-ingress-other-environment" {
  title     = "Network security groups do not admit other environments"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "high"
  filter = (
    length(param.environment_networks) > 0 && upper(attrs.direction) == "INGRESS" &&
    contains(keys(param.environment_networks), local.environment)
  )

  # A rule has no tags; its group has.
  locals {
    group       = ref::target(attrs.network_security_group_id)
    tags        = strcontains(param.environment_tag, ".") ? local.group.defined_tags : local.group.freeform_tags
    environment = local.tags == null ? "" : lookup(local.tags, param.environment_tag, "")
  }

  enforce {
    condition = alltrue([
      for name, cidrs in param.environment_networks :
      name == local.environment || net::is_service(attrs) || net::is_group(attrs) || !net::overlaps(attrs, cidrs)
    ])
    error_message = "Rule ${meta.name} of a network security group of environment ${local.environment} admits ${attrs.source}, which is in another environment."
    at            = attrs.source
  }

  why    = "What runs in a test environment is less guarded, and a way from there into production makes production as weak."
  remedy = "Remove the rule, and exchange data through an interface that both environments may use."
}

# --- organisation: databases and file systems ---------------------------------------------

rule "oci-net-security-list-database-port" {
  title     = "Security lists open database ports to approved sources only"
  resource  = ["oci_core_security_list", "oci_core_default_security_list"]
  principle = "network"
  severity  = "high"
  filter    = length(param.approved_database_cidrs) + length(param.approved_database_nsgs) > 0

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      alltrue([for p in param.database_ports : !net::allows(each.value, ["0.0.0.0/0", "::/0"], "tcp", p)]) ||
      net::within(each.value, param.approved_database_cidrs)
    )
    error_message = "Security list ${meta.name} opens database ports (${local.what}) to ${each.value.source}, which is not an approved range."
  }

  why    = "A database should be reached by its applications and by nothing else. A rule for all ports opens those of databases too."
  remedy = "Name a range of param \"approved_database_cidrs\" as source, or narrow the ports of the rule."
}

rule "oci-net-nsg-database-port" {
  title     = "Network security groups open database ports to approved sources only"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "high"
  filter = (
    upper(attrs.direction) == "INGRESS" &&
    length(param.approved_database_cidrs) + length(param.approved_database_nsgs) > 0
  )

  locals {
    it = attrs
  }

  enforce {
    condition = (
      alltrue([for p in param.database_ports : !net::allows(merge(attrs, { source = "0.0.0.0/0", source_type = "CIDR_BLOCK" }), net::internet(), "tcp", p)]) ||
      (
        net::is_group(attrs) ?
        anytrue([for n in param.approved_database_nsgs : startswith(n, "ocid1.") ? n == attrs.source : n == ref::target(attrs.source).display_name]) :
        net::within(attrs, param.approved_database_cidrs)
      )
    )
    error_message = "Rule ${meta.name} of a network security group opens database ports (${local.what}) to ${attrs.source}, which is not an approved source."
    at            = attrs.source
  }

  why    = "A database should be reached by its applications and by nothing else. A rule for all ports opens those of databases too."
  remedy = "Name a range of param \"approved_database_cidrs\" or a group of param \"approved_database_nsgs\" as source, or narrow the ports of the rule."
}

rule "oci-net-security-list-database-subnet" {
  title     = "Security lists of database subnets open database ports only"
  resource  = ["oci_core_security_list"]
  principle = "network"
  severity  = "medium"
  filter = anytrue([
    for s in ref::referrers("oci_core_subnet", "security_list_ids") :
    length(ref::referrers(local.database_types, "subnet_id", s)) > 0
  ])

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      contains(["1", "58"], each.value.protocol) ||
      each.value.protocol == "6" && net::port_count(each.value) == length(distinct([for p in param.database_ports : p if anytrue([for r in net::ports(each.value) : r.from <= p && p <= r.to])]))
    )
    error_message = "Security list ${meta.name} of a subnet with databases admits ${each.value.source} to ${local.what}, which is more than database ports."
  }

  why    = "Whatever else is open beside the database is a way to the machine that it runs on."
  remedy = "Narrow the rule to the ports of param \"database_ports\", and put other machines into another subnet."
}

rule "oci-net-security-list-nfs" {
  title     = "Security lists of mount targets admit approved clients only"
  resource  = ["oci_core_security_list"]
  principle = "network"
  severity  = "high"
  filter = length(param.approved_nfs_cidrs) > 0 && anytrue([
    for s in ref::referrers("oci_core_subnet", "security_list_ids") :
    length(ref::referrers("oci_file_storage_mount_target", "subnet_id", s)) > 0
  ])

  enforce {
    for_each = attrs.ingress_security_rules
    condition = (
      alltrue([for p in param.nfs_tcp_ports : !net::allows(each.value, ["0.0.0.0/0", "::/0"], "tcp", p)]) &&
      alltrue([for p in param.nfs_udp_ports : !net::allows(each.value, ["0.0.0.0/0", "::/0"], "udp", p)]) ||
      net::within(each.value, param.approved_nfs_cidrs)
    )
    error_message = "Security list ${meta.name} of a subnet with mount targets opens NFS ports (${local.what}) to ${each.value.source}, which is not an approved range."
  }

  why    = "NFS trusts the client to say who its users are: whoever reaches the port can read what they may."
  remedy = "Name a range of param \"approved_nfs_cidrs\" as source."
}

rule "oci-net-nsg-nfs" {
  title     = "Network security groups of mount targets admit approved clients only"
  resource  = ["oci_core_network_security_group_security_rule"]
  principle = "network"
  severity  = "high"
  filter = (
    length(param.approved_nfs_cidrs) > 0 && upper(attrs.direction) == "INGRESS" && !net::is_group(attrs) &&
    length(ref::referrers("oci_file_storage_mount_target", "nsg_ids", ref::target(attrs.network_security_group_id))) > 0
  )

  locals {
    it = attrs
  }

  enforce {
    condition = (
      alltrue([for p in param.nfs_tcp_ports : !net::allows(attrs, ["0.0.0.0/0", "::/0"], "tcp", p)]) &&
      alltrue([for p in param.nfs_udp_ports : !net::allows(attrs, ["0.0.0.0/0", "::/0"], "udp", p)]) ||
      net::within(attrs, param.approved_nfs_cidrs)
    )
    error_message = "Rule ${meta.name} of a network security group of mount targets opens NFS ports (${local.what}) to ${attrs.source}, which is not an approved range."
    at            = attrs.source
  }

  why    = "NFS trusts the client to say who its users are: whoever reaches the port can read what they may."
  remedy = "Name a range of param \"approved_nfs_cidrs\" as source."
}
