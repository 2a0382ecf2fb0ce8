# What the network rules must know of arguments that nobody wrote. They are optional and computed, so that a
# plan shows them as unknown when a resource is created.

default "azurerm_network_security_group" "security_rule" {
  value  = []
  source = "a group without rules has only those that Azure gives every group, which let nothing in from the internet (provider docs, azurerm_network_security_group; Azure documentation, default security rules)"
}

# Rules name their group and its resource group; names are unique within a resource group, or a subscription, only.

identity "azurerm_network_security_group" {
  attributes = ["id"]
  references = ["name"]
}

identity "azurerm_resource_group" {
  attributes = ["id"]
  references = ["name"]
}
