package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-sdk/v2/helper/schema"
)

// item is an attribute or a nested block.
type item struct {
	name string
	// Letters of docs/schema-index.md.
	flags string
	// "" for text, else one of B I F N D.
	kind string
	// Collection letters from the outside: "L", "S", "M"; "O" for one object.
	shape string
	// Of a collection of objects.
	fields []item
	// nil where there is none.
	fallback any
}

func (i item) is(flag string) bool { return strings.Contains(i.flags, flag) }

func (i item) computedOnly() bool { return !i.is("r") && !i.is("o") }

// index is what a schema index holds, parsed.
type index struct {
	resources   map[string][]item
	dataSources map[string][]item
}

func readIndex(path string) (*index, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	fragments, types := map[string]string{}, map[string]string{}
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 0, 1<<20), 1<<24)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		body := ""
		if len(parts) == 3 {
			body = parts[2]
		}
		if parts[0] == "f" {
			fragments[parts[1]] = body
		} else {
			types[parts[0]+" "+parts[1]] = body
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	out := &index{resources: map[string][]item{}, dataSources: map[string][]item{}}
	for key, body := range types {
		mode, name, _ := strings.Cut(key, " ")
		if target, ok := strings.CutPrefix(body, "="); ok {
			body, ok = types[mode+" "+target]
			if !ok {
				continue
			}
		}
		p := parser{fragments: fragments, rest: body}
		items, err := p.body()
		if err != nil || p.rest != "" {
			return nil, fmt.Errorf("%s: %v at %.40q", key, err, p.rest)
		}
		switch mode {
		case "r":
			out.resources[name] = items
		case "d":
			out.dataSources[name] = items
		}
	}
	return out, nil
}

type parser struct {
	fragments map[string]string
	rest      string
}

// body reads items up to the end or a closing brace, which it leaves.
func (p *parser) body() ([]item, error) {
	var out []item
	add := func(added item) {
		for at, known := range out {
			if known.name == added.name {
				out[at] = added
				return
			}
		}
		out = append(out, added)
	}
	for p.rest != "" && p.rest[0] != '}' {
		switch {
		case p.rest[0] == ' ' || p.rest[0] == '!':
			p.rest = p.rest[1:]
		case p.rest[0] == '@':
			id := p.until(" }")[1:]
			text, ok := p.fragments[id]
			if !ok {
				return nil, fmt.Errorf("no fragment %q", id)
			}
			inner := parser{fragments: p.fragments, rest: text}
			items, err := inner.body()
			if err != nil {
				return nil, err
			}
			for _, i := range items {
				add(i)
			}
		default:
			i, err := p.item()
			if err != nil {
				return nil, err
			}
			add(i)
		}
	}
	return out, nil
}

// until takes everything before the first of the letters.
func (p *parser) until(letters string) string {
	end := strings.IndexAny(p.rest, letters)
	if end < 0 {
		end = len(p.rest)
	}
	text := p.rest[:end]
	p.rest = p.rest[end:]
	return text
}

func (p *parser) item() (item, error) {
	out := item{name: p.until(" :}")}
	if !strings.HasPrefix(p.rest, ":") {
		return out, nil
	}
	p.rest = p.rest[1:]
	for p.rest != "" && strings.ContainsRune("rocnxwd1", rune(p.rest[0])) {
		out.flags += p.rest[:1]
		p.rest = p.rest[1:]
	}
	for p.rest != "" && strings.ContainsRune("LSMO", rune(p.rest[0])) {
		out.shape += p.rest[:1]
		p.rest = p.rest[1:]
	}
	switch {
	case strings.HasPrefix(p.rest, "{"):
		p.rest = p.rest[1:]
		fields, err := p.body()
		if err != nil {
			return out, err
		}
		if !strings.HasPrefix(p.rest, "}") {
			return out, fmt.Errorf("%s: a brace is missing", out.name)
		}
		p.rest = p.rest[1:]
		// An object without attributes is still an object.
		out.fields = append([]item{}, fields...)
	case p.rest != "" && strings.ContainsRune("BIFND", rune(p.rest[0])):
		out.kind = p.rest[:1]
		p.rest = p.rest[1:]
	}
	if strings.HasPrefix(p.rest, "=") {
		p.rest = p.rest[1:]
		text := p.until(" }")
		// A brace within a text does not end it.
		for !json.Valid([]byte(text)) && p.rest != "" {
			text += p.rest[:1]
			p.rest = p.rest[1:]
		}
		if err := json.Unmarshal([]byte(text), &out.fallback); err != nil {
			return out, fmt.Errorf("%s: default %s: %w", out.name, text, err)
		}
	}
	return out, nil
}

// schemas turns items into the declarations of the plugin SDK. Names in `without` are left out.
func schemas(items []item, without ...string) map[string]*schema.Schema {
	out := map[string]*schema.Schema{}
	for _, i := range items {
		left := false
		for _, name := range without {
			left = left || name == i.name
		}
		if !left {
			out[i.name] = i.schema()
		}
	}
	return out
}

func (i item) schema() *schema.Schema {
	s := &schema.Schema{
		Required:  i.is("r"),
		Optional:  i.is("o"),
		Computed:  i.is("c") || i.computedOnly(),
		ForceNew:  i.is("n"),
		Sensitive: i.is("x"),
	}
	if i.is("w") {
		s.WriteOnly = true
	}
	if i.is("d") {
		s.Deprecated = "deprecated by the provider"
	}
	if i.is("1") && !i.computedOnly() {
		s.MaxItems = 1
	}
	s.Type, s.Elem = i.typed(i.shape)
	if i.fallback != nil {
		s.Default = i.scalar(i.fallback)
	}
	return s
}

// typed gives the type of the outermost collection and its element.
func (i item) typed(shape string) (schema.ValueType, any) {
	if shape == "" {
		switch i.kind {
		case "B":
			return schema.TypeBool, nil
		case "I":
			return schema.TypeInt, nil
		case "F", "N":
			return schema.TypeFloat, nil
		}
		return schema.TypeString, nil
	}
	outer := map[byte]schema.ValueType{
		'L': schema.TypeList, 'S': schema.TypeSet, 'M': schema.TypeMap, 'O': schema.TypeList}[shape[0]]
	if len(shape) == 1 && i.fields != nil {
		if outer == schema.TypeMap {
			// The SDK knows no maps of objects.
			return outer, &schema.Schema{Type: schema.TypeString}
		}
		return outer, &schema.Resource{Schema: schemas(i.fields)}
	}
	kind, element := i.typed(shape[1:])
	return outer, &schema.Schema{Type: kind, Elem: element}
}

// scalar converts a default to what the SDK expects of the type.
func (i item) scalar(value any) any {
	number, isNumber := value.(float64)
	switch {
	case i.kind == "I" && isNumber:
		return int(number)
	case i.kind == "" && !isText(value):
		return fmt.Sprint(value)
	}
	return value
}

func isText(value any) bool {
	_, ok := value.(string)
	return ok
}
