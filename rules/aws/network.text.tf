# Arguments that are written as text, which Terraform converts.

resource "aws_network_acl" "text" {
  vpc_id = "vpc-1"
}

resource "aws_network_acl_rule" "out_as_text" {
  network_acl_id = aws_network_acl.text.id
  rule_number    = "100"
  egress         = "true"
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = "22"
  to_port        = "22"
  cidr_block     = "0.0.0.0/0"
}

# violates: aws-nacl-rule-ingress-ssh-open
resource "aws_network_acl_rule" "in_as_text" {
  network_acl_id = aws_network_acl.text.id
  rule_number    = "100"
  egress         = "false"
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = "22"
  to_port        = "22"
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "denied_as_text" {
  network_acl_id = aws_network_acl.text.id
  rule_number    = "9"
  egress         = "false"
  rule_action    = "deny"
  protocol       = "tcp"
  from_port      = "3389"
  to_port        = "3389"
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "denied_before_as_text" {
  network_acl_id = aws_network_acl.text.id
  rule_number    = "10"
  egress         = "false"
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = "3389"
  to_port        = "3389"
  cidr_block     = "0.0.0.0/0"
}
