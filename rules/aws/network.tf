# Security groups and network ACLs without any zone: what the baseline says.

variable "office" {
  type = string
}

variable "port" {
  type = number
}

variable "protocol" {
  type = string
}

variable "rules" {
  type = list(object({ cidr = string, port = number }))
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

# violates: aws-vpc-default-sg-unmanaged
resource "aws_vpc" "unmanaged" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

# --- thirteen cases that other scanners were measured with

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "ssh" {
  name   = "ssh"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "ssh_ipv6" {
  name   = "ssh_ipv6"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port        = 22
    to_port          = 22
    protocol         = "tcp"
    ipv6_cidr_blocks = ["::/0"]
  }
}

# violates: aws-sg-ingress-ssh-open, aws-sg-ingress-admin-port-open
resource "aws_security_group" "range" {
  name   = "range"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 0
    to_port     = 1024
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-all-ports-open
resource "aws_security_group" "all_protocols" {
  name   = "all_protocols"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "second_rule" {
  name   = "second_rule"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "ipv6_written_out" {
  name   = "ipv6_written_out"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port        = 22
    to_port          = 22
    protocol         = "tcp"
    ipv6_cidr_blocks = ["0:0:0:0:0:0:0:0/0"]
  }
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "halves" {
  name   = "halves"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]
  }
}

# 134 million public addresses.
# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "great_part" {
  name   = "great_part"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["8.0.0.0/5"]
  }
}

resource "aws_security_group" "https" {
  name   = "https"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "private" {
  name   = "private"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id
}

# violates: aws-sg-ingress-ssh-open
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "0.0.0.0/0"
}

# violates: aws-sg-ingress-ssh-open
resource "aws_vpc_security_group_ingress_rule" "ssh_ipv6" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv6         = "::/0"
}

# violates: aws-sg-ingress-all-ports-open
resource "aws_vpc_security_group_ingress_rule" "all_protocols" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

# --- more of the same

# No piece is the internet, both are.
# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "pieces" {
  name   = "pieces"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["20.0.0.0/9"]
  }

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["20.128.0.0/9"]
  }
}

# violates: aws-sg-ingress-all-ports-open
resource "aws_security_group" "all_tcp" {
  name   = "all_tcp"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-all-ports-open
resource "aws_security_group" "one_to_the_last" {
  name   = "one_to_the_last"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 1
    to_port     = 65535
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-all-ports-open
resource "aws_security_group" "all_udp" {
  name   = "all_udp"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 0
    to_port     = 65535
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# Zero is a port like any other here.
resource "aws_security_group" "port_zero" {
  name   = "port_zero"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-rdp-open
resource "aws_security_group" "rdp" {
  name   = "rdp"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 3389
    to_port     = 3389
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-rdp-open
resource "aws_security_group" "rdp_udp" {
  name   = "rdp_udp"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 3389
    to_port     = 3389
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "protocol_number" {
  name   = "protocol_number"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "6"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-admin-port-open
resource "aws_security_group" "telnet" {
  name   = "telnet"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 23
    to_port     = 23
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# ICMP has no ports.
resource "aws_security_group" "icmp" {
  name   = "icmp"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 8
    to_port     = 0
    protocol    = "icmp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port        = -1
    to_port          = -1
    protocol         = "icmpv6"
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "itself" {
  name   = "itself"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }
}

resource "aws_security_group" "group" {
  name   = "group"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 0
    to_port         = 0
    protocol        = "-1"
    security_groups = [aws_security_group.app.id]
  }
}

resource "aws_ec2_managed_prefix_list" "everybody" {
  name           = "everybody"
  address_family = "IPv4"
  max_entries    = 2

  entry {
    cidr = "0.0.0.0/1"
  }

  entry {
    cidr = "128.0.0.0/1"
  }
}

resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 2
}

resource "aws_ec2_managed_prefix_list_entry" "office" {
  prefix_list_id = aws_ec2_managed_prefix_list.offices.id
  cidr           = "198.51.100.0/24"
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "list_of_everybody" {
  name   = "list_of_everybody"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    prefix_list_ids = [aws_ec2_managed_prefix_list.everybody.id]
  }
}

resource "aws_security_group" "list_of_offices" {
  name   = "list_of_offices"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    prefix_list_ids = [aws_ec2_managed_prefix_list.offices.id]
  }
}

# What this prefix list holds is not in the plan.
# undecided: aws-sg-ingress-ssh-open
resource "aws_security_group" "prefix_list" {
  name   = "prefix_list"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port       = 22
    to_port         = 22
    protocol        = "tcp"
    prefix_list_ids = ["pl-office"]
  }
}

# Outgoing traffic is not asked about here.
resource "aws_security_group" "out" {
  name   = "out"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# undecided: aws-sg-ingress-ssh-open
resource "aws_security_group" "unknown_source" {
  name   = "unknown_source"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.office]
  }
}

# undecided: aws-sg-ingress-ssh-open, aws-sg-ingress-rdp-open, aws-sg-ingress-admin-port-open, aws-sg-ingress-all-ports-open
resource "aws_security_group" "unknown_port" {
  name   = "unknown_port"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = var.port
    to_port     = var.port
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# undecided: aws-sg-ingress-ssh-open, aws-sg-ingress-rdp-open, aws-sg-ingress-admin-port-open, aws-sg-ingress-all-ports-open
resource "aws_security_group" "unknown_protocol" {
  name   = "unknown_protocol"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = var.protocol
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# undecided: aws-sg-ingress-ssh-open, aws-sg-ingress-rdp-open, aws-sg-ingress-admin-port-open, aws-sg-ingress-all-ports-open
resource "aws_security_group" "unknown_rules" {
  name   = "unknown_rules"
  vpc_id = aws_vpc.main.id

  dynamic "ingress" {
    for_each = var.rules

    content {
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      protocol    = "tcp"
      cidr_blocks = [ingress.value.cidr]
    }
  }
}

# What AWS puts there.
# violates: aws-default-sg-restricts-all
resource "aws_default_security_group" "unmanaged_like" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
    self      = true
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-sg-ingress-ssh-open, aws-default-sg-restricts-all
resource "aws_default_security_group" "open" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# violates: aws-default-sg-restricts-all
resource "aws_default_security_group" "opened_elsewhere" {
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "of_default" {
  security_group_id = aws_default_security_group.opened_elsewhere.id
  description       = "metrics"
  cidr_ipv4         = "10.0.0.0/8"
  from_port         = 9100
  to_port           = 9100
  ip_protocol       = "tcp"
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group_rule" "ssh" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group_rule" "ssh_ipv6" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  ipv6_cidr_blocks  = ["::/0"]
}

# violates: aws-sg-ingress-all-ports-open
resource "aws_security_group_rule" "all" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

# violates: aws-sg-ingress-rdp-open
resource "aws_security_group_rule" "halves" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  from_port         = 3389
  to_port           = 3389
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/1", "128.0.0.0/1"]
}

resource "aws_security_group_rule" "out" {
  security_group_id = aws_security_group.app.id
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "group" {
  security_group_id        = aws_security_group.app.id
  type                     = "ingress"
  from_port                = 22
  to_port                  = 22
  protocol                 = "tcp"
  source_security_group_id = aws_security_group.https.id
}

# undecided: aws-sg-ingress-ssh-open
resource "aws_security_group_rule" "unknown" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = [var.office]
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "group" {
  security_group_id            = aws_security_group.app.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.https.id
}

# undecided: aws-sg-ingress-ssh-open
resource "aws_vpc_security_group_ingress_rule" "list" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = "pl-office"
}

# undecided: aws-sg-ingress-ssh-open
resource "aws_vpc_security_group_ingress_rule" "unknown" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.office
}

resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

# --- network ACLs: the first entry that fits decides

# violates: aws-nacl-ingress-ssh-open
resource "aws_network_acl" "ssh" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

# violates: aws-nacl-ingress-ssh-open
resource "aws_network_acl" "ssh_ipv6" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no         = 100
    action          = "allow"
    protocol        = "tcp"
    from_port       = 22
    to_port         = 22
    ipv6_cidr_block = "::/0"
  }
}

resource "aws_network_acl" "denied_first" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 110
    action     = "deny"
    protocol   = "tcp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 115
    action     = "deny"
    protocol   = "udp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 120
    action     = "allow"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 130
    action     = "allow"
    protocol   = "udp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }
}

# violates: aws-nacl-ingress-ssh-open, aws-nacl-ingress-rdp-open
resource "aws_network_acl" "denied_too_late" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 110
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 120
    action     = "deny"
    protocol   = "tcp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "denied_in_another_order_of_text" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 200
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

# violates: aws-nacl-ingress-any-open
resource "aws_network_acl" "everything" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

# violates: aws-nacl-ingress-rdp-open
resource "aws_network_acl" "rdp_udp" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "udp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "private" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "10.0.0.0/8"
  }
}

# The ports of answers hold that of RDP.
# violates: aws-nacl-ingress-rdp-open
resource "aws_network_acl" "answers" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "out" {
  vpc_id = aws_vpc.main.id

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

# undecided: aws-nacl-ingress-ssh-open
resource "aws_network_acl" "unknown" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = var.office
  }
}

# undecided: aws-nacl-ingress-ssh-open
resource "aws_network_acl" "unknown_order" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = var.port
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

# violates: aws-nacl-ingress-any-open
resource "aws_default_network_acl" "default" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_default_network_acl" "default_closed" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id
}

resource "aws_network_acl" "a" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl" "b" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "deny_ssh" {
  network_acl_id = aws_network_acl.a.id
  rule_number    = 100
  egress         = false
  protocol       = "tcp"
  rule_action    = "deny"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

# The entry before it denies the same.
resource "aws_network_acl_rule" "after_deny" {
  network_acl_id = aws_network_acl.a.id
  rule_number    = 110
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

# violates: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "before_deny" {
  network_acl_id = aws_network_acl.a.id
  rule_number    = 90
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/1"
  from_port      = 22
  to_port        = 22
}

# A deny in another ACL does not count.
# violates: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "other_acl" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 110
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

# violates: aws-nacl-rule-ingress-any-open
resource "aws_network_acl_rule" "everything" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 200
  egress         = false
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 0
  to_port        = 0
}

# violates: aws-nacl-rule-ingress-any-open
resource "aws_network_acl_rule" "everything_ipv6" {
  network_acl_id  = aws_network_acl.b.id
  rule_number     = 210
  egress          = false
  protocol        = "-1"
  rule_action     = "allow"
  ipv6_cidr_block = "::/0"
  from_port       = 0
  to_port         = 0
}

# violates: aws-nacl-rule-ingress-rdp-open
resource "aws_network_acl_rule" "rdp_udp" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 220
  egress         = false
  protocol       = "udp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 3389
  to_port        = 3389
}

resource "aws_network_acl_rule" "https" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 230
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "private" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 240
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/8"
  from_port      = 22
  to_port        = 22
}

resource "aws_network_acl_rule" "out" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 100
  egress         = true
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 0
  to_port        = 0
}

# The deny before it is in a known ACL that may be this one.
# undecided: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "by_id" {
  network_acl_id = "acl-1"
  rule_number    = 110
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

# violates: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "by_id_first" {
  network_acl_id = "acl-2"
  rule_number    = 10
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

# undecided: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "unknown" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 250
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = var.office
  from_port      = 22
  to_port        = 22
}

# undecided: aws-nacl-rule-ingress-ssh-open, aws-nacl-rule-ingress-rdp-open, aws-nacl-rule-ingress-any-open
resource "aws_network_acl_rule" "unknown_everything" {
  network_acl_id = aws_network_acl.b.id
  rule_number    = 260
  egress         = false
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = var.office
  from_port      = 0
  to_port        = 0
}

resource "aws_network_acl" "nothing_denied" {
  vpc_id = "vpc-1"
}

resource "aws_network_acl" "something_denied" {
  vpc_id = "vpc-1"
}

# Nothing denies before it, wherever it stands.
# violates: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "no_number" {
  network_acl_id = aws_network_acl.nothing_denied.id
  egress         = false
  protocol       = "TCP"
  rule_action    = "Allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

resource "aws_network_acl_rule" "denies" {
  network_acl_id = aws_network_acl.something_denied.id
  rule_number    = 10
  egress         = false
  protocol       = "-1"
  rule_action    = "deny"
  cidr_block     = "0.0.0.0/0"
  from_port      = 0
  to_port        = 0
}

# Which of the two comes first is open.
# undecided: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "no_number_beside_deny" {
  network_acl_id = aws_network_acl.something_denied.id
  egress         = false
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 22
  to_port        = 22
}

# Every port, in two rules.
# violates: aws-sg-ingress-rdp-open, aws-sg-ingress-all-ports-open
resource "aws_security_group" "ports_in_two_ranges" {
  name = "ports-in-two-ranges"

  ingress {
    from_port   = 0
    to_port     = 32767
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 32768
    to_port     = 65535
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "ports_with_a_gap" {
  name = "ports-with-a-gap"

  ingress {
    from_port   = 0
    to_port     = 3388
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 3390
    to_port     = 65000
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# A deny of other protocols than TCP and UDP keeps nobody away from what listens.
# violates: aws-nacl-ingress-any-open
resource "aws_network_acl" "a_harmless_deny" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 50
    action     = "deny"
    protocol   = "47"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 60
    action     = "deny"
    protocol   = "icmp"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

# What is left of everything is one port.
resource "aws_network_acl" "most_denied" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 50
    action     = "deny"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 442
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 60
    action     = "deny"
    protocol   = "tcp"
    from_port  = 444
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 70
    action     = "deny"
    protocol   = "udp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

# --- default groups by the name that their VPC has for them

resource "aws_vpc" "names_its_group" {
  cidr_block = "10.2.0.0/16"
}

# violates: aws-default-sg-restricts-all
resource "aws_default_security_group" "named_by_its_vpc" {
  vpc_id = aws_vpc.names_its_group.id
}

resource "aws_security_group_rule" "of_default_of_vpc" {
  security_group_id = aws_vpc.names_its_group.default_security_group_id
  type              = "ingress"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
}

# What another VPC calls its default group is another group.
resource "aws_vpc" "beside_it" {
  cidr_block = "10.3.0.0/16"
}

resource "aws_default_security_group" "beside_it" {
  vpc_id = aws_vpc.beside_it.id
}

# violates: aws-vpc-default-sg-unmanaged
resource "aws_vpc" "unmanaged_with_rules" {
  cidr_block = "10.4.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "of_unmanaged" {
  security_group_id = aws_vpc.unmanaged_with_rules.default_security_group_id
  description       = "metrics"
  cidr_ipv4         = "10.0.0.0/8"
  from_port         = 9100
  to_port           = 9100
  ip_protocol       = "tcp"
}

# --- what is pointed at, and named, is what opens

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group_rule" "open_for_ipv6" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
  ipv6_cidr_blocks  = ["::/0"]
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group_rule" "open_by_list" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  prefix_list_ids   = [aws_ec2_managed_prefix_list.everybody.id]
}

# violates: aws-sg-ingress-ssh-open
resource "aws_vpc_security_group_ingress_rule" "open_by_list" {
  security_group_id = aws_security_group.app.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  prefix_list_id    = aws_ec2_managed_prefix_list.everybody.id
}

# violates: aws-sg-ingress-ssh-open
resource "aws_security_group" "open_and_narrow" {
  name   = "open-and-narrow"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8", var.office, "0.0.0.0/0"]
  }
}
