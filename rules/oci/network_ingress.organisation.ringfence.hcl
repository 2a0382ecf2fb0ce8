zone "all" {
  recipe    = "organisation"
  resources = ["*"]
}

recipe "organisation" {
  rules = ["oci-net-*"]
}

param "approved_database_cidrs" {
  value = ["10.1.8.0/24"]
}

param "approved_database_nsgs" {
  value = ["jump", "ocid1.networksecuritygroup.oc1.phx.approved"]
}

param "approved_nfs_cidrs" {
  value = ["10.1.9.0/24"]
}

param "known_networks" {
  value = {
    cloud  = ["10.0.0.0/8"]
    office = ["203.0.113.0/24"]
  }
}

param "environment_networks" {
  value = {
    prod = ["10.1.0.0/16"]
    dev  = ["10.3.0.0/16"]
  }
}
