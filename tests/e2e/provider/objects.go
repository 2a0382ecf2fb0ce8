package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-sdk/v2/diag"
	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// world is what the service would know.
type world struct {
	// Objects by identifier, or by TYPE/NAME: attributes that reading and importing find.
	Objects map[string]map[string]any `json:"objects"`
	// What data sources of a type give, besides their arguments.
	Data map[string]map[string]any `json:"data"`
	// What the service sets where nobody said anything: by type and attribute.
	Defaults map[string]map[string]any `json:"defaults"`

	failing map[string]bool
	count   atomic.Int64
}

func readWorld(path string) (*world, error) {
	out := &world{failing: map[string]bool{}}
	for _, what := range strings.Split(os.Getenv("RINGFENCE_E2E_FAIL"), ",") {
		out.failing[what] = true
	}
	if path == "" {
		return out, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(text, out)
}

func (w *world) fails(step, kind string) error {
	if w.failing[step+":"+kind] {
		return fmt.Errorf("%s: the service does not let anyone %s this", kind, step)
	}
	return nil
}

func (w *world) resource(kind string, items []item) *schema.Resource {
	r := &schema.Resource{
		Schema: schemas(items, "id", "timeouts"),
		CreateContext: func(_ context.Context, d *schema.ResourceData, _ any) diag.Diagnostics {
			return w.create(kind, items, d)
		},
		ReadContext: func(_ context.Context, d *schema.ResourceData, _ any) diag.Diagnostics { return w.read(kind, items, d) },
		DeleteContext: func(_ context.Context, d *schema.ResourceData, _ any) diag.Diagnostics {
			return diag.FromErr(w.fails("destroy", kind))
		},
		Importer: &schema.ResourceImporter{StateContext: schema.ImportStatePassthroughContext},
		CustomizeDiff: func(context.Context, *schema.ResourceDiff, any) error {
			return w.fails("plan", kind)
		},
	}
	for name, attribute := range r.Schema {
		// Providers of other clouds declare such blocks as attributes that may be written as blocks: so `[]` is told from nothing.
		_, nested := attribute.Elem.(*schema.Resource)
		if nested && attribute.Optional && attribute.Computed && !strings.HasPrefix(kind, "oci_") {
			r.Schema[name].ConfigMode = schema.SchemaConfigModeAttr
		}
	}
	for _, i := range items {
		switch {
		case i.name == "timeouts":
			r.Timeouts = timeouts(i)
		case i.name != "id" && !i.is("n") && !i.computedOnly():
			// The SDK refuses an update function where nothing can be updated, and wants one elsewhere.
			r.UpdateContext = func(_ context.Context, d *schema.ResourceData, _ any) diag.Diagnostics {
				return diag.FromErr(w.fails("apply", kind))
			}
		}
	}
	return r
}

func timeouts(i item) *schema.ResourceTimeout {
	out := &schema.ResourceTimeout{}
	for _, field := range i.fields {
		at := schema.DefaultTimeout(time.Minute)
		switch field.name {
		case "create":
			out.Create = at
		case "update":
			out.Update = at
		case "delete":
			out.Delete = at
		}
	}
	return out
}

func (w *world) create(kind string, items []item, d *schema.ResourceData) diag.Diagnostics {
	if err := w.fails("apply", kind); err != nil {
		return diag.FromErr(err)
	}
	d.SetId(w.identifier(kind, d))
	for _, i := range items {
		if err := empty(i, d); err != nil {
			return diag.FromErr(err)
		}
		if i.name == "id" || i.shape != "" || i.kind != "" || i.is("x") || i.is("w") || i.is("r") || i.is("o") && !i.is("c") {
			continue
		}
		if given, ok := d.GetOk(i.name); ok && given != "" {
			continue
		}
		if value := w.fillIn(kind, i, d); value != "" {
			if err := d.Set(i.name, value); err != nil {
				return diag.FromErr(err)
			}
		}
	}
	return w.defaults(kind, d)
}

// empty gives computed collections that nobody set: a null one would be unknown in every later plan.
func empty(i item, d *schema.ResourceData) error {
	if _, given := d.GetOk(i.name); i.shape == "" || given || !i.computedOnly() && !i.is("c") || i.name == "timeouts" {
		return nil
	}
	if i.shape[0] == 'M' {
		return d.Set(i.name, map[string]any{})
	}
	return d.Set(i.name, []any{})
}

// defaults sets what the service fills in; knowledge of the repository, not of this provider.
func (w *world) defaults(kind string, d *schema.ResourceData) diag.Diagnostics {
	config := d.GetRawConfig()
	for name, value := range w.Defaults[kind] {
		if !config.GetAttr(name).IsNull() {
			continue
		}
		if err := d.Set(name, value); err != nil {
			return diag.FromErr(fmt.Errorf("%s.%s: %w", kind, name, err))
		}
	}
	return nil
}

// fillIn makes up what a service would say of a computed text. Optional ones stay empty, apart from names.
func (w *world) fillIn(kind string, i item, d *schema.ResourceData) string {
	switch {
	case i.name == "display_name":
		return strings.ReplaceAll(strings.TrimPrefix(kind, "oci_"), "_", "") + "20260101"
	case kind == "oci_identity_compartment" && i.name == "compartment_id":
		return "ocid1.tenancy.oc1..root"
	// A compartment that is made up would be one that no zone knows.
	case !i.computedOnly() || i.name == "compartment_id":
		return ""
	case i.name == "state" || i.name == "lifecycle_state":
		return "ACTIVE"
	case strings.HasPrefix(i.name, "time_"):
		return "2026-01-01T00:00:00Z"
	case strings.HasSuffix(i.name, "_id"):
		return ocid(strings.TrimSuffix(i.name, "_id"), d.Id())
	}
	return ""
}

// identifier is new for every object. Buckets are named as the original provider names them.
func (w *world) identifier(kind string, d *schema.ResourceData) string {
	if kind == "oci_objectstorage_bucket" {
		return fmt.Sprintf("n/%v/b/%v", d.Get("namespace"), d.Get("name"))
	}
	seed := fmt.Sprintf("%d/%d/%d", time.Now().UnixNano(), os.Getpid(), w.count.Add(1))
	return ocid(kind[strings.LastIndex(kind, "_")+1:], kind+seed)
}

func ocid(kind, seed string) string {
	sum := sha256.Sum256([]byte(kind + seed))
	return fmt.Sprintf("ocid1.%s.oc1..%s", strings.ReplaceAll(kind, "_", ""), hex.EncodeToString(sum[:20]))
}

// read finds the object as it is in the state, except for what the world says of it.
func (w *world) read(kind string, items []item, d *schema.ResourceData) diag.Diagnostics {
	found := w.Objects[d.Id()]
	for _, attribute := range []string{"display_name", "name"} {
		if found != nil {
			break
		}
		if name, ok := d.GetOk(attribute); ok {
			found = w.Objects[fmt.Sprintf("%s/%v", kind, name)]
		}
	}
	for name, value := range found {
		if err := d.Set(name, value); err != nil {
			return diag.FromErr(fmt.Errorf("%s.%s: %w", kind, name, err))
		}
	}
	// An imported object has nothing yet but what the world says.
	for _, i := range items {
		if err := empty(i, d); err != nil {
			return diag.FromErr(err)
		}
	}
	return nil
}

func (w *world) dataSource(kind string, items []item) *schema.Resource {
	return &schema.Resource{
		Schema: schemas(items, "id", "timeouts"),
		ReadContext: func(_ context.Context, d *schema.ResourceData, _ any) diag.Diagnostics {
			d.SetId(ocid(kind, "data"))
			for name, value := range w.Data[kind] {
				if err := d.Set(name, value); err != nil {
					return diag.FromErr(fmt.Errorf("%s.%s: %w", kind, name, err))
				}
			}
			return nil
		},
	}
}
