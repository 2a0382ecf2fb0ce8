# Tags: Owner as a free-form tag, Finance.CostCenter as a defined one.

variable "owner" {
  type = string
}

variable "tags" {
  type = map(string)
}

resource "oci_identity_compartment" "other" {
  compartment_id = "ocid1.tenancy.oc1..root"
  description    = "other"
  name           = "other"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

resource "oci_identity_compartment" "defaulted" {
  compartment_id = "ocid1.tenancy.oc1..root"
  description    = "defaulted"
  name           = "defaulted"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

resource "oci_identity_compartment" "below" {
  compartment_id = oci_identity_compartment.defaulted.id
  description    = "below"
  name           = "below"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

resource "oci_identity_tag_namespace" "finance" {
  compartment_id = "ocid1.tenancy.oc1..root"
  description    = "finance"
  name           = "Finance"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

resource "oci_identity_tag" "cost_center" {
  description      = "cost center"
  name             = "CostCenter"
  tag_namespace_id = oci_identity_tag_namespace.finance.id
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

# A type without tags of its own.
resource "oci_identity_tag_default" "cost_center" {
  compartment_id    = oci_identity_compartment.defaulted.id
  tag_definition_id = oci_identity_tag.cost_center.id
  value             = "4712"
  is_required       = false
}

resource "oci_objectstorage_bucket" "tagged" {
  compartment_id = oci_identity_compartment.other.id
  name           = "tagged"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

# violates: oci-tag-required
resource "oci_objectstorage_bucket" "wrong_owner" {
  compartment_id = oci_identity_compartment.other.id
  name           = "wrong_owner"
  namespace      = "n"
  freeform_tags = {
    Owner = "net"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

# violates: oci-tag-required
resource "oci_objectstorage_bucket" "no_owner" {
  compartment_id = oci_identity_compartment.other.id
  name           = "no_owner"
  namespace      = "n"
  freeform_tags = {
    Team = "net"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

# violates: oci-tag-required
resource "oci_objectstorage_bucket" "no_cost_center" {
  compartment_id = oci_identity_compartment.other.id
  name           = "no_cost_center"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Operations.Window" = "sunday"
  }
}

# A tag default does not repair what somebody wrote.
# violates: oci-tag-required
resource "oci_objectstorage_bucket" "wrong_cost_center" {
  compartment_id = oci_identity_compartment.defaulted.id
  name           = "wrong_cost_center"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "tbd"
  }
}

# The compartment sets the tag.
resource "oci_objectstorage_bucket" "defaulted" {
  compartment_id = oci_identity_compartment.defaulted.id
  name           = "defaulted"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Operations.Window" = "sunday"
  }
}

# Or the one above it.
resource "oci_objectstorage_bucket" "defaulted_above" {
  compartment_id = oci_identity_compartment.below.id
  name           = "defaulted_above"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Operations.Window" = "sunday"
  }
}

# undecided: oci-tag-required
resource "oci_objectstorage_bucket" "unknown_owner" {
  compartment_id = oci_identity_compartment.other.id
  name           = "unknown_owner"
  namespace      = "n"
  freeform_tags = {
    Owner = var.owner
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

# undecided: oci-tag-required
resource "oci_objectstorage_bucket" "unknown_tags" {
  compartment_id = oci_identity_compartment.other.id
  name           = "unknown_tags"
  namespace      = "n"
  freeform_tags  = var.tags
  defined_tags = {
    "Finance.CostCenter" = "4711"
  }
}

resource "oci_objectstorage_bucket" "exempt" {
  compartment_id = oci_identity_compartment.other.id
  name           = "exempt"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
    "Exempt.Rule"        = "oci-bucket-public"
    "Exempt.Until"       = "2027-03-31"
  }
}

# violates: oci-tag-exemption-until
resource "oci_objectstorage_bucket" "exempt_for_ever" {
  compartment_id = oci_identity_compartment.other.id
  name           = "exempt_for_ever"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
    "Exempt.Rule"        = "oci-bucket-public"
  }
}

# violates: oci-tag-exemption-until
resource "oci_objectstorage_bucket" "exempt_some_day" {
  compartment_id = oci_identity_compartment.other.id
  name           = "exempt_some_day"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
    "Exempt.Rule"        = "oci-bucket-public"
    "Exempt.Until"       = "next spring"
  }
}

# undecided: oci-tag-exemption-until
resource "oci_objectstorage_bucket" "exempt_unknown" {
  compartment_id = oci_identity_compartment.other.id
  name           = "exempt_unknown"
  namespace      = "n"
  freeform_tags = {
    Owner = "net@example.com"
  }
  defined_tags = {
    "Finance.CostCenter" = "4711"
    "Exempt.Until"       = var.owner
  }
}
