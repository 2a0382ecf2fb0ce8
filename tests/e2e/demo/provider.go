package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type demo struct {
	name   string
	region string
}

func newProvider(name string) func() provider.Provider {
	return func() provider.Provider { return &demo{name: name} }
}

func (d *demo) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = d.name
}

func (d *demo) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"region": schema.StringAttribute{Optional: true},
	}}
}

func (d *demo) Configure(ctx context.Context, request provider.ConfigureRequest, response *provider.ConfigureResponse) {
	var config struct {
		Region types.String `tfsdk:"region"`
	}
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	d.region = config.Region.ValueString()
	if d.region == "" {
		d.region = "home"
	}
	note(d.region, "configure", "-")
	response.ResourceData = d
	response.DataSourceData = d
	response.EphemeralResourceData = d
}

func (d *demo) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource { return &things{kind: d.name + "_thing", nested: d.name != "five"} },
		func() resource.Resource { return &things{kind: d.name + "_lock", nested: d.name != "five"} },
	}
}

func (d *demo) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return &lookup{kind: d.name + "_lookup"} }}
}

func (d *demo) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		func() ephemeral.EphemeralResource { return &token{kind: d.name + "_token"} },
	}
}

func (d *demo) Functions(context.Context) []func() function.Function {
	return []func() function.Function{func() function.Function { return shout{} }}
}

// lookup gives back what it is asked.
type lookup struct{ kind string }

type lookupModel struct {
	Query  types.String `tfsdk:"query"`
	Answer types.String `tfsdk:"answer"`
}

func (l *lookup) Metadata(_ context.Context, _ datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = l.kind
}

func (l *lookup) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	response.Schema = dataschema.Schema{Attributes: map[string]dataschema.Attribute{
		"query":  dataschema.StringAttribute{Required: true},
		"answer": dataschema.StringAttribute{Computed: true},
	}}
}

func (l *lookup) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	var model lookupModel
	response.Diagnostics.Append(request.Config.Get(ctx, &model)...)
	model.Answer = model.Query
	response.Diagnostics.Append(response.State.Set(ctx, &model)...)
}

// token exists only during a run.
type token struct{ kind string }

func (t *token) Metadata(_ context.Context, _ ephemeral.MetadataRequest, response *ephemeral.MetadataResponse) {
	response.TypeName = t.kind
}

func (t *token) Schema(_ context.Context, _ ephemeral.SchemaRequest, response *ephemeral.SchemaResponse) {
	response.Schema = ephemeralschema.Schema{Attributes: map[string]ephemeralschema.Attribute{
		"value": ephemeralschema.StringAttribute{Computed: true},
	}}
}

func (t *token) Open(ctx context.Context, _ ephemeral.OpenRequest, response *ephemeral.OpenResponse) {
	model := struct {
		Value types.String `tfsdk:"value"`
	}{types.StringValue("for-a-run")}
	response.Diagnostics.Append(response.Result.Set(ctx, &model)...)
}

// shout is a function.
type shout struct{}

func (shout) Metadata(_ context.Context, _ function.MetadataRequest, response *function.MetadataResponse) {
	response.Name = "shout"
}

func (shout) Definition(_ context.Context, _ function.DefinitionRequest, response *function.DefinitionResponse) {
	response.Definition = function.Definition{
		Parameters: []function.Parameter{function.StringParameter{Name: "text"}},
		Return:     function.StringReturn{},
	}
}

func (shout) Run(ctx context.Context, request function.RunRequest, response *function.RunResponse) {
	var text string
	response.Error = function.ConcatFuncErrors(request.Arguments.Get(ctx, &text))
	response.Error = function.ConcatFuncErrors(response.Error, response.Result.Set(ctx, text+"!"))
}
