# What the network rules must know of arguments that nobody wrote. They are optional and computed, so that a
# plan shows them as unknown when a resource is created.

default "aws_security_group" "ingress" {
  value  = []
  source = "a group without inline rules has none: AWS makes it with a rule that lets everything out, and Terraform removes that (provider docs, aws_security_group)"
}

default "aws_security_group" "egress" {
  value  = []
  source = "a group without inline rules has none: AWS makes it with a rule that lets everything out, and Terraform removes that (provider docs, aws_security_group)"
}

default "aws_network_acl" "ingress" {
  value  = []
  source = "an ACL that is created has no entries but the last, which denies (provider docs, aws_network_acl)"
}

default "aws_network_acl" "egress" {
  value  = []
  source = "an ACL that is created has no entries but the last, which denies (provider docs, aws_network_acl)"
}

default "aws_default_security_group" "ingress" {
  value  = []
  source = "all rules that are not written are removed (provider docs, aws_default_security_group)"
}

default "aws_default_security_group" "egress" {
  value  = []
  source = "all rules that are not written are removed (provider docs, aws_default_security_group)"
}

# Entries are computed where none are written, so that a plan shows them as unknown either way.
default "aws_ec2_managed_prefix_list" "entry" {
  value   = []
  written = "as blocks"
  source  = "a list that is created without entries has none until aws_ec2_managed_prefix_list_entry adds some (provider docs, aws_ec2_managed_prefix_list)"
}

default "aws_security_group_rule" "source_security_group_id" {
  value  = null
  source = "a rule names the group that its author wrote (provider docs, aws_security_group_rule)"
}

# The default group of a VPC is a resource of its own, if it is managed: what the attribute holds is the id of that.
# Provider docs, aws_vpc and aws_default_vpc.
identity "aws_vpc" {
  attributes = ["id"]
  references = ["default_security_group_id"]
}

identity "aws_default_vpc" {
  attributes = ["id"]
  references = ["default_security_group_id"]
}

# Lists of addresses that firewall rules name. Provider docs, the pages of these types; names that AWS keeps for lists of
# its own services: EC2 documentation, CreateManagedPrefixList.
address_list "aws_ec2_managed_prefix_list" {
  entries       = "entry.cidr"
  named_by      = ["prefix_list_ids", "prefix_list_id"]
  services      = "com.amazonaws."
  entry_type    = "aws_ec2_managed_prefix_list_entry"
  entry_list    = "prefix_list_id"
  entry_address = "cidr"
}

address_list "data.aws_ec2_managed_prefix_list" {
  entries  = "entries.cidr"
  named_by = ["prefix_list_ids", "prefix_list_id"]
  services = "com.amazonaws."
}

address_list "data.aws_prefix_list" {
  entries  = "cidr_blocks"
  named_by = ["prefix_list_ids", "prefix_list_id"]
  services = "com.amazonaws."
}
