# Defaults that changed with a release of the provider. Only what really differs is here, and where the change is
# written down. Plans hold such a default as a value; sources do not.

default "google_container_cluster" "enable_shielded_nodes" {
  provider = "hashicorp/google"
  versions = "< 4.0.0"
  value    = false
  source   = "nodes are not shielded unless this is true (version 4 upgrade guide, google_container_cluster: \"previously the provider defaulted enable_shielded_nodes to false\")"
}

default "google_container_cluster" "enable_shielded_nodes" {
  provider = "hashicorp/google"
  versions = ">= 4.0.0"
  value    = true
  source   = "nodes are shielded unless this is false (version 4 upgrade guide, google_container_cluster: \"now defaults to true\")"
}

# The argument came with 5.0.0; before that nothing kept Terraform from deleting a cluster.
default "google_container_cluster" "deletion_protection" {
  provider = "hashicorp/google"
  versions = "< 5.0.0"
  value    = false
  source   = "a cluster can be deleted (version 5 upgrade guide, google_container_cluster: \"deletion_protection has been added with a default of true\")"
}

default "google_container_cluster" "deletion_protection" {
  provider = "hashicorp/google"
  versions = ">= 5.0.0"
  value    = true
  source   = "a cluster cannot be deleted unless this is false (version 5 upgrade guide, google_container_cluster: \"deletion_protection has been added with a default of true\")"
}
