package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// thing is a resource that obeys:
//
//	label, access    plain values that rules look at
//	echo             known only after apply: what answer says
//	slow             milliseconds that apply takes
//	crash            the process ends in this call: plan, apply, read
//	fail             apply fails
//	megabytes        size of payload, which the provider makes up
//	secret           sensitive
//	target           another thing that it is about
type thing struct {
	ID        types.String `tfsdk:"id"`
	Name      types.String `tfsdk:"name"`
	Label     types.String `tfsdk:"label"`
	Access    types.String `tfsdk:"access"`
	Answer    types.String `tfsdk:"answer"`
	Echo      types.String `tfsdk:"echo"`
	Slow      types.Int64  `tfsdk:"slow"`
	Crash     types.String `tfsdk:"crash"`
	Fail      types.Bool   `tfsdk:"fail"`
	Megabytes types.Int64  `tfsdk:"megabytes"`
	Payload   types.String `tfsdk:"payload"`
	Secret    types.String `tfsdk:"secret"`
	Target    types.String `tfsdk:"target"`
	Home      types.String `tfsdk:"home"`
	Rule      []rule       `tfsdk:"rule"`
}

type rule struct {
	Source types.String `tfsdk:"source"`
	Port   types.Int64  `tfsdk:"port"`
}

type things struct {
	kind   string
	nested bool
	demo   *demo
}

func (t *things) Metadata(_ context.Context, _ resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = t.kind
}

func (t *things) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	optional := schema.StringAttribute{Optional: true}
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	response.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"id":   schema.StringAttribute{Computed: true, PlanModifiers: keep},
			"name": schema.StringAttribute{Required: true},
			"home": schema.StringAttribute{
				Optional:      true,
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"label":     optional,
			"access":    optional,
			"answer":    optional,
			"echo":      schema.StringAttribute{Computed: true},
			"slow":      schema.Int64Attribute{Optional: true},
			"crash":     optional,
			"fail":      schema.BoolAttribute{Optional: true},
			"megabytes": schema.Int64Attribute{Optional: true},
			"payload":   schema.StringAttribute{Computed: true, PlanModifiers: keep},
			"secret":    schema.StringAttribute{Optional: true, Sensitive: true},
			"target":    optional,
		},
		Blocks: map[string]schema.Block{
			"rule": schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{
					"source": schema.StringAttribute{Optional: true},
					"port":   schema.Int64Attribute{Optional: true},
				},
			}},
		},
	}
}

func (t *things) Configure(_ context.Context, request resource.ConfigureRequest, _ *resource.ConfigureResponse) {
	if demo, ok := request.ProviderData.(*demo); ok {
		t.demo = demo
	}
}

func (t *things) note(call string, name types.String) {
	region := "none"
	if t.demo != nil {
		region = t.demo.region
	}
	note(region, call, t.kind+"."+name.ValueString())
}

func crash(model thing, call string) {
	if model.Crash.ValueString() == call {
		panic("told to crash in " + call)
	}
}

// ModifyPlan sees each planned change, also destruction.
func (t *things) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	if request.Plan.Raw.IsNull() {
		return
	}
	var model thing
	response.Diagnostics.Append(request.Plan.Get(ctx, &model)...)
	t.note("plan", model.Name)
	crash(model, "plan")
}

func (t *things) fill(model *thing, call string) error {
	t.note(call, model.Name)
	crash(*model, "apply")
	time.Sleep(time.Duration(model.Slow.ValueInt64()) * time.Millisecond)
	if model.Fail.ValueBool() {
		return fmt.Errorf("told to fail")
	}
	if model.ID.ValueString() == "" {
		model.ID = types.StringValue(fmt.Sprintf("%s-%d-%d", t.kind, os.Getpid(), time.Now().UnixNano()))
	}
	model.Echo = model.Answer
	if model.Payload.IsUnknown() {
		model.Payload = types.StringValue(strings.Repeat("ringfence\n", int(model.Megabytes.ValueInt64())*100_000))
	}
	t.note(call+"d", model.Name)
	return nil
}

func (t *things) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var model thing
	response.Diagnostics.Append(request.Plan.Get(ctx, &model)...)
	if err := t.fill(&model, "create"); err != nil {
		response.Diagnostics.AddError("Creating failed", err.Error())
		return
	}
	response.Diagnostics.Append(response.State.Set(ctx, &model)...)
}

func (t *things) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	var model thing
	response.Diagnostics.Append(request.Plan.Get(ctx, &model)...)
	if err := t.fill(&model, "update"); err != nil {
		response.Diagnostics.AddError("Updating failed", err.Error())
		return
	}
	response.Diagnostics.Append(response.State.Set(ctx, &model)...)
}

func (t *things) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	var model thing
	response.Diagnostics.Append(request.State.Get(ctx, &model)...)
	t.note("read", model.Name)
	crash(model, "read")
	if model.Name.IsNull() {
		// Imported: nothing but the identifier is known.
		model.Name = model.ID
		response.Diagnostics.Append(response.State.Set(ctx, &model)...)
	}
}

func (t *things) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	var model thing
	response.Diagnostics.Append(request.State.Get(ctx, &model)...)
	t.note("delete", model.Name)
	time.Sleep(time.Duration(model.Slow.ValueInt64()) * time.Millisecond)
}

func (t *things) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	t.note("import", types.StringValue(request.ID))
	resource.ImportStatePassthroughID(ctx, path.Root("id"), request, response)
}
