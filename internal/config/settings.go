// Package config reads the settings: flags take precedence over TIDDLY_ variables of the environment, those over the
// file tiddly.yml, and that over the defaults. It returns one validated struct, and all mistakes at once, each with
// its place. It reads that one file, and knows no database and no HTTP.
package config

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"

	"tiddly/internal/catalog"
)

// DefaultDatabase is the database that is served where none is named; only this one is created without being asked
// for.
const DefaultDatabase = "tiddly.db"

// Settings are all settings of the program. Their meanings and defaults are in options.
type Settings struct {
	// Database is a path or a URL.
	Database string `koanf:"db"`
	// Create allows creating a database file that does not exist.
	Create bool `koanf:"create"`
	// WAL switches an existing database to write-ahead logging, which changes its file.
	WAL bool `koanf:"wal"`
	// ReadOnly guarantees that nothing is ever written.
	ReadOnly bool `koanf:"readOnly"`
	// Listen is host:port; loopback unless Public.
	Listen string `koanf:"listen"`
	// Public allows listening on addresses other than loopback.
	Public bool `koanf:"public"`
	// Schemas are the schemas that are served; they are in Overrides too.
	Schemas []string `koanf:"schemas"`
	// Hosts are names without port under which the server may be reached, in lower case.
	Hosts []string `koanf:"hosts"`
	CORS  CORS     `koanf:"cors"`
	// Documents is Off, Allow or Only: whether the documents in the file Manifest can be named, or nothing else is
	// answered.
	Documents string `koanf:"documents"`
	Manifest  string `koanf:"manifest"`
	// Introspection, Trace and Console are Auto, On or Off; see Allows.
	Introspection string  `koanf:"introspection"`
	Trace         string  `koanf:"trace"`
	Console       string  `koanf:"console"`
	REST          REST    `koanf:"rest"`
	GraphQL       GraphQL `koanf:"graphql"`
	// Federation serves the schema as a subgraph.
	Federation bool `koanf:"federation"`
	// Compression is On or Off.
	Compression string `koanf:"compression"`
	// Nullability is Standard or Semantic.
	Nullability string `koanf:"nullability"`
	// StrictNames makes a clash of names an error.
	StrictNames bool     `koanf:"strictNames"`
	Naming      Naming   `koanf:"naming"`
	Generate    Generate `koanf:"generate"`
	Limits      Limits   `koanf:"limits"`
	Log         Log      `koanf:"log"`
	// Metrics are Auto, On, Off or an address; see Settings.MetricsAddress.
	Metrics string  `koanf:"metrics"`
	Auth    Auth    `koanf:"auth"`
	Cursors Cursors `koanf:"cursors"`
	// Otel is the URL of a collector of spans; empty where there is none.
	Otel string `koanf:"otel"`
	// Overrides are the user's own names and kinds of the tables.
	Overrides catalog.Overrides `koanf:"-"`

	// File is the path of the file that was read; empty where there was none.
	File string `koanf:"-"`
	// places maps each override, by its key as the catalogue writes it, to its place in the file.
	places map[string]string
	// sources maps each setting, by its key, to where it was given.
	sources map[string]string
}

// Naming is how what Tiddly adds to the tables is called.
type Naming struct {
	// Preset is one of catalog.Presets; it is in Overrides too.
	Preset string `koanf:"preset"`
}

// Cursors is by what the cursors of connections are authenticated.
type Cursors struct {
	// Secret is empty where it is not set.
	Secret Secret `koanf:"secret"`
}

// CORS is which pages of other origins may use the server.
type CORS struct {
	// Origins are scheme://host[:port], or "*" for all.
	Origins []string `koanf:"origins"`
	// Headers are those that their pages may send, in lower case; empty allows all that they ask for.
	Headers []string `koanf:"headers"`
	// Credentials lets these origins send cookies; never with "*".
	Credentials bool `koanf:"credentials"`
}

// SourceKey is the path of Generate.Source in the file.
var SourceKey = []string{"generate", "source"}

// SourceVariable is the variable by which the generator gets a source that no argument should show: others on the
// machine can see the arguments of a program.
const SourceVariable = prefix + "GENERATE_SOURCE"

// Generate is what code is generated for; the server does not use it.
type Generate struct {
	// Source is a script (….sql) or a database; a path is relative to the folder of the file. It is empty where the file
	// does not say.
	Source string `koanf:"source"`
	// Tables are patterns of SQL names, as path.Match has them; empty is every table.
	Tables []string `koanf:"tables"`
	// NumberNames gives numbers to names that clash.
	NumberNames bool `koanf:"numberNames"`
}

// REST is what is served besides GraphQL.
type REST struct {
	// Legacy is On or Off: the REST addresses of every table.
	Legacy string `koanf:"legacy"`
}

// GraphQL is how GraphQL is served over HTTP.
type GraphQL struct {
	// CacheControl is the Cache-Control of good answers to GET and QUERY; empty sets none.
	CacheControl string `koanf:"cacheControl"`
}

// Log is what is logged, and how.
type Log struct {
	// Level is debug, info, warn or error.
	Level string `koanf:"level"`
	// Format is Auto, text or json.
	Format string `koanf:"format"`
	// Slow is the time from which a statement is logged; 0 logs none.
	Slow time.Duration `koanf:"slow"`
}

// Limits apply to every request.
type Limits struct {
	// Time is the time limit of a request.
	Time time.Duration `koanf:"time"`
	// Requests is the maximum number of requests running at the same time, Waiting that of waiting ones, each for at most
	// Wait.
	Requests int           `koanf:"requests"`
	Waiting  int           `koanf:"waiting"`
	Wait     time.Duration `koanf:"wait"`
	// Outgoing is the maximum number of bytes waiting to be sent.
	Outgoing int `koanf:"outgoing"`
	// Body is the maximum size of a request in bytes.
	Body int `koanf:"body"`
	// Batch is the maximum number of requests in an array; 0 accepts no arrays.
	Batch int `koanf:"batch"`
	// Persisted is the maximum number of bytes of the documents that clients register; 0 is none.
	Persisted int `koanf:"persisted"`
	// Kept is the maximum number of bytes of the answers that are kept; 0 is none.
	Kept int `koanf:"kept"`
	// These limit the parts of a document.
	Tokens             int `koanf:"tokens"`
	Fields             int `koanf:"fields"`
	RootAliases        int `koanf:"rootAliases"`
	Aliases            int `koanf:"aliases"`
	Directives         int `koanf:"directives"`
	Depth              int `koanf:"depth"`
	IntrospectionDepth int `koanf:"introspectionDepth"`
	// Cost is the maximum number of rows that the lists of a request, multiplied, could return.
	Cost int `koanf:"cost"`
	// Rows is the maximum number of rows of one list, and its default limit.
	Rows int `koanf:"rows"`
	// AnswerRows and AnswerBytes limit a whole answer.
	AnswerRows  int `koanf:"answerRows"`
	AnswerBytes int `koanf:"answerBytes"`
}

// IsDefault reports whether the default database is served, and may be created and completed.
func (s *Settings) IsDefault() bool { return s.Database == DefaultDatabase && !s.ReadOnly }

// MayCreate reports whether a missing database file is created rather than an error.
func (s *Settings) MayCreate() bool { return s.Create || s.IsDefault() }

// Place returns where in the file an override is set, file:line:column, by its key in the catalogue
// (tables.author.name). Where the file lacks that key, it is the place of the nearest one above; empty where there is
// none.
func (s *Settings) Place(key string) string { return placeOf(s.places, key) }

// Source returns where a setting was given: its key with file, line and column, its flag or its variable. For a
// setting that was not given it is its key.
func (s *Settings) Source(key string) string { return cmp.Or(s.sources[key], key) }

// OurHost reports whether the server may be reached under a host name, without port.
func (s *Settings) OurHost(host string) bool {
	host = foldHost(host)
	if Loopback(host) || slices.Contains(s.Hosts, host) {
		return true
	}
	if own, _, err := net.SplitHostPort(s.Listen); err == nil && foldHost(own) == host && host != "" {
		return true
	}
	// No foreign page can have a numeric address of ours as its own: it would need our port.
	_, err := netip.ParseAddr(host)
	return s.Wide() && err == nil
}

// Alone reports whether no setting lets other machines reach the server, directly or through a proxy. Only then does
// Auto mean on for anybody.
func (s *Settings) Alone() bool { return !s.Public && len(s.Hosts) == 0 && len(s.Auth.Proxies) == 0 }

// MetricsAddress returns the separate address of the metrics, or an empty text where they have none.
func (s *Settings) MetricsAddress() string {
	if strings.Contains(s.Metrics, ":") {
		return s.Metrics
	}
	return ""
}

// Allows resolves a setting that is Auto, On or Off; near reports whether the request is on loopback.
func Allows(setting string, near bool) bool { return setting == On || setting == Auto && near }

// Load reads the settings from the flags of a command, the environment (KEY=value, as in os.Environ) and the file that
// these name. The error is Mistakes.
func Load(flags *pflag.FlagSet, environ []string) (Settings, error) {
	r := reader{sources: map[string]string{}, places: map[string]string{}}
	defaults := layer{}
	for i := range options {
		if !options[i].outside {
			defaults[options[i].key] = options[i].standard
		}
	}
	// The file comes first, so that the names of later sources replace its own; its name comes from them.
	path, named := fileNamed(flags, environ)
	file, overrides := r.file(path, named)
	merged := koanf.New(".")
	for _, l := range []layer{defaults, file, r.environment(environ), r.flags(flags)} {
		if err := merged.Load(l, nil); err != nil {
			return Settings{}, err
		}
	}
	s := Settings{Overrides: overrides, places: r.places, sources: r.sources, File: r.path}
	if err := merged.Unmarshal("", &s); err != nil {
		return Settings{}, err
	}
	s.Overrides.Preset = catalog.Preset(s.Naming.Preset)
	if len(s.Schemas) > 0 {
		s.Overrides.Schemas = s.Schemas
	}
	r.contradictions(&s)
	if len(r.mistakes) > 0 {
		return Settings{}, r.mistakes
	}
	return s, nil
}
