# Security groups and network ACLs. One meaning has several forms here: inline blocks, rules as resources
# of two generations, ordered entries of an ACL. net::ingress and net::egress read all of them.

param "aws_admin_tcp_ports" {
  type        = list(number)
  default     = [23, 5900, 5901, 5902, 5903, 5985, 5986]
  description = "TCP ports of remote administration that must not be open to the internet, besides SSH and RDP: Telnet, VNC, WinRM."
}

param "aws_public_tcp_ports" {
  type        = list(number)
  default     = [80, 443]
  description = "TCP ports that may be open to the internet."
}

locals {
  # The attribute with the peers that open it, where a rule is a resource; else its block.
  place = (
    meta.type == "aws_security_group_rule" ? (
      rule::certain(net::is_internet(coalesce(attrs.cidr_blocks, []))) ? attrs.cidr_blocks :
      rule::certain(net::is_internet(coalesce(attrs.ipv6_cidr_blocks, []))) ? attrs.ipv6_cidr_blocks :
      length(coalesce(attrs.prefix_list_ids, [])) > 0 ? attrs.prefix_list_ids : attrs.cidr_blocks
    ) :
    startswith(meta.type, "aws_vpc_") ? (
      attrs.cidr_ipv4 != null ? attrs.cidr_ipv4 : attrs.cidr_ipv6 != null ? attrs.cidr_ipv6 : attrs.prefix_list_id
    ) :
    each.value
  )

  # The peers that open it; all of them, where none does so alone.
  open_peers = [for p in each.value.peers : p if rule::certain(p == "the internet" || try(net::is_internet(p), false))]
  peers      = join(", ", length(local.open_peers) > 0 ? local.open_peers : each.value.peers)
}

# A rule that opens everything is told once, by the rule for it below, and not for each port again.
locals {
  opens_all = rule::certain(
    net::allows(each.value, net::internet(), "all", null) ||
    net::allows(each.value, net::internet(), "tcp", "all") || net::allows(each.value, net::internet(), "udp", "all")
  )
}

locals {
  separate_rules = ["aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]

  # The default group of a VPC is named by the VPC, too: VPCs that rules name that way, and the one of which this is the
  # default group. (The first are the same for all groups, and mostly there are none.)
  vpcs_with_rules = [
    for v in ref::resources(["aws_vpc", "aws_default_vpc"]) : v
    if length(ref::referrers(local.separate_rules, "security_group_id", v)) > 0
  ]
  named_by_vpc = [for v in local.vpcs_with_rules : v if meta.type == "aws_default_security_group" && ref::same(v, attrs.vpc_id)]
}

# --- security groups ----------------------------------------------------------------------

rule "aws-sg-ingress-ssh-open" {
  title     = "Security groups do not open SSH to the internet"
  resource  = ["aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each      = net::ingress(attrs, meta.type)
    condition     = !net::allows(each.value, net::internet(), "tcp", 22) || local.opens_all
    error_message = "${meta.address} opens SSH (TCP port 22) to ${local.peers}."
    at            = local.place
  }

  # A source cut into pieces that are each too small to mean the internet.
  enforce {
    condition = (
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", 22) ||
      anytrue([for r in net::ingress(attrs, meta.type) : net::allows(r, net::internet(), "tcp", 22)])
    )
    error_message = "The rules of ${meta.address} together open SSH (TCP port 22) to a great part of the internet."
  }

  why    = "Every address of the internet is probed for SSH all day. One weak password or one unpatched server is enough."
  remedy = "Name the addresses or the security group that need it, or drop the rule and use Session Manager."

  controls = { "cis-aws-3.0" = ["5.2", "5.3"] }
  aliases  = ["CKV_AWS_24"]
}

rule "aws-sg-ingress-rdp-open" {
  title     = "Security groups do not open RDP to the internet"
  resource  = ["aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each = net::ingress(attrs, meta.type)
    condition = (
      !net::allows(each.value, net::internet(), "tcp", 3389) &&
      !net::allows(each.value, net::internet(), "udp", 3389) ||
      local.opens_all
    )
    error_message = "${meta.address} opens RDP (port 3389) to ${local.peers}."
    at            = local.place
  }

  enforce {
    condition = (
      !(net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", 3389) ||
      net::allows_any(net::ingress(attrs, meta.type), net::internet(), "udp", 3389)) ||
      anytrue([for r in net::ingress(attrs, meta.type) :
        net::allows(r, net::internet(), "tcp", 3389) || net::allows(r, net::internet(), "udp", 3389)
      ])
    )
    error_message = "The rules of ${meta.address} together open RDP (port 3389) to a great part of the internet."
  }

  why    = "Remote desktops that answer to everybody are the commonest way in for ransomware. RDP uses UDP as well as TCP."
  remedy = "Name the addresses or the security group that need it, or drop the rule and use Fleet Manager."

  controls = { "cis-aws-3.0" = ["5.2", "5.3"] }
  aliases  = ["CKV_AWS_25"]
}

rule "aws-sg-ingress-admin-port-open" {
  title     = "Security groups do not open ports of remote administration to the internet"
  resource  = ["aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    for_each = net::ingress(attrs, meta.type)
    condition = (
      !net::allows(each.value, net::internet(), null, null) || local.opens_all ||
      alltrue([for p in param.aws_admin_tcp_ports : !net::allows(each.value, net::internet(), "tcp", p)])
    )
    error_message = "${meta.address} opens ports of remote administration (${join(", ", [for p in param.aws_admin_tcp_ports : "TCP ${p}" if net::allows(each.value, net::internet(), "tcp", p)])}) to ${local.peers}."
    at            = local.place
  }

  why    = "Telnet sends passwords in clear, VNC and WinRM give a whole machine to whoever guesses one."
  remedy = "Name the addresses or the security group that need it. Which ports count is set by param \"aws_admin_tcp_ports\"."
}

rule "aws-sg-ingress-all-ports-open" {
  title     = "Security groups do not open all protocols or all ports to the internet"
  resource  = ["aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"]
  principle = "network"
  severity  = "critical"
  baseline  = true

  enforce {
    for_each = net::ingress(attrs, meta.type)
    condition = (
      !net::allows(each.value, net::internet(), "all", null) &&
      !(net::allows(each.value, net::internet(), "tcp", null) && net::port_count(each.value) >= 65535) &&
      !(net::allows(each.value, net::internet(), "udp", null) && net::port_count(each.value) >= 65535)
    )
    error_message = "${meta.address} opens every port${net::all_protocols(each.value) ? " of every protocol" : ""} to ${local.peers}."
    at            = local.place
  }

  # All ports cut into ranges, or all sources into pieces.
  enforce {
    condition = (
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), null, null) ||
      !(net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", "all") ||
      net::allows_any(net::ingress(attrs, meta.type), net::internet(), "udp", "all")) ||
      anytrue([for r in net::ingress(attrs, meta.type) :
        net::allows(r, net::internet(), "tcp", "all") || net::allows(r, net::internet(), "udp", "all")
      ])
    )
    error_message = "The rules of ${meta.address} together open every port to a great part of the internet."
  }

  why    = "Whatever starts listening behind this group, now or later, can be reached by anyone."
  remedy = "Write one rule for each service that is meant to be public, with its protocol and its ports."

  controls = { "cis-aws-3.0" = ["5.2", "5.3"] }
  aliases  = ["CKV_AWS_277"]
}

rule "aws-sg-ingress-public-any-port" {
  title     = "Security groups open only listed ports to the internet"
  resource  = ["aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_ingress_rule"]
  principle = "network"
  severity  = "high"

  enforce {
    for_each = net::ingress(attrs, meta.type)
    condition = (
      !net::allows(each.value, net::internet(), null, null) ||
      each.value.protocol == "tcp" && net::port_count(each.value) == length([for p in distinct(param.aws_public_tcp_ports) : p if anytrue([for r in net::ports(each.value) : r.from <= p && p <= r.to])])
    )
    error_message = "${meta.address} admits ${local.peers} to ${each.value.protocol} ports ${join(", ", [for r in net::ports(each.value) : r.from == r.to ? tostring(r.from) : "${r.from}-${r.to}"])}, which are not listed as public."
    at            = local.place
  }

  why    = "What is public is a decision of the organisation, and every other open port is an accident."
  remedy = "Narrow the source, or narrow the ports to those of param \"aws_public_tcp_ports\"."

  aliases = ["AWS-0107"]
}

# Several rules of one group may open what none of them opens alone.
rule "aws-sg-ingress-open-together" {
  title     = "The rules of a security group do not open SSH, RDP or every port to the internet together"
  resource  = ["aws_security_group", "aws_default_security_group"]
  principle = "network"
  severity  = "high"

  locals {
    of_ingress_type = concat(
      ref::referrers("aws_vpc_security_group_ingress_rule", "security_group_id"),
      flatten([for v in local.named_by_vpc : ref::referrers("aws_vpc_security_group_ingress_rule", "security_group_id", v)]),
    )
    of_both_directions = concat(
      ref::referrers("aws_security_group_rule", "security_group_id"),
      flatten([for v in local.named_by_vpc : ref::referrers("aws_security_group_rule", "security_group_id", v)]),
    )
    rules = concat(
      flatten([
        for r in local.of_ingress_type : net::ingress({
          cidr_ipv4                    = r.cidr_ipv4
          cidr_ipv6                    = r.cidr_ipv6
          from_port                    = r.from_port
          ip_protocol                  = r.ip_protocol
          prefix_list_id               = r.prefix_list_id
          referenced_security_group_id = r.referenced_security_group_id
          to_port                      = r.to_port
        }, "aws_vpc_security_group_ingress_rule")
      ]),
      flatten([
        for r in local.of_both_directions : net::ingress({
          cidr_blocks              = r.cidr_blocks
          from_port                = r.from_port
          ipv6_cidr_blocks         = r.ipv6_cidr_blocks
          prefix_list_ids          = r.prefix_list_ids
          protocol                 = r.protocol
          self                     = r.self
          source_security_group_id = r.source_security_group_id
          to_port                  = r.to_port
          type                     = r.type
        }, "aws_security_group_rule")
      ]),
    )
  }

  enforce {
    condition = (
      !net::allows_any(local.rules, net::internet(), "tcp", 22) ||
      anytrue([for r in local.rules : net::allows(r, net::internet(), "tcp", 22)])
    )
    error_message = "The rules of security group ${meta.name} together open SSH (TCP port 22) to a great part of the internet."
  }

  enforce {
    condition = (
      !(net::allows_any(local.rules, net::internet(), "tcp", 3389) || net::allows_any(local.rules, net::internet(), "udp", 3389)) ||
      anytrue([for r in local.rules : net::allows(r, net::internet(), "tcp", 3389) || net::allows(r, net::internet(), "udp", 3389)])
    )
    error_message = "The rules of security group ${meta.name} together open RDP (port 3389) to a great part of the internet."
  }

  enforce {
    condition = (
      !(net::allows_any(local.rules, net::internet(), "tcp", "all") || net::allows_any(local.rules, net::internet(), "udp", "all")) ||
      anytrue([for r in local.rules : net::allows(r, net::internet(), "tcp", "all") || net::allows(r, net::internet(), "udp", "all")])
    )
    error_message = "The rules of security group ${meta.name} together open every port to a great part of the internet."
  }

  why    = "Cut into small enough pieces, the whole internet fits into rules of which each looks harmless."
  remedy = "Name the addresses that need access, and no more."
}

rule "aws-sg-egress-any-open" {
  title     = "Security groups do not let traffic out to the whole internet"
  resource  = ["aws_security_group", "aws_default_security_group", "aws_security_group_rule", "aws_vpc_security_group_egress_rule"]
  principle = "network"
  severity  = "medium"

  # Every port of TCP is as good as everything to whoever carries data away.
  enforce {
    for_each = net::egress(attrs, meta.type)
    condition = (
      !net::allows(each.value, net::internet(), "all", null) &&
      !(net::allows(each.value, net::internet(), "tcp", null) && net::port_count(each.value) >= 65535)
    )
    error_message = "${meta.address} lets ${net::all_protocols(each.value) ? "all traffic" : "TCP on every port"} out to ${local.peers}."
    at            = local.place
  }

  why    = "Stolen data and the commands of an attacker travel over outgoing connections, and most break-ins need one."
  remedy = "Name the destinations, protocols and ports that are needed; reach services of AWS through VPC endpoints."

  aliases = ["CKV_AWS_382", "AWS-0104"]
}

rule "aws-default-sg-restricts-all" {
  title     = "Default security groups have no rules"
  resource  = ["aws_default_security_group"]
  principle = "network"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = length(net::rules(attrs, meta.type)) == 0
    error_message = "${meta.address} has rules."
  }

  # Rules that are resources of their own open the group just as well.
  enforce {
    condition     = length(ref::referrers(local.separate_rules, "security_group_id")) == 0 && length(local.named_by_vpc) == 0
    error_message = "${meta.address} is given rules by other resources."
    at            = attrs.vpc_id
  }

  why    = "Everything that names no security group gets this one, mostly without anybody noticing."
  remedy = "Leave out ingress and egress, and give each resource a security group of its own."

  controls = { "cis-aws-3.0" = ["5.4"] }
  aliases  = ["CKV2_AWS_12"]
}

rule "aws-vpc-default-sg-unmanaged" {
  title     = "VPCs have their default security group managed"
  resource  = ["aws_vpc"]
  principle = "network"
  severity  = "medium"
  baseline  = true

  enforce {
    condition     = length(ref::referrers("aws_default_security_group", "vpc_id")) > 0
    error_message = "VPC ${meta.name} keeps the default security group that AWS makes, whose members reach each other on every port."
  }

  why    = "Everything that names no security group gets the default one."
  remedy = "Add an aws_default_security_group with vpc_id of this VPC and without rules."

  controls = { "cis-aws-3.0" = ["5.4"] }
  aliases  = ["CKV2_AWS_12"]
}

# --- network ACLs -------------------------------------------------------------------------
# Entries are tried in the order of their numbers and the first that fits decides.

rule "aws-nacl-ingress-ssh-open" {
  title     = "Network ACLs do not open SSH to the internet"
  resource  = ["aws_network_acl", "aws_default_network_acl"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    condition     = !net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", 22) || local.acl_opens_all
    error_message = "${meta.address} opens SSH (TCP port 22) to the internet."
    at            = attrs.ingress
  }

  why    = "The ACL is the last wall of a subnet when a security group is opened by mistake."
  remedy = "Name the addresses that need it in cidr_block, or put a deny entry with a lower rule_no before it."

  controls = { "cis-aws-3.0" = ["5.1"] }
  aliases  = ["CKV_AWS_232"]
}

rule "aws-nacl-ingress-rdp-open" {
  title     = "Network ACLs do not open RDP to the internet"
  resource  = ["aws_network_acl", "aws_default_network_acl"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    condition = (
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), "tcp", 3389) &&
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), "udp", 3389) ||
      local.acl_opens_all
    )
    error_message = "${meta.address} opens RDP (port 3389) to the internet."
    at            = attrs.ingress
  }

  why    = "The ACL is the last wall of a subnet when a security group is opened by mistake."
  remedy = "Name the addresses that need it in cidr_block, or put a deny entry with a lower rule_no before it."

  controls = { "cis-aws-3.0" = ["5.1"] }
  aliases  = ["CKV_AWS_231"]
}

rule "aws-nacl-ingress-any-open" {
  title     = "Network ACLs do not open all protocols to the internet"
  resource  = ["aws_network_acl", "aws_default_network_acl"]
  principle = "network"
  severity  = "high"
  baseline  = true

  enforce {
    condition = (
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), "all", null) ||
      !net::allows_any(net::ingress(attrs, meta.type), net::internet(), "all", "all")
    )
    error_message = "${meta.address} opens every port of every protocol to the internet."
    at            = attrs.ingress
  }

  why    = "Such an ACL is no wall at all: one mistake in a security group is then enough."
  remedy = "Write one entry for each service that is meant to be public, with its protocol and its ports."

  controls = { "cis-aws-3.0" = ["5.1"] }
  aliases  = ["CKV_AWS_352", "AWS-0102"]
}

# An entry that is a resource of its own is open unless one with a lower number denies the same first.
rule "aws-nacl-rule-ingress-ssh-open" {
  title     = "Entries of network ACLs do not open SSH to the internet"
  resource  = ["aws_network_acl_rule"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter    = !local.leads_out && lower(attrs.rule_action) == "allow"

  enforce {
    condition = (
      !net::allows(attrs, net::internet(), "tcp", 22) ||
      !net::allows_any(local.entries, net::internet(), "tcp", 22) || local.entry_opens_all
    )
    error_message = "${meta.address} opens SSH (TCP port 22) to ${join(", ", net::peers(attrs))}."
    at            = attrs.cidr_block == null ? attrs.ipv6_cidr_block : attrs.cidr_block
  }

  why    = "The ACL is the last wall of a subnet when a security group is opened by mistake."
  remedy = "Name the addresses that need it in cidr_block, or add a deny entry with a lower rule_number."

  controls = { "cis-aws-3.0" = ["5.1"] }
  aliases  = ["CKV_AWS_232"]
}

rule "aws-nacl-rule-ingress-rdp-open" {
  title     = "Entries of network ACLs do not open RDP to the internet"
  resource  = ["aws_network_acl_rule"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter    = !local.leads_out && lower(attrs.rule_action) == "allow"

  enforce {
    condition = (
      !(net::allows(attrs, net::internet(), "tcp", 3389) || net::allows(attrs, net::internet(), "udp", 3389)) ||
      !(net::allows_any(local.entries, net::internet(), "tcp", 3389) || net::allows_any(local.entries, net::internet(), "udp", 3389)) ||
      local.entry_opens_all
    )
    error_message = "${meta.address} opens RDP (port 3389) to ${join(", ", net::peers(attrs))}."
    at            = attrs.cidr_block == null ? attrs.ipv6_cidr_block : attrs.cidr_block
  }

  why    = "The ACL is the last wall of a subnet when a security group is opened by mistake."
  remedy = "Name the addresses that need it in cidr_block, or add a deny entry with a lower rule_number."

  controls = { "cis-aws-3.0" = ["5.1"] }
  aliases  = ["CKV_AWS_231"]
}

rule "aws-nacl-rule-ingress-any-open" {
  title     = "Entries of network ACLs do not open all protocols to the internet"
  resource  = ["aws_network_acl_rule"]
  principle = "network"
  severity  = "high"
  baseline  = true
  filter    = !local.leads_out && lower(attrs.rule_action) == "allow"

  enforce {
    condition = (
      !net::allows(attrs, net::internet(), "all", null) ||
      !net::allows_any(local.entries, net::internet(), "all", "all")
    )
    error_message = "${meta.address} opens every port of every protocol to ${join(", ", net::peers(attrs))}."
    at            = attrs.cidr_block == null ? attrs.ipv6_cidr_block : attrs.cidr_block
  }

  why    = "Such an entry makes the ACL no wall at all: one mistake in a security group is then enough."
  remedy = "Write one entry for each service that is meant to be public, with its protocol and its ports."

  controls = { "cis-aws-3.0" = ["5.1"] }
  aliases  = ["CKV_AWS_352", "AWS-0102"]
}

locals {
  # What the rules about everything tell is not told for each port again.
  acl_opens_all = rule::certain(
    net::allows_any(net::ingress(attrs, meta.type), net::internet(), "all", null) &&
    net::allows_any(net::ingress(attrs, meta.type), net::internet(), "all", "all")
  )
  entry_opens_all = rule::certain(
    net::allows(attrs, net::internet(), "all", null) && net::allows_any(local.entries, net::internet(), "all", "all")
  )

  # Sources may write egress as text.
  leads_out = tobool(coalesce(attrs.egress, false))

  # This entry, and those of the same ACL that come before it and deny. Where sources do not write a number, the order is open.
  entries = concat(
    [{
      rule_number     = attrs.rule_number
      egress          = local.leads_out
      protocol        = attrs.protocol
      rule_action     = attrs.rule_action
      cidr_block      = attrs.cidr_block
      ipv6_cidr_block = attrs.ipv6_cidr_block
      from_port       = attrs.from_port
      to_port         = attrs.to_port
      icmp_type       = attrs.icmp_type
      icmp_code       = attrs.icmp_code
    }],
    [
      for r in ref::resources("aws_network_acl_rule") : {
        rule_number     = r.rule_number
        egress          = tobool(coalesce(r.egress, false))
        protocol        = r.protocol
        rule_action     = r.rule_action
        cidr_block      = r.cidr_block
        ipv6_cidr_block = r.ipv6_cidr_block
        from_port       = r.from_port
        to_port         = r.to_port
        icmp_type       = r.icmp_type
        icmp_code       = r.icmp_code
      }
      if !tobool(coalesce(r.egress, false)) && lower(r.rule_action) == "deny" && coalesce(r.rule_number, 0) < coalesce(attrs.rule_number, 32767) &&
      ref::same(r.network_acl_id, attrs.network_acl_id)
    ],
  )
}

# --- order --------------------------------------------------------------------------------

rule "aws-sg-rule-description" {
  title     = "Rules of security groups are described"
  resource  = ["aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"]
  principle = "governance"
  severity  = "low"

  enforce {
    condition     = attrs.description != null && attrs.description != ""
    error_message = "${meta.address} has no description."
    at            = attrs.description
  }

  why    = "A rule that nobody can explain is a rule that nobody dares to remove."
  remedy = "Write in description who needs the rule, and why."

  aliases = ["CKV_AWS_23"]
}

rule "aws-sg-inline-rule-description" {
  title     = "Inline rules of security groups are described"
  resource  = ["aws_security_group", "aws_default_security_group"]
  principle = "governance"
  severity  = "low"

  enforce {
    for_each      = attrs.ingress[*]
    condition     = try(each.value.description, null) != null && try(each.value.description, "") != ""
    error_message = "A rule of ${meta.address} for incoming traffic has no description."
  }

  enforce {
    for_each      = attrs.egress[*]
    condition     = try(each.value.description, null) != null && try(each.value.description, "") != ""
    error_message = "A rule of ${meta.address} for outgoing traffic has no description."
  }

  why    = "A rule that nobody can explain is a rule that nobody dares to remove."
  remedy = "Write in description who needs the rule, and why."

  aliases = ["CKV_AWS_23"]
}
