variable "name" { type = string }
variable "settings" {
  type = object({ size = number, tags = map(string), on = optional(bool, false) })
}
resource "terraform_data" "it" {
  input = { name = upper(var.name), size = var.settings.size, on = var.settings.on, where = path.module }
}
output "label" { value = "${var.name}=${var.settings.size}" }
output "tags" { value = var.settings.tags }
