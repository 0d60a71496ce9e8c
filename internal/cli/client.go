package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/db"
	"tiddly/internal/config"
	"tiddly/internal/fault"
	"tiddly/internal/kit"
	"tiddly/internal/kit/folder"
)

// clientKit is what tiddly client was asked for.
type clientKit struct {
	name, out, sources, url, header string
	check                           bool
}

// client returns the command that writes the kits of clients.
func (p *program) client() *cobra.Command {
	c := &cobra.Command{
		Use:   "client",
		Short: "Write the configuration of a client",
		Long: "Client writes what a client of the API needs to know of it, as files for TypeScript: the cache of Apollo Client,\n" +
			"the configuration and the environment of Relay, or the configuration of graphql-codegen for any other client.",
		Args: noKit,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		p.oneKit("apollo", "Write a cache of Apollo Client for a schema", "Apollo writes a client whose cache knows the keys, the pages and the scalars of every table, and the\n"+
			"configuration of graphql-codegen for typed documents."),
		p.oneKit("relay", "Write the configuration and the environment of Relay for a schema", "Relay writes relay.config.json, an environment that keeps rows by their global ids, and a plugin for Vite."),
		p.oneKit("codegen", "Write the configuration of graphql-codegen for a schema", "Codegen writes a configuration of graphql-codegen, with a type for every scalar, for any client."),
	)
	return c
}

func noKit(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &usageError{message: fmt.Sprintf("there is no kit %q", db.Redact(args[0])), hint: "the kits are " + strings.Join(kit.Names(), ", ")}
}

func (p *program) oneKit(name, short, long string) *cobra.Command {
	k := clientKit{name: name}
	c := &cobra.Command{
		Use:   name + " --out DIR",
		Short: short,
		Long: long + "\n\nThe schema comes from a database (--db), or from a running server (--url), which must allow introspection.\n" +
			"Run the command again when the schema has changed. A file that you edited is never written over.",
		Example: "  tiddly client " + name + " --db shop.db --out src/tiddly\n  tiddly client " + name + " --url http://127.0.0.1:8080/graphql --out src/tiddly",
		Args:    arguments(0, 0, ""),
		RunE:    func(c *cobra.Command, _ []string) error { return p.runClient(c, k) },
	}
	settingFlags(c.Flags(), "config", "db", "strict-names", "naming-preset", "nullability")
	c.Flags().StringVar(&k.out, "out", "", "the `DIR` of the kit, which is created if it is missing")
	c.Flags().StringVar(&k.sources, "sources", "", "the `DIR` with the sources of the application (default the one that the kit is in)")
	c.Flags().StringVar(&k.url, "url", "", "the `URL` of a running server, in place of --db")
	c.Flags().StringVar(&k.header, "header", "", "`NAME: VALUE` that is sent to --url, or @FILE with a line for each (default none)")
	c.Flags().BoolVar(&k.check, "check", false, "write nothing, and fail if the kit is not that of the schema")
	return c
}

func (p *program) runClient(c *cobra.Command, k clientKit) error {
	if k.out == "" {
		return &usageError{message: "--out is missing", hint: "name a folder in your sources, as --out src/tiddly"}
	}
	if k.url != "" && c.Flags().Changed("db") {
		return &usageError{message: "--db and --url are two sources of one schema", hint: "use one of them"}
	}
	if k.url == "" && k.header != "" {
		return &usageError{message: "--header is for --url", hint: "a database is read without headers"}
	}
	options, err := k.options()
	if err != nil {
		return err
	}
	schema, err := p.clientSchema(c, k)
	if err != nil {
		return err
	}
	files, err := kit.Files(k.name, schema, options)
	if err != nil {
		return err
	}
	changes, err := folder.Update(k.out, k.name, files, k.check)
	if err != nil {
		return err
	}
	return p.tellKit(k, changes, len(files))
}

// clientSchema returns the schema that the kit is for.
func (p *program) clientSchema(c *cobra.Command, k clientKit) (*ast.Schema, error) {
	if k.url != "" {
		ctx, cancel := context.WithTimeout(c.Context(), introspectionTime)
		defer cancel()
		return introspect(ctx, k.url, k.header)
	}
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return nil, err
	}
	var schema *ast.Schema
	err = p.look(c.Context(), settings, func(o *opened) error {
		schema, err = kit.Parse(o.snapshot.Schema.Served)
		return err
	})
	return schema, err
}

// tellKit prints what was done, and what comes next.
func (p *program) tellKit(k clientKit, changes []folder.Change, files int) error {
	if k.check && len(changes) > 0 {
		names := make([]string, len(changes))
		for i, c := range changes {
			names[i] = c.Name
		}
		return fault.New(fault.SchemaChanged, "the kit in %s is not that of the schema: %s", k.out, strings.Join(names, ", ")).
			WithHint("run the command without --check")
	}
	for _, c := range changes {
		if _, err := fmt.Fprintf(p.stdout, "%-8s %s\n", c.What, filepath.Join(k.out, filepath.FromSlash(c.Name))); err != nil {
			return err
		}
	}
	if len(changes) == 0 {
		_, err := fmt.Fprintf(p.stdout, "%s: all %d files are up to date\n", k.out, files)
		return err
	}
	_, err := fmt.Fprintf(p.stdout, "\n%s", strings.ReplaceAll(nextSteps[k.name], "DIR", filepath.ToSlash(filepath.Clean(k.out))))
	return err
}

// nextSteps are the commands that follow a kit.
var nextSteps = map[string]string{
	"apollo": "Next:\n  npm install @apollo/client graphql rxjs\n  npm install --save-dev @graphql-codegen/cli @graphql-codegen/client-preset\n" +
		"  npx graphql-codegen --config DIR/codegen.mjs   types for your documents\n  createClient in DIR/client.ts is the client\n",
	"relay": "Next:\n  npm install react-relay relay-runtime\n  npm install --save-dev relay-compiler babel-plugin-relay @babel/core\n" +
		"  (cd DIR && npx relay-compiler)   after each change of a document\n  createEnvironment in DIR/environment.ts is the environment, relayDocuments in DIR/vite.mjs a plugin\n",
	"codegen": "Next:\n  npm install graphql\n  npm install --save-dev @graphql-codegen/cli @graphql-codegen/client-preset\n" +
		"  npx graphql-codegen --config DIR/codegen.mjs\n",
}

// options returns where the sources and the tools of the application are, from the folder of the kit.
func (k *clientKit) options() (kit.Options, error) {
	out, err := filepath.Abs(k.out)
	if err != nil {
		return kit.Options{}, fault.Wrap(err, fault.RequestValue, "the folder %s cannot be found", k.out)
	}
	sources := filepath.Dir(out)
	if isPackage(out) {
		sources = out
	}
	if k.sources != "" {
		if sources, err = filepath.Abs(k.sources); err != nil {
			return kit.Options{}, fault.Wrap(err, fault.RequestValue, "the folder %s cannot be found", k.sources)
		}
	}
	below, err := filepath.Rel(out, sources)
	if err != nil {
		return kit.Options{}, &usageError{message: "there is no way from " + k.out + " to " + k.sources, hint: "put both on one drive"}
	}
	return kit.Options{Sources: filepath.ToSlash(below), Path: pathInPackage(out)}, nil
}

// pathInPackage returns the path of a folder from the package that it is in, where the tools are run; its name where it
// is in none.
func pathInPackage(dir string) string {
	parts := []string{}
	for d := dir; ; d = filepath.Dir(d) {
		if isPackage(d) {
			slices.Reverse(parts)
			return cmp.Or(strings.Join(parts, "/"), ".")
		}
		if d == filepath.Dir(d) {
			return filepath.Base(dir)
		}
		parts = append(parts, filepath.Base(d))
	}
}

// isPackage reports whether a folder is that of a package of npm.
func isPackage(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "package.json"))
	return err == nil
}
