# Network security groups: what the baseline says.

variable "office" {
  type = string
}

variable "port" {
  type = string
}

variable "place" {
  type = number
}

resource "azurerm_network_security_group" "main" {
  name                = "main"
  location            = "westeurope"
  resource_group_name = "network"
}

# violates: azure-nsg-ssh-open
resource "azurerm_network_security_group" "ssh" {
  name                = "ssh"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "web"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "ssh"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_ranges    = ["20-25", "80"]
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# SSH is open whatever else is: that it may be every port spares nobody the finding.
# violates: azure-nsg-ssh-open
# undecided: azure-nsg-rdp-open, azure-nsg-ingress-any-open
resource "azurerm_network_security_group" "ssh_and_more" {
  name                = "ssh-and-more"
  location            = "westeurope"
  resource_group_name = "app"

  security_rule {
    name                       = "ssh"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_ranges    = ["22", var.port]
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# An earlier rule denies what a later one allows.
resource "azurerm_network_security_group" "denied" {
  name                = "denied"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "none"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "all"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# violates: azure-nsg-ssh-open
resource "azurerm_network_security_group" "pieces" {
  name                = "pieces"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "low"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "20.0.0.0/9"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "high"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "20.128.0.0/9"
    destination_address_prefix = "*"
  }
}

# violates: azure-nsg-rdp-open
resource "azurerm_network_security_rule" "rdp" {
  name                        = "rdp"
  resource_group_name         = "network"
  network_security_group_name = azurerm_network_security_group.main.name
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Udp"
  source_port_range           = "*"
  destination_port_range      = "3000-4000"
  source_address_prefixes     = ["10.0.0.0/8", "0.0.0.0/0"]
  destination_address_prefix  = "*"
}

# violates: azure-nsg-rdp-open
resource "azurerm_network_security_group" "rdp_pieces" {
  name                = "rdp_pieces"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "low"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389"
    source_address_prefix      = "20.0.0.0/9"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "high"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "3389"
    source_address_prefix      = "20.128.0.0/9"
    destination_address_prefix = "*"
  }
}

# violates: azure-nsg-ingress-any-open
resource "azurerm_network_security_rule" "all" {
  name                        = "all"
  resource_group_name         = "network"
  network_security_group_name = azurerm_network_security_group.main.name
  priority                    = 300
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = "Internet"
  destination_address_prefix  = "*"
}

# Its group denies SSH before; what is left is RDP.
# violates: azure-nsg-ingress-any-open
resource "azurerm_network_security_rule" "after_a_deny" {
  name                        = "all"
  resource_group_name         = "network"
  network_security_group_name = "walled"
  priority                    = 300
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "deny" {
  name                        = "no-ssh"
  resource_group_name         = "network"
  network_security_group_name = "walled"
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "service" {
  name                        = "service"
  resource_group_name         = "network"
  network_security_group_name = azurerm_network_security_group.main.name
  priority                    = 400
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = "AzureLoadBalancer"
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "out" {
  name                        = "out"
  resource_group_name         = "network"
  network_security_group_name = azurerm_network_security_group.main.name
  priority                    = 100
  direction                   = "Outbound"
  access                      = "Allow"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# undecided: azure-nsg-ssh-open
resource "azurerm_network_security_rule" "office" {
  name                        = "office"
  resource_group_name         = "network"
  network_security_group_name = azurerm_network_security_group.main.name
  priority                    = 500
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = var.office
  destination_address_prefix  = "*"
}

# undecided: azure-nsg-ssh-open, azure-nsg-rdp-open, azure-nsg-ingress-any-open
resource "azurerm_network_security_rule" "port" {
  name                        = "port"
  resource_group_name         = "network"
  network_security_group_name = azurerm_network_security_group.main.name
  priority                    = 600
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = var.port
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# Azure refuses a list in destination_port_range; what it means is plain.
# violates: azure-nsg-ssh-open
resource "azurerm_network_security_rule" "list_of_ports" {
  name                        = "list-of-ports"
  resource_group_name         = "network"
  network_security_group_name = azurerm_network_security_group.main.name
  priority                    = 700
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "443, 20-25"
  source_address_prefix       = "Internet"
  destination_address_prefix  = "*"
}

# Nothing denies before it, wherever it stands.
# violates: azure-nsg-rdp-open
resource "azurerm_network_security_rule" "no_priority" {
  name                        = "no-priority"
  resource_group_name         = "network"
  network_security_group_name = "elsewhere"
  direction                   = "inbound"
  access                      = "allow"
  protocol                    = "TCP"
  source_port_range           = "*"
  destination_port_range      = "3389"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "denies" {
  name                        = "denies"
  resource_group_name         = "network"
  network_security_group_name = "third"
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "*"
  source_port_range           = "*"
  destination_port_range      = "*"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# Which of the two comes first is open.
# undecided: azure-nsg-rdp-open
resource "azurerm_network_security_rule" "no_priority_beside_deny" {
  name                        = "no-priority-beside-deny"
  resource_group_name         = "network"
  network_security_group_name = "third"
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "3389"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# A deny for one destination leaves the others open.
# violates: azure-nsg-ssh-open
resource "azurerm_network_security_group" "beside_one_address" {
  name                = "beside_one_address"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "not-that-one"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "10.0.0.5"
  }

  security_rule {
    name                       = "ssh"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# violates: azure-nsg-ssh-open
resource "azurerm_network_security_group" "beside_some_addresses" {
  name                = "beside_some_addresses"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                         = "not-those"
    priority                     = 100
    direction                    = "Inbound"
    access                       = "Deny"
    protocol                     = "Tcp"
    source_port_range            = "*"
    destination_port_range       = "22"
    source_address_prefix        = "*"
    destination_address_prefixes = ["10.0.0.5", "10.0.0.6"]
  }

  security_rule {
    name                       = "ssh"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# violates: azure-nsg-ssh-open
resource "azurerm_network_security_group" "beside_a_group" {
  name                = "beside_a_group"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                                       = "not-that-one"
    priority                                   = 100
    direction                                  = "Inbound"
    access                                     = "Deny"
    protocol                                   = "Tcp"
    source_port_range                          = "*"
    destination_port_range                     = "22"
    source_address_prefix                      = "*"
    destination_application_security_group_ids = ["/groups/db"]
  }

  security_rule {
    name                       = "ssh"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# The deny is for all destinations of the rule after it.
resource "azurerm_network_security_group" "same_destination" {
  name                = "same_destination"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "none"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "10.0.0.0/24"
  }

  security_rule {
    name                         = "ssh"
    priority                     = 200
    direction                    = "Inbound"
    access                       = "Allow"
    protocol                     = "Tcp"
    source_port_range            = "*"
    destination_port_range       = "22"
    source_address_prefix        = "*"
    destination_address_prefixes = ["10.0.0.5", "10.0.0.6"]
  }
}

resource "azurerm_network_security_group" "same_group" {
  name                = "same_group"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                                       = "none"
    priority                                   = 100
    direction                                  = "Inbound"
    access                                     = "Deny"
    protocol                                   = "Tcp"
    source_port_range                          = "*"
    destination_port_range                     = "22"
    source_address_prefix                      = "*"
    destination_application_security_group_ids = ["/groups/db", "/groups/web"]
  }

  security_rule {
    name                                       = "ssh"
    priority                                   = 200
    direction                                  = "Inbound"
    access                                     = "Allow"
    protocol                                   = "Tcp"
    source_port_range                          = "*"
    destination_port_range                     = "22"
    source_address_prefix                      = "*"
    destination_application_security_group_ids = ["/groups/db"]
  }
}

# Whatever is behind a group is in a virtual network.
resource "azurerm_network_security_group" "whole_network" {
  name                = "whole_network"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "none"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "VirtualNetwork"
  }

  security_rule {
    name                       = "ssh"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "22"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# violates: azure-nsg-ssh-open
resource "azurerm_network_security_rule" "after_a_narrow_deny" {
  name                        = "after-a-narrow-deny"
  resource_group_name         = "network"
  network_security_group_name = "fourth"
  priority                    = 300
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

resource "azurerm_network_security_rule" "narrow_deny" {
  name                        = "narrow-deny"
  resource_group_name         = "network"
  network_security_group_name = "fourth"
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "10.0.0.5"
}

resource "azurerm_network_security_rule" "that_destination" {
  name                        = "that-destination"
  resource_group_name         = "network"
  network_security_group_name = "fourth"
  priority                    = 310
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "10.0.0.5"
}

# Every port, in two rules.
# violates: azure-nsg-rdp-open, azure-nsg-ingress-any-open
resource "azurerm_network_security_group" "ports_in_two_ranges" {
  name                = "ports_in_two_ranges"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "low"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "0-32767"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "high"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "32768-65535"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

resource "azurerm_network_security_group" "ports_with_a_gap" {
  name                = "ports_with_a_gap"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "low"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "0-3388"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "high"
    priority                   = 110
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Udp"
    source_port_range          = "*"
    destination_port_range     = "3390-65000"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# What opens everything comes too late; what is open is one port.
resource "azurerm_network_security_group" "all_after_a_deny" {
  name                = "all_after_a_deny"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "web"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "none"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "all"
    priority                   = 300
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }
}

# violates: azure-nsg-ingress-any-open
resource "azurerm_network_security_group" "all_before_a_deny" {
  name                = "all_before_a_deny"
  location            = "westeurope"
  resource_group_name = "network"

  security_rule {
    name                       = "web"
    priority                   = 100
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "Tcp"
    source_port_range          = "*"
    destination_port_range     = "443"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "all"
    priority                   = 200
    direction                  = "Inbound"
    access                     = "Allow"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "*"
    destination_address_prefix = "*"
  }

  security_rule {
    name                       = "none"
    priority                   = 300
    direction                  = "Inbound"
    access                     = "Deny"
    protocol                   = "*"
    source_port_range          = "*"
    destination_port_range     = "*"
    source_address_prefix      = "Internet"
    destination_address_prefix = "*"
  }
}

# Wherever it stands, a deny opens nothing.
resource "azurerm_network_security_rule" "deny_somewhere" {
  name                        = "deny-somewhere"
  resource_group_name         = "network"
  network_security_group_name = "fifth"
  priority                    = var.place
  direction                   = "Inbound"
  access                      = "Deny"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# undecided: azure-nsg-ssh-open
resource "azurerm_network_security_rule" "beside_deny_somewhere" {
  name                        = "beside-deny-somewhere"
  resource_group_name         = "network"
  network_security_group_name = "fifth"
  priority                    = 200
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefix       = "*"
  destination_address_prefix  = "*"
}

# What is named is what opens.
# violates: azure-nsg-ssh-open
resource "azurerm_network_security_rule" "open_and_narrow" {
  name                        = "open-and-narrow"
  resource_group_name         = "network"
  network_security_group_name = "named"
  priority                    = 100
  direction                   = "Inbound"
  access                      = "Allow"
  protocol                    = "Tcp"
  source_port_range           = "*"
  destination_port_range      = "22"
  source_address_prefixes     = ["10.0.0.0/8", "20.0.0.0/6", "192.0.2.0/24"]
  destination_address_prefix  = "*"
}
