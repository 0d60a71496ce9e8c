package docs_test

import (
	"bytes"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"tiddly/db/dbtest"
	"tiddly/internal/cli"
)

// compose is what deploy/compose.yml declares.
type compose struct {
	Services map[string]struct {
		Image           string
		Build           struct{ Context, Dockerfile string }
		Environment     map[string]string
		Ports, Volumes  []string
		StopGracePeriod string                                `yaml:"stop_grace_period"`
		DependsOn       map[string]struct{ Condition string } `yaml:"depends_on"`
		Healthcheck     struct{ Test []string }
	}
	Volumes map[string]any
}

// TestCompose checks that the parts of deploy/compose.yml fit each other and the image, and serves a database that was
// set up by its script with the server's settings.
func TestCompose(t *testing.T) {
	const folder = "../../../deploy"
	text, err := os.ReadFile(filepath.Join(folder, "compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var c compose
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(folder, "compose.sql"))
	if err != nil {
		t.Fatal(err)
	}
	server, database := c.Services["tiddly"], c.Services["database"]
	i, _ := readImage(t)
	if _, err := os.Stat(filepath.Join(folder, server.Build.Context, server.Build.Dockerfile)); err != nil {
		t.Error(err)
	}
	if !slices.Equal(server.Ports, []string{"127.0.0.1:8080:" + i.last("EXPOSE")}) || server.StopGracePeriod != "40s" {
		t.Errorf("the server has the ports %v, and %s to stop", server.Ports, server.StopGracePeriod)
	}
	if server.DependsOn["database"].Condition != "service_healthy" || !slices.Contains(database.Healthcheck.Test, "pg_isready") {
		t.Errorf("the server waits for %v, which is healthy by %v", server.DependsOn, database.Healthcheck.Test)
	}
	if !slices.Contains(database.Volumes, "./compose.sql:/docker-entrypoint-initdb.d/compose.sql:ro") || !strings.HasPrefix(database.Volumes[0], "database:/var/lib/") {
		t.Errorf("the database has the volumes %v", database.Volumes)
	}
	address := server.Environment["TIDDLY_DB"]
	if want := "@database/" + database.Environment["POSTGRES_DB"] + "?"; !strings.Contains(address, want) {
		t.Errorf("the address %s lacks %s", address, want)
	}
	composed(t, address, string(script), strings.Fields(i.last("ENV")))
}

// composed runs the script of the database on a real one, and the program with the variables of the image and the role
// of the address.
func composed(t *testing.T, address, script string, environ []string) {
	t.Helper()
	page, err := os.ReadFile("../../../docs/postgres.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range statements.FindAllStringSubmatch(string(page), -1) {
		if block[1] == "writing" && !strings.Contains(script, block[2]) {
			t.Errorf("compose.sql lacks what the page says:\n%s", block[2])
		}
	}
	named, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := named.User.Password()
	if !strings.Contains(script, "CREATE ROLE "+named.User.Username()+" LOGIN PASSWORD '"+password+"';") {
		t.Errorf("the script creates another role than that of %s", address)
	}
	e := withRoles()
	own := e.Make(t, "")
	t.Cleanup(func() { e.Run(t, own, "DROP OWNED BY tiddly_write CASCADE; DROP ROLE tiddly_write") })
	e.Run(t, own, script)
	e.Run(t, own, "CREATE TABLE shop (id serial PRIMARY KEY, name text)")
	var out, errs bytes.Buffer
	environ = append(environ, "TIDDLY_DB="+e.As(own, named.User.Username(), password))
	for _, command := range []string{"check", "schema"} {
		if code := cli.Main(t.Context(), []string{command}, environ, &out, &errs); code != 0 {
			t.Errorf("%s: %d %s", command, code, errs.String())
		}
	}
	for _, want := range []string{"Settings OK", "insertShop("} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it lacks %s:\n%s", want, out.String())
		}
	}
}

// withRoles returns the engine that has roles.
func withRoles() dbtest.Engine {
	all := dbtest.Engines()
	return all[slices.IndexFunc(all, func(e dbtest.Engine) bool { return e.As != nil })]
}
