package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path"
	"strings"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"

	"tiddly/internal/config/edit"
)

// ahead are the settings of gqlgen.yml that names depend on. They are needed before there is a schema, without which
// gqlgen does not read the file.
type ahead struct {
	Exec        struct{ Filename string }
	Resolver    struct{ Dir, Filename string }
	Initialisms config.GoInitialismsConfig `yaml:"go_initialisms"`
}

func readAhead() (ahead, error) {
	var a ahead
	text, err := os.ReadFile(configFile)
	if err != nil {
		return a, err
	}
	if err := edit.Decode(text, &a); err != nil {
		return a, fmt.Errorf("read %s: %w", configFile, err)
	}
	return a, nil
}

// apart reports whether the executor is a package of its own, as separate does of the settings when they are read.
func (a ahead) apart() bool {
	return path.Dir(path.Clean(a.Exec.Filename)) != path.Clean(cmp.Or(a.Resolver.Dir, path.Dir(a.Resolver.Filename)))
}

// useInitialisms lets gqlgen spell names as it will when it has read its settings.
func (a ahead) useInitialisms() {
	all := map[string]bool{}
	if !a.Initialisms.ReplaceDefaults {
		maps.Copy(all, templates.CommonInitialisms)
	}
	for _, word := range a.Initialisms.Initialisms {
		all[strings.ToUpper(word)] = true
	}
	templates.GetInitialisms = func() map[string]bool { return all }
}
