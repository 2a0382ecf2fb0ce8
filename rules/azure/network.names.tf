# Names that are known only after apply.

variable "stage" {
  type = string
}

variable "group" {
  type = string
}

resource "azurerm_resource_group" "app" {
  name     = "app-${var.stage}"
  location = "westeurope"
}

resource "azurerm_network_security_group" "app" {
  name                = "app-${var.stage}"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.app.name
}

resource "azurerm_network_security_group" "data" {
  name                = "data-${var.stage}"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.app.name
}

resource "azurerm_network_security_rule" "app_deny" {
  name                        = "no-ssh"
  resource_group_name         = azurerm_network_security_group.app.resource_group_name
  network_security_group_name = azurerm_network_security_group.app.name
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# Denied before, in the same group.
resource "azurerm_network_security_rule" "app" {
  name                        = "ssh"
  resource_group_name         = azurerm_resource_group.app.name
  network_security_group_name = azurerm_network_security_group.app.name
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# What another group denies does not count here.
# violates: azure-nsg-ssh-open
resource "azurerm_network_security_rule" "data" {
  name                        = "ssh"
  resource_group_name         = azurerm_resource_group.app.name
  network_security_group_name = azurerm_network_security_group.data.name
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# Perhaps the group that denies it, perhaps another.
# undecided: azure-nsg-ssh-open
resource "azurerm_network_security_rule" "some_group" {
  name                        = "ssh"
  resource_group_name         = azurerm_resource_group.app.name
  network_security_group_name = var.group
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}
