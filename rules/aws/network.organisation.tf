# What an organisation asks beyond the baseline.

variable "office" {
  type = string
}

variable "text" {
  type = string
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
    description = "NET-1"
  }

  ingress {
    from_port        = 443
    to_port          = 443
    protocol         = "tcp"
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
    description      = "NET-1"
  }
}

# violates: aws-sg-ingress-public-any-port
resource "aws_security_group" "other_port" {
  name   = "other_port"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
    description = "NET-1"
  }
}

# violates: aws-sg-ingress-public-any-port
resource "aws_security_group" "quic" {
  name   = "quic"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "udp"
    cidr_blocks = ["0.0.0.0/0"]
    description = "NET-1"
  }
}

# violates: aws-sg-ingress-public-any-port
resource "aws_security_group" "between" {
  name   = "between"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 80
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
    description = "NET-1"
  }
}

resource "aws_security_group" "private" {
  name   = "private"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
    description = "NET-1"
  }
}

# undecided: aws-sg-ingress-public-any-port, aws-sg-inline-rule-description
resource "aws_security_group" "unknown" {
  name   = "unknown"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 8443
    to_port     = 8443
    protocol    = "tcp"
    cidr_blocks = [var.office]
    description = var.text
  }
}

# violates: aws-sg-inline-rule-description
resource "aws_security_group" "no_description" {
  name   = "no_description"
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

# violates: aws-sg-egress-any-open
resource "aws_security_group" "out" {
  name   = "out"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
    description = "NET-1"
  }
}

# violates: aws-sg-egress-any-open
resource "aws_security_group" "out_ipv6" {
  name   = "out_ipv6"
  vpc_id = aws_vpc.main.id

  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    ipv6_cidr_blocks = ["::/0"]
    description      = "NET-1"
  }
}

resource "aws_security_group" "out_https" {
  name   = "out_https"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
    description = "NET-1"
  }
}

# undecided: aws-sg-egress-any-open
resource "aws_security_group" "out_unknown" {
  name   = "out_unknown"
  vpc_id = aws_vpc.main.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = [var.office]
    description = "NET-1"
  }
}

# violates: aws-sg-egress-any-open
resource "aws_vpc_security_group_egress_rule" "out" {
  security_group_id = aws_security_group.web.id
  description       = "NET-1"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

# violates: aws-sg-rule-description
resource "aws_vpc_security_group_ingress_rule" "no_description" {
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}

# undecided: aws-sg-rule-description
resource "aws_vpc_security_group_ingress_rule" "unknown" {
  security_group_id = aws_security_group.web.id
  description       = var.text
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}

# violates: aws-sg-egress-any-open
resource "aws_security_group_rule" "out" {
  security_group_id = aws_security_group.web.id
  type              = "egress"
  description       = "NET-1"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

# violates: aws-sg-ingress-public-any-port
resource "aws_security_group_rule" "open" {
  security_group_id = aws_security_group.web.id
  type              = "ingress"
  description       = "NET-1"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

# --- of what the baseline asks, this recipe asks nothing

# violates: aws-sg-ingress-public-any-port
resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id

  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
    description = "NET-1"
  }
}

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

# Every port of TCP, in the spelling that some use for it.
# violates: aws-sg-egress-any-open
resource "aws_security_group_rule" "tcp_out" {
  security_group_id = aws_security_group.web.id
  description       = "NET-1"
  type              = "egress"
  from_port         = -1
  to_port           = -1
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}

# Rules of which each is small enough.
# violates: aws-sg-ingress-open-together
resource "aws_security_group" "pieces" {
  name   = "pieces"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "pieces_low" {
  security_group_id = aws_security_group.pieces.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "1.0.0.0/9"
  description       = "NET-1"
}

resource "aws_security_group_rule" "pieces_high" {
  type              = "ingress"
  security_group_id = aws_security_group.pieces.id
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["1.128.0.0/9"]
  description       = "NET-1"
}

# violates: aws-sg-ingress-open-together
resource "aws_security_group" "rdp_pieces" {
  name   = "rdp-pieces"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "rdp_pieces_low" {
  security_group_id = aws_security_group.rdp_pieces.id
  ip_protocol       = "udp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv4         = "1.0.0.0/9"
  description       = "NET-1"
}

resource "aws_vpc_security_group_ingress_rule" "rdp_pieces_high" {
  security_group_id = aws_security_group.rdp_pieces.id
  ip_protocol       = "udp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv4         = "1.128.0.0/9"
  description       = "NET-1"
}

resource "aws_security_group" "small_pieces" {
  name   = "small-pieces"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "small_pieces_low" {
  security_group_id = aws_security_group.small_pieces.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "1.0.0.0/16"
  description       = "NET-1"
}

resource "aws_vpc_security_group_ingress_rule" "small_pieces_high" {
  security_group_id = aws_security_group.small_pieces.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "1.128.0.0/16"
  description       = "NET-1"
}

# violates: aws-sg-ingress-open-together
resource "aws_security_group" "ranges" {
  name   = "ranges"
  vpc_id = aws_vpc.main.id
}

# violates: aws-sg-ingress-public-any-port
resource "aws_security_group_rule" "ranges_low" {
  type              = "ingress"
  security_group_id = aws_security_group.ranges.id
  protocol          = "udp"
  from_port         = 0
  to_port           = 32767
  cidr_blocks       = ["0.0.0.0/0"]
  description       = "NET-1"
}

# violates: aws-sg-ingress-public-any-port
resource "aws_vpc_security_group_ingress_rule" "ranges_high" {
  security_group_id = aws_security_group.ranges.id
  ip_protocol       = "udp"
  from_port         = 32768
  to_port           = 65535
  cidr_ipv4         = "0.0.0.0/0"
  description       = "NET-1"
}

resource "aws_security_group" "range" {
  name   = "range"
  vpc_id = aws_vpc.main.id
}

# violates: aws-sg-ingress-public-any-port
resource "aws_vpc_security_group_ingress_rule" "range_low" {
  security_group_id = aws_security_group.range.id
  ip_protocol       = "udp"
  from_port         = 0
  to_port           = 1000
  cidr_ipv4         = "0.0.0.0/0"
  description       = "NET-1"
}

# violates: aws-sg-ingress-public-any-port
resource "aws_vpc_security_group_ingress_rule" "range_high" {
  security_group_id = aws_security_group.range.id
  ip_protocol       = "udp"
  from_port         = 4000
  to_port           = 65535
  cidr_ipv4         = "0.0.0.0/0"
  description       = "NET-1"
}

# undecided: aws-sg-ingress-open-together
resource "aws_security_group" "perhaps_pieces" {
  name   = "perhaps-pieces"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_ingress_rule" "perhaps_low" {
  security_group_id = aws_security_group.perhaps_pieces.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "1.0.0.0/9"
  description       = "NET-1"
}

# undecided: aws-sg-ingress-public-any-port
resource "aws_vpc_security_group_ingress_rule" "perhaps_high" {
  security_group_id = aws_security_group.perhaps_pieces.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = var.office
  description       = "NET-1"
}

resource "aws_security_group" "no_rules_of_its_own" {
  name   = "no-rules-of-its-own"
  vpc_id = aws_vpc.main.id
}

# Pieces for the default group of a VPC, by the name that the VPC has for it.
resource "aws_vpc" "names_its_group" {
  cidr_block = "10.2.0.0/16"
}

# violates: aws-sg-ingress-open-together
resource "aws_default_security_group" "named_by_its_vpc" {
  vpc_id = aws_vpc.names_its_group.id
}

resource "aws_vpc_security_group_ingress_rule" "of_default_low" {
  security_group_id = aws_vpc.names_its_group.default_security_group_id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "1.0.0.0/9"
  description       = "NET-1"
}

resource "aws_security_group_rule" "of_default_high" {
  type              = "ingress"
  security_group_id = aws_vpc.names_its_group.default_security_group_id
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["1.128.0.0/9"]
  description       = "NET-1"
}
