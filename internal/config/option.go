package config

import (
	"strings"
	"time"
)

// option is one setting: its key in the settings, its flag, and what its text means. The name of its
// variable follows from the flag.
type option struct {
	// key is the path into Settings, flag the name on the command line.
	key, flag string
	standard  any
	// shown is how help prints the default; metavar names the value, empty for a switch.
	shown, metavar string
	help           string
	// parse reads the text; its error says in a clause what would be right.
	parse func(text string) (any, *Mistake)
}

// variable is the name of the option in the environment.
func (o *option) variable() string {
	return prefix + strings.ToUpper(strings.ReplaceAll(o.flag, "-", "_"))
}

// options are all settings, in the order of the help text.
var options = []option{
	{
		key: "db", flag: "db", standard: DefaultDatabase, shown: DefaultDatabase, metavar: "DATABASE",
		help: "database to open: %s", parse: parseText,
	},
	{
		key: "create", flag: "create", standard: false, shown: "false",
		help: "make the database file if it does not exist", parse: parseSwitch,
	},
	{
		key: "readOnly", flag: "read-only", standard: false, shown: "false",
		help: "never write to the database", parse: parseSwitch,
	},
	{
		key: "wal", flag: "wal", standard: false, shown: "false",
		help: "switch an existing database to write-ahead logging (changes its file)", parse: parseSwitch,
	},
	{
		key: "listen", flag: "listen", standard: "127.0.0.1:8080", shown: "127.0.0.1:8080", metavar: "HOST:PORT",
		help: "loopback address to listen on; port 0 takes any free one", parse: parseListen,
	},
	{
		key: "strictNames", flag: "strict-names", standard: false, shown: "false",
		help: "refuse a database in which two names clash instead of numbering them", parse: parseSwitch,
	},
	{
		key: "limits.time", flag: "timeout", standard: 10 * time.Second, shown: "10s", metavar: "DURATION",
		help: "longest time one request may take", parse: parseDuration,
	},
	{
		key: "limits.rows", flag: "limit-rows", standard: 1000, shown: "1000", metavar: "N",
		help: "most rows of one list, and its limit where the request names none", parse: parseRows,
	},
}

func optionByFlag(flag string) *option {
	for i := range options {
		if options[i].flag == flag {
			return &options[i]
		}
	}
	return nil
}
