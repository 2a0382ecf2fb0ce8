# How many of them there will be is known only after apply.
# undecided: oci-no-dynamic-group, oci-no-compartment

variable "teams" {
  type = number
}

resource "oci_identity_compartment" "team" {
  count          = var.teams
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "team-${count.index}"
  description    = "team"
}

resource "oci_identity_dynamic_group" "team" {
  count          = var.teams
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "team-${count.index}"
  description    = "team"
  matching_rule  = "ALL {instance.compartment.id = 'ocid1.compartment.oc1..c'}"
}

# undecided: oci-user-several-api-keys
resource "oci_identity_user" "robot" {
  compartment_id = "ocid1.tenancy.oc1..root"
  name           = "robot"
  description    = "robot"
  email          = "robot@example.org"
}

resource "oci_identity_api_key" "robot" {
  count     = var.teams
  user_id   = oci_identity_user.robot.id
  key_value = "-----BEGIN PUBLIC KEY-----"
}
