package handwritten

import (
	"path"
	"reflect"
	"strings"

	gql "github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
)

// Check returns a fault if a directive that the owner declares has no code: requests that meet it would fail.
func (p *Project) Check() error {
	if p.Directives == nil {
		return nil
	}
	functions := reflect.ValueOf(p.Directives())
	var missing, fields []string
	for i := range functions.NumField() {
		field := functions.Type().Field(i).Name
		if d := p.directive(field); d != nil && runs(d) && functions.Field(i).IsNil() {
			missing = append(missing, "@"+d.Name+" (graph/"+path.Base(d.Position.Src.Name)+")")
			fields = append(fields, field+": …")
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return fault.New(fault.Internal, "there is no code for the declared directives: %s", strings.Join(missing, ", ")).
		WithHint("write the method Directives of Resolver in graph/resolver.go, and return DirectiveRoot{%s}", strings.Join(fields, ", "))
}

// directive returns the directive that code was generated for, by its field of gqlgen's struct; nil if there is none.
func (p *Project) directive(field string) *gql.DirectiveDefinition {
	for name, d := range p.Generated.Directives {
		if strings.ToUpper(name[:1])+name[1:] == field {
			return d
		}
	}
	return nil
}

// runs reports whether generated code runs a directive: one that only describes types needs no code.
func runs(d *gql.DirectiveDefinition) bool {
	for _, l := range d.Locations {
		switch l {
		case gql.LocationField, gql.LocationFieldDefinition, gql.LocationArgumentDefinition, gql.LocationObject,
			gql.LocationInputObject, gql.LocationInputFieldDefinition:
			return true
		default:
		}
	}
	return false
}
