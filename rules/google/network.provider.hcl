# What the network rules must know of arguments that nobody wrote. They are optional and computed, so that a
# plan shows them as unknown when a resource is created.

default "google_compute_firewall" "direction" {
  value  = "INGRESS"
  source = "a firewall is about incoming traffic unless EGRESS is named (provider docs, google_compute_firewall)"
}

default "google_compute_firewall" "destination_ranges" {
  value  = []
  source = "a firewall for incoming traffic is about every address of its instances, and one for outgoing traffic about every destination, unless ranges are named (VPC documentation, firewall rules, destinations)"
}

default "google_compute_firewall" "project" {
  value  = null
  source = "a firewall is in the project of the provider unless another is named (provider docs, google_compute_firewall); null says that none is named"
}

# What firewalls name. Names of networks are unique within a project only.

identity "google_compute_network" {
  attributes = ["id"]
  references = ["name"]
}

identity "google_project" {
  attributes = ["id"]
  references = ["project_id"]
}
