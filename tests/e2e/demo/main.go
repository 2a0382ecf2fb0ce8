// A provider that does what tests need: on HashiCorp's plugin framework, served with protocol 6 as
// ringfence.test/acme/demo and with protocol 5 as ringfence.test/acme/five. It has no cloud behind it.
//
// It misbehaves on command, see type thing. Environment:
//
//	RINGFENCE_DEMO_LOG    file that each call is appended to: process, region, call, name
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
)

func main() {
	log.SetFlags(0)
	name := strings.TrimPrefix(filepath.Base(os.Args[0]), "terraform-provider-")
	name, _, _ = strings.Cut(name, "_")
	options := providerserver.ServeOpts{Address: "ringfence.test/acme/" + name, ProtocolVersion: 6}
	if name == "five" {
		options.ProtocolVersion = 5
	}
	if err := providerserver.Serve(context.Background(), newProvider(name), options); err != nil {
		log.Fatal(err)
	}
}

// note appends a line to the log of calls. One write: lines of several processes do not mix.
func note(region, call, name string) {
	path := os.Getenv("RINGFENCE_DEMO_LOG")
	if path == "" {
		return
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(fmt.Sprintf("%d %s %s %s\n", os.Getpid(), region, call, name)); err != nil {
		log.Fatal(err)
	}
}
