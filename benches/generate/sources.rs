//! Trees of Terraform sources: a root module, services that it calls, one directory each, and shared modules.

use super::rng::Rng;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// Files of a service; the shared modules have three each.
const PER_SERVICE: u64 = 5;
const MODULES: [&str; 4] = ["bucket", "database", "network", "node"];

/// Writes exactly `files` `.tf` files below `root` (at least 18) and answers with their bytes.
pub fn write_tree(root: &Path, files: u64, seed: u64) -> io::Result<u64> {
    let mut written = Tree { left: files, bytes: 0 };
    let services = files.saturating_sub(1 + 3 * MODULES.len() as u64).div_ceil(PER_SERVICE);
    written.file(root, "main.tf", &root_main(services))?;
    for module in MODULES {
        let dir = root.join("modules").join(module);
        written.file(&dir, "main.tf", &module_main(module))?;
        written.file(&dir, "variables.tf", MODULE_VARIABLES)?;
        written.file(&dir, "outputs.tf", "output \"prefix\" {\n  value = var.prefix\n}\n")?;
    }
    let mut service = 0;
    while written.left > 0 {
        let mut rng = Rng::keyed(seed, &[7, service]);
        let dir = root.join(service_dir(service));
        let names = ["main.tf", "variables.tf", "network.tf", "storage.tf", "outputs.tf"];
        for (name, _) in names.into_iter().zip(0..PER_SERVICE) {
            let text = match name {
                "main.tf" => service_main(service, &mut rng),
                "variables.tf" => service_variables(),
                "network.tf" => service_network(&mut rng),
                "storage.tf" => service_storage(&mut rng),
                _ => "output \"node_prefix\" {\n  value = module.node.prefix\n}\n".to_owned(),
            };
            written.file(&dir, name, &text)?;
        }
        service += 1;
    }
    Ok(written.bytes)
}

struct Tree {
    left: u64,
    bytes: u64,
}

impl Tree {
    fn file(&mut self, dir: &Path, name: &str, text: &str) -> io::Result<()> {
        if self.left == 0 {
            return Ok(());
        }
        fs::create_dir_all(dir)?;
        fs::write(dir.join(name), text)?;
        self.left -= 1;
        self.bytes += text.len() as u64;
        Ok(())
    }
}

fn service_dir(service: u64) -> String {
    // A hundred services in a directory, so that no directory is unreasonably long.
    format!("area-{:03}/service-{service:05}", service / 100)
}

fn root_main(services: u64) -> String {
    let mut text = String::from(
        "variable \"compartment_id\" {\n  type    = string\n  default = \"ocid1.compartment.oc1..root\"\n}\n\nvariable \"kms_key_id\" {\n  type    = string\n  default = \"ocid1.key.oc1..k\"\n}\n",
    );
    for service in 0..services {
        let _ = write!(
            text,
            "\nmodule \"service_{service:05}\" {{\n  source         = \"./{}\"\n  compartment_id = var.compartment_id\n  environment    = \"prod\"\n  kms_key_id     = var.kms_key_id\n}}\n",
            service_dir(service)
        );
    }
    text
}

const MODULE_VARIABLES: &str = "variable \"compartment_id\" {\n  type = string\n}\n\nvariable \"prefix\" {\n  type = string\n}\n\nvariable \"kms_key_id\" {\n  type    = string\n  default = null\n}\n";

fn module_main(module: &str) -> String {
    let (kind, body) = match module {
        "bucket" => (
            "oci_objectstorage_bucket",
            "  namespace   = \"examplens\"\n  name        = \"${var.prefix}-bucket\"\n  access_type = \"NoPublicAccess\"\n  kms_key_id  = var.kms_key_id\n",
        ),
        "database" => (
            "oci_database_autonomous_database",
            "  db_name    = replace(var.prefix, \"-\", \"\")\n  kms_key_id = var.kms_key_id\n  is_free_tier = false\n",
        ),
        "network" => ("oci_core_vcn", "  cidr_blocks  = [\"10.0.0.0/16\"]\n  display_name = \"${var.prefix}-vcn\"\n"),
        _ => (
            "oci_core_volume",
            "  availability_domain = \"Qhab:EU-FRANKFURT-1-AD-1\"\n  size_in_gbs         = 100\n  kms_key_id          = var.kms_key_id\n",
        ),
    };
    format!("resource \"{kind}\" \"this\" {{\n  compartment_id = var.compartment_id\n{body}}}\n")
}

fn service_main(service: u64, rng: &mut Rng) -> String {
    let mut text = format!(
        "# Service {service}: written by hand long ago, extended by many.\nterraform {{\n  required_version = \">= 1.6\"\n}}\n\nlocals {{\n  prefix = \"svc-{service:05}-${{var.environment}}\"\n  nodes  = {{ for i in range({}) : \"n${{i}}\" => i }}\n}}\n",
        2 + rng.below(6)
    );
    for module in MODULES {
        let _ = write!(
            text,
            "\nmodule \"{module}\" {{\n  source         = \"../../modules/{module}\"\n  compartment_id = var.compartment_id\n  prefix         = local.prefix\n  kms_key_id     = var.kms_key_id\n}}\n"
        );
    }
    text
}

fn service_variables() -> String {
    let mut text = String::new();
    for (name, kind) in [("compartment_id", "string"), ("environment", "string"), ("kms_key_id", "string")] {
        let _ = write!(
            text,
            "variable \"{name}\" {{\n  type        = {kind}\n  description = <<-EOT\n    The {name} that all modules of this service get.\n  EOT\n}}\n\n"
        );
    }
    text
}

fn service_network(rng: &mut Rng) -> String {
    let mut text = String::from(
        "resource \"oci_core_security_list\" \"app\" {\n  compartment_id = var.compartment_id\n  vcn_id         = oci_core_vcn.app.id\n",
    );
    for _ in 0..2 + rng.below(8) {
        let open = rng.chance(0.01);
        let (source, port) = if open { ("0.0.0.0/0", 22) } else { ("10.0.0.0/16", *rng.pick(&[443, 1521, 8443])) };
        let _ = write!(
            text,
            "\n  ingress_security_rules {{\n    protocol = \"6\"\n    source   = \"{source}\"\n    tcp_options {{\n      min = {port}\n      max = {port}\n    }}\n  }}\n"
        );
    }
    text.push_str("}\n\nresource \"oci_core_vcn\" \"app\" {\n  compartment_id = var.compartment_id\n  cidr_blocks    = [\"10.0.0.0/16\"]\n}\n");
    text
}

fn service_storage(rng: &mut Rng) -> String {
    let access = if rng.chance(0.01) { "ObjectRead" } else { "NoPublicAccess" };
    format!(
        "resource \"oci_objectstorage_bucket\" \"data\" {{\n  for_each       = local.nodes\n  compartment_id = var.compartment_id\n  namespace      = \"examplens\"\n  name           = \"${{local.prefix}}-${{each.key}}\"\n  access_type    = \"{access}\"\n  kms_key_id     = var.kms_key_id != \"\" ? var.kms_key_id : null\n}}\n"
    )
}
