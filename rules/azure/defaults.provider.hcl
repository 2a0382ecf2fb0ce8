# Defaults that changed with a release of the provider. Only what really differs is here, and where the change is
# written down. Plans hold such a default as a value; sources do not.

default "azurerm_storage_account" "min_tls_version" {
  provider = "hashicorp/azurerm"
  versions = "< 3.0.0"
  value    = "TLS1_0"
  source   = "TLS 1.0 is admitted unless a later version is asked for (3.0 upgrade guide, azurerm_storage_account: \"will change from TLS1_0 to TLS1_2\")"
}

default "azurerm_storage_account" "min_tls_version" {
  provider = "hashicorp/azurerm"
  versions = ">= 3.0.0"
  value    = "TLS1_2"
  source   = "TLS 1.2 is the least (3.0 upgrade guide, azurerm_storage_account: \"will change from TLS1_0 to TLS1_2\")"
}

# Before 3.0 the argument was allow_blob_public_access.
default "azurerm_storage_account" "allow_nested_items_to_be_public" {
  provider = "hashicorp/azurerm"
  versions = ">= 3.0.0, < 5.0.0"
  value    = true
  source   = "containers may be made public unless this is false (5.0 upgrade guide, azurerm_storage_account: \"now defaults to false\")"
}

default "azurerm_storage_account" "allow_nested_items_to_be_public" {
  provider = "hashicorp/azurerm"
  versions = ">= 5.0.0"
  value    = false
  source   = "containers cannot be made public unless this is true (5.0 upgrade guide, azurerm_storage_account: \"now defaults to false\")"
}

# The argument came with 3.5.0 (changelog, issue 16351).
default "azurerm_storage_account" "cross_tenant_replication_enabled" {
  provider = "hashicorp/azurerm"
  versions = ">= 3.5.0, < 4.0.0"
  value    = true
  source   = "objects may be replicated to accounts of other tenants unless this is false (4.0 upgrade guide, azurerm_storage_account: \"now defaults to false\")"
}

default "azurerm_storage_account" "cross_tenant_replication_enabled" {
  provider = "hashicorp/azurerm"
  versions = ">= 4.0.0"
  value    = false
  source   = "objects are not replicated to accounts of other tenants unless this is true (4.0 upgrade guide, azurerm_storage_account: \"now defaults to false\")"
}
