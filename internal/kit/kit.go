// Package kit writes what a client of a served schema would otherwise write by hand: Apollo's cache, Relay's
// configuration and environment, and the configuration of graphql-codegen. It turns a schema into the texts of files,
// and is pure: it knows no database, no network and no folder. All it has is the schema as clients see it, so a kit is
// the same whether it comes from a database or from a running server.
package kit

import (
	"embed"
	"path"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/fault"
)

// Names returns the names of the kits.
func Names() []string { return []string{"apollo", "codegen", "relay"} }

// File is one file of a kit.
type File struct {
	// Name is its path in the folder of the kit, with slashes.
	Name, Text string
}

// Options are what a kit has to know of the application.
type Options struct {
	// Sources is the path from the folder of the kit to that of the application's sources, with slashes.
	Sources string
	// Path is the path of the kit from the folder where the application's tools run, with slashes, for comments.
	Path string
}

// texts are the files that are the same for every schema, and the frames of the others.
//
//go:embed files
var texts embed.FS

// Files returns the files of the kit with that name, in the order of their names.
func Files(name string, schema *ast.Schema, o Options) ([]File, error) {
	schema = forClients(schema)
	m := read(schema)
	var files []File
	switch name {
	case "apollo":
		files = apolloFiles(m, o)
	case "relay":
		files = relayFiles(m, o)
	case "codegen":
		files = codegenFiles(m, o)
	default:
		return nil, fault.New(fault.RequestValue, "there is no kit %q", name).WithHint("the kits are %s", strings.Join(Names(), ", "))
	}
	for i := range files {
		files[i].Text = strings.ReplaceAll(files[i].Text, "$path$", o.Path)
	}
	files = append(files, File{"schema.graphql", Print(schema)})
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// fixed returns files that are the same for every schema, by their paths among the embedded ones.
func fixed(paths ...string) []File {
	var files []File
	for _, p := range paths {
		files = append(files, File{path.Base(p), text(p)})
	}
	return files
}

// text returns an embedded text.
func text(name string) string {
	b, err := texts.ReadFile("files/" + name)
	if err != nil {
		panic("invariant broken: an embedded file is missing: " + err.Error())
	}
	return string(b)
}

// filled returns an embedded text with the values in the place of their names, each written as $name$.
func filled(name string, values ...string) string {
	for i := 0; i < len(values); i += 2 {
		values[i] = "$" + values[i] + "$"
	}
	return strings.NewReplacer(values...).Replace(text(name))
}
