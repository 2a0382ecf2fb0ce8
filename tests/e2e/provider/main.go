// A provider without a cloud. It is served as registry.terraform.io/oracle/oci in tests and lets a real
// Terraform plan and apply modules for Oracle Cloud: types, flags and static defaults come from the schema
// index of this repository, objects exist in the Terraform state alone.
//
// Environment:
//
//	RINGFENCE_E2E_INDEX    schema index (docs/schema-index.md): the types that are served
//	RINGFENCE_E2E_WORLD    JSON of what the service knows, see type world
//	RINGFENCE_E2E_FAIL     "plan:TYPE" or "apply:TYPE": operations that fail
package main

import (
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
	"github.com/hashicorp/terraform-plugin-sdk/v2/plugin"
)

func main() {
	log.SetFlags(0)
	path := os.Getenv("RINGFENCE_E2E_INDEX")
	if path == "" {
		log.Fatal("RINGFENCE_E2E_INDEX names no schema index")
	}
	index, err := readIndex(path)
	if err != nil {
		log.Fatalf("%s: %v", path, err)
	}
	known, err := readWorld(os.Getenv("RINGFENCE_E2E_WORLD"))
	if err != nil {
		log.Fatalf("RINGFENCE_E2E_WORLD: %v", err)
	}
	plugin.Serve(&plugin.ServeOpts{ProviderFunc: func() *schema.Provider { return provider(index, known) }})
}

// provider declares every type of the index. Arguments of the provider block are those of the original
// that configurations commonly set; none has an effect.
func provider(index *index, known *world) *schema.Provider {
	arguments := map[string]*schema.Schema{}
	for _, name := range []string{"auth", "config_file_profile", "fingerprint", "private_key", "private_key_path",
		"private_key_password", "region", "tenancy_ocid", "user_ocid"} {
		arguments[name] = &schema.Schema{Type: schema.TypeString, Optional: true, Sensitive: name == "private_key"}
	}
	p := &schema.Provider{
		Schema:         arguments,
		ResourcesMap:   map[string]*schema.Resource{},
		DataSourcesMap: map[string]*schema.Resource{},
	}
	for name, items := range index.resources {
		p.ResourcesMap[name] = known.resource(name, items)
	}
	for name, items := range index.dataSources {
		p.DataSourcesMap[name] = known.dataSource(name, items)
	}
	return p
}
