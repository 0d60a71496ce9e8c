// Package config reads the settings: flags win over TIDDLY_ variables of the environment, those over
// the defaults. It gives one struct, checked, and every mistake at once. It opens nothing
// and knows no database and no HTTP.
package config

import (
	"time"

	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// DefaultDatabase is the database that is served where none is named; it alone is made without being asked for.
const DefaultDatabase = "tiddly.db"

// Settings are all settings of the program.
type Settings struct {
	// Database is a path or a URL.
	Database string `koanf:"db"`
	// Create allows to make a database file that does not exist.
	Create bool `koanf:"create"`
	// WAL switches an existing database to write-ahead logging, which changes its file.
	WAL bool `koanf:"wal"`
	// ReadOnly promises that nothing is ever written.
	ReadOnly bool `koanf:"readOnly"`
	// Listen is a loopback address, host:port.
	Listen string `koanf:"listen"`
	// StrictNames makes a clash of names an error.
	StrictNames bool   `koanf:"strictNames"`
	Limits      Limits `koanf:"limits"`
}

// Limits bound every request.
type Limits struct {
	// Time is how long a request may take.
	Time time.Duration `koanf:"time"`
	// Rows is the most rows of one list, and its default limit.
	Rows int `koanf:"rows"`
}

// IsDefault tells whether the default database is served, and may be made and completed.
func (s Settings) IsDefault() bool { return s.Database == DefaultDatabase && !s.ReadOnly }

// MayCreate tells whether a database file that does not exist is made rather than an error.
func (s Settings) MayCreate() bool { return s.Create || s.IsDefault() }

// Load reads the settings out of the flags of a command and the environment (KEY=value, as os.Environ gives it). The
// error is Mistakes.
func Load(flags *pflag.FlagSet, environ []string) (Settings, error) {
	var r reader
	defaults := layer{}
	for _, o := range options {
		defaults[o.key] = o.standard
	}
	merged := koanf.New(".")
	for _, l := range []layer{defaults, r.environment(environ), r.flags(flags)} {
		if err := merged.Load(l, nil); err != nil {
			return Settings{}, err
		}
	}
	var s Settings
	if err := merged.Unmarshal("", &s); err != nil {
		return Settings{}, err
	}
	r.contradictions(s)
	if len(r.mistakes) > 0 {
		return Settings{}, r.mistakes
	}
	return s, nil
}
