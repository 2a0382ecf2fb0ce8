# What the network rules must know of arguments that nobody wrote. They are optional and computed, so that a
# plan shows them as unknown when a resource is created.

default "azurerm_network_security_group" "security_rule" {
  value  = []
  source = "a group without rules has only those that Azure gives every group, which let nothing in from the internet (provider docs, azurerm_network_security_group; Azure documentation, default security rules)"
}
