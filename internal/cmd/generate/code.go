package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"

	"tiddly/internal/catalog"
	"tiddly/internal/cmd/generate/goname"
	"tiddly/internal/owned"
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
			return nil, fmt.Errorf("%s: the name is used by the generated schema; rename your file", path)
		}
		text, err := os.ReadFile(path) //nolint:gosec // the project's own file
		if err != nil {
			return nil, err
		}
		all = append(all, &ast.Source{Name: filepath.ToSlash(path), Input: string(text)})
	}
	return all, nil
}

// readGqlgen reads gqlgen's settings, in the working directory, with the paths of its packages.
func readGqlgen() (*config.Config, error) {
	settings, err := config.LoadConfig(configFile)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(settings.Exec.Check(), settings.Model.Check(), settings.Resolver.Check()); err != nil {
		return nil, err
	}
	// It would look for resolvers that are added afterwards.
	settings.SkipValidation = true
	return settings, errors.Join(checkOptions(settings), checkBindings(settings))
}

// writeCode runs gqlgen in the working directory, over the schema that lies there, and gives the owner's half of the
// package what it lacks; sdlBefore is the schema that was there before. If it fails, everything is as it was.
func writeCode(c *catalog.Catalog, s *schema.Schema, names *goname.Names, sdlBefore string, from source) (report, error) {
	settings, err := readGqlgen()
	if err != nil {
		return report{}, fmt.Errorf("read %s: %w", configFile, err)
	}
	if err := checkModels(settings, s); err != nil {
		return report{}, err
	}
	former, err := formerExecutor(settings)
	if err != nil {
		return report{}, err
	}
	previous := cmp.Or(former, settings.Exec.Filename)
	folder, err := readGraph(settings.Resolver.Dir(), filepath.Base(previous), filepath.Base(executorFile), filepath.Base(originsFile), entitiesFile)
	if err != nil {
		return report{}, err
	}
	generated := []string{settings.Exec.Filename, settings.Model.Filename, filepath.FromSlash(modelsFile), filepath.FromSlash(typedFile)}
	before, err := previousHalf(previous, sdlBefore, &from.renamed)
	if err != nil {
		return report{}, err
	}
	was, err := namesIn(append(generated[1:], previous))
	if err != nil {
		return report{}, err
	}
	kept, err := keep(append(generated, entitiesPath(settings), filepath.FromSlash(originsFile), filepath.FromSlash(executorFile))...)
	if err != nil {
		return report{}, err
	}
	models, enums := modelsOf(c, s, names), enumsOf(c, s, names)
	bind(settings, c, s, models, enums)
	asked := typedOf(c, s, models, enums, names, settings.Model.ImportPath())
	changes, err := generate(settings, s, models, enums, asked, names, folder, before, from)
	if err == nil {
		err = errors.Join(from.accept(changes), from.renamed.ask(changes.Orphans, sdlBefore, s))
	}
	if err != nil {
		return report{}, errors.Join(err, kept.restore())
	}
	orphans, err := folder.write(changes)
	if err != nil {
		return report{}, errors.Join(err, kept.restore())
	}
	if former != "" {
		if err := os.Remove(former); err != nil {
			return report{}, err
		}
	}
	is, err := namesIn(generated)
	if err != nil {
		return report{}, err
	}
	gone := was.Changed(is)
	maps.Copy(gone, changes.Gone)
	return reportOf(settings.Resolver.Dir(), settings.Resolver.ImportPath(), changes, orphans, gone, was)
}

// generate writes the generated files, and returns what the others need.
func generate(
	settings *config.Config, s *schema.Schema, models []model, enums []modelEnum, asked *typed, names *goname.Names, folder graphFolder, before owned.Half, from source,
) (owned.Changes, error) {
	if err := writeModels(models, names.List(schema.NodeType), enums); err != nil {
		return owned.Changes{}, err
	}
	if err := writeTyped(asked); err != nil {
		return owned.Changes{}, err
	}
	fields := &resolvers{federation: s.Subgraph != nil}
	if err := api.Generate(settings, api.PrependPlugin(methodNames{names}), api.ReplacePlugin(fields)); err != nil {
		return owned.Changes{}, fmt.Errorf("gqlgen: %w", err)
	}
	text, err := os.ReadFile(settings.Exec.Filename)
	if err != nil {
		return owned.Changes{}, err
	}
	now := owned.HalfOf(text)
	describe(now, s, names, fields)
	if err := writeOrigins(now, from); err != nil {
		return owned.Changes{}, err
	}
	if err := errors.Join(writeExecutorNames(settings, now), writeEntities(settings, s, names)); err != nil {
		return owned.Changes{}, err
	}
	return owned.Update(owned.Package{
		Name: settings.Resolver.Package, Files: folder.files, Others: folder.excluded, Root: root, Notice: notice, Notices: []string{oldNotice},
		NameOf: packageNames(settings),
	}, before, now)
}

// packageNames returns the function that finds the name of an imported package: for those of others it asks gqlgen,
// which asks the go command.
func packageNames(settings *config.Config) func(string) string {
	return func(path string) string {
		first, _, _ := strings.Cut(path, "/")
		if !strings.Contains(first, ".") {
			return owned.UsualName(path)
		}
		return settings.Packages.NameForPackage(path)
	}
}

// namesIn returns the names that generated files declare.
func namesIn(files []string) (owned.Declarations, error) {
	names := owned.Declarations{}
	for _, path := range files {
		text, err := readIfAny(path)
		if err != nil {
			return nil, err
		}
		names.Add(text)
	}
	return names, nil
}

// kept holds the previous content of files, nil for those that did not exist. gqlgen removes its output before it
// starts, so a mistake in the schema would leave the project without code.
type kept map[string][]byte

func keep(paths ...string) (kept, error) {
	files := kept{}
	for _, path := range paths {
		content, err := readIfAny(path)
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
		if content != nil {
			all = errors.Join(all, os.WriteFile(path, content, 0o644)) //nolint:gosec // source code is for everybody to read
		} else if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
			all = errors.Join(all, err)
		}
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
			return "", fmt.Errorf("no %s in %s or above it: run this command inside the project", configFile, start)
		}
	}
}

// schema returns the schema that code is generated for. What the owner wrote has to fit it, and the one of all tables,
// which is served.
func (t *tables) schema(extensions []*ast.Source) (*schema.Schema, error) {
	whole, err := schema.Build(t.served, schema.Options{Extensions: extensions, Users: t.users, Federation: t.federation})
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
	s, err := schema.Build(t.catalog, schema.Options{Extensions: extensions, Users: users, Federation: t.federation})
	if err != nil {
		return nil, err
	}
	return s, complain(s, t.without)
}

// complain returns an error about extensions that do not fit the tables: a server leaves them out, here nothing is
// written before they fit. Without are the types of tables that have no code.
func complain(s *schema.Schema, without []string) error {
	if len(s.Notes) == 0 {
		return nil
	}
	refused := strings.NewReplacer(" is left out", " cannot be served", " are left out", " cannot be served")
	text := refused.Replace(strings.Join(s.Notes, "\n"))
	for _, name := range without {
		if strings.Contains(text, "the type "+name+" is not served") {
			text += "\ngenerate.tables does not include the table of " + name
		}
	}
	return errors.New(text)
}
