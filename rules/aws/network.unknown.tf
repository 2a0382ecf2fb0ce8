# References and blocks that are not known yet.

variable "vpc" {
  type = string
}

variable "office" {
  type = string
}

variable "port" {
  type = number
}

variable "rules" {
  type = list(string)
}

# undecided: aws-vpc-default-sg-unmanaged
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

# undecided: aws-default-sg-restricts-all
# undecided: aws-sg-ingress-ssh-open, aws-sg-ingress-rdp-open, aws-sg-ingress-admin-port-open, aws-sg-ingress-all-ports-open
resource "aws_default_security_group" "main" {
  vpc_id = var.vpc

  dynamic "ingress" {
    for_each = var.rules

    content {
      from_port   = 22
      to_port     = 22
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}

# Perhaps the group of this VPC, perhaps another.
# undecided: aws-default-sg-restricts-all
resource "aws_default_security_group" "of_some_vpc" {
  vpc_id = var.vpc
}

resource "aws_security_group_rule" "of_default" {
  security_group_id = aws_vpc.main.default_security_group_id
  type              = "ingress"
  from_port         = 443
  to_port           = 443
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
}

# undecided: aws-nacl-ingress-ssh-open, aws-nacl-ingress-rdp-open, aws-nacl-ingress-any-open
resource "aws_network_acl" "everything" {
  vpc_id = aws_vpc.main.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = var.office
  }
}
