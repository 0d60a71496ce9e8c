package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
	"tiddly/internal/schema"
)

// configFile is gqlgen's configuration; it marks the root of the project.
const configFile = "gqlgen.yml"

// extensionFiles are the schemas that owners write.
const extensionFiles = "graph/*.graphqls"

// readExtensions reads the owner's schemas, in the working directory.
func readExtensions() ([]*ast.Source, error) {
	paths, err := filepath.Glob(filepath.FromSlash(extensionFiles))
	if err != nil {
		return nil, err
	}
	var all []*ast.Source
	for _, path := range paths {
		if filepath.Base(path) == schema.SourceName {
			return nil, fmt.Errorf("%s: the name is taken by the generated schema; give your file another one", path)
		}
		text, err := os.ReadFile(path) //nolint:gosec // the project's own file
		if err != nil {
			return nil, err
		}
		all = append(all, &ast.Source{Name: filepath.ToSlash(path), Input: string(text)})
	}
	return all, nil
}

// writeCode runs gqlgen in the working directory, over the schema that lies there.
func writeCode(c *catalog.Catalog, s *schema.Schema, names *goname.Names) error {
	settings, err := config.LoadConfig(configFile)
	if err != nil {
		return fmt.Errorf("read %s: %w", configFile, err)
	}
	written, err := resolverFiles(settings.Resolver.Dir())
	if err != nil {
		return err
	}
	kept, err := keep(append(written, settings.Exec.Filename, settings.Model.Filename, filepath.FromSlash(modelsFile), filepath.FromSlash(typedFile))...)
	if err != nil {
		return err
	}
	models := modelsOf(c, s, names)
	bind(settings, c, s, models)
	asked := typedOf(c, s, models, names, settings.Model.ImportPath())
	if err := generate(settings, models, asked, names, written); err != nil {
		made, globErr := resolverFiles(settings.Resolver.Dir())
		for _, path := range made {
			if _, was := kept[path]; !was {
				globErr = errors.Join(globErr, os.Remove(path))
			}
		}
		return errors.Join(err, kept.restore(), globErr)
	}
	return nil
}

func generate(settings *config.Config, models []model, asked *typed, names *goname.Names, written []string) error {
	for _, path := range written {
		if err := forgetGenerated(path); err != nil {
			return err
		}
	}
	if err := writeModels(models); err != nil {
		return err
	}
	if err := writeTyped(asked); err != nil {
		return err
	}
	if err := api.Generate(settings, api.PrependPlugin(methodNames{names}), api.AddPlugin(resolvers{names})); err != nil {
		return fmt.Errorf("gqlgen: %w", err)
	}
	return nil
}

// resolverFiles are the files that gqlgen keeps up to date and never overwrites.
func resolverFiles(dir string) ([]string, error) {
	return filepath.Glob(filepath.Join(dir, "*.resolvers.go"))
}

// kept holds the previous content of files. gqlgen removes its output before it starts, so a mistake in the schema
// would leave the project without code.
type kept map[string][]byte

func keep(paths ...string) (kept, error) {
	files := kept{}
	for _, path := range paths {
		content, err := os.ReadFile(path) //nolint:gosec // the paths of gqlgen.yml
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files[path] = content
	}
	return files, nil
}

func (k kept) restore() error {
	var all error
	for path, content := range k {
		all = errors.Join(all, os.WriteFile(path, content, 0o644)) //nolint:gosec // source code is for everybody to read
	}
	return all
}

// projectRoot returns the nearest folder, from start upwards, with gqlgen's configuration: `go generate` runs in
// the folder of the package that asks for it.
func projectRoot(start string) (string, error) {
	for dir := start; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, configFile)); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no %s in %s or above it: run this inside the project", configFile, start)
		}
	}
}

// schema returns the schema that code is generated for. What the owner wrote has to fit it, and the one of all tables,
// which is served.
func (t *tables) schema(extensions []*ast.Source) (*schema.Schema, error) {
	whole, err := schema.Build(t.served, schema.Options{Extensions: extensions, Users: t.users})
	if err != nil {
		return nil, err
	}
	if err := complain(whole, nil); err != nil || t.served == t.catalog {
		return whole, err
	}
	users := t.users
	if users != nil {
		users = t.catalog.TableBySQL(users.SQLName)
	}
	s, err := schema.Build(t.catalog, schema.Options{Extensions: extensions, Users: users})
	if err != nil {
		return nil, err
	}
	return s, complain(s, t.without)
}

// complain returns an error about extensions that do not fit the tables; without are the types of those that have no
// code.
func complain(s *schema.Schema, without []string) error {
	if len(s.Notes) == 0 {
		return nil
	}
	text := strings.Join(s.Notes, "\n")
	for _, name := range without {
		if strings.Contains(text, "the type "+name+" is not served") {
			text += "\ngenerate.tables leaves out the table of " + name
		}
	}
	return errors.New(text)
}
