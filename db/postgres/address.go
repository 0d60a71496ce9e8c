package postgres

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"tiddly/db/edge"
	"tiddly/internal/fault"
)

// addressForms are the forms of a database's address, for help texts.
const addressForms = "postgres://USER@HOST/DATABASE"

// The parameters of an address that are ours, and not the server's.
const (
	// parameterPool is what the connections lead to: "transaction" for a pooler that assigns a connection for each
	// transaction, "session" for a server. Without it that is found out.
	parameterPool = "pool"
	// parameterConnections is the maximum number of connections. Others of pgxpool's parameters have no meaning here.
	parameterConnections = "pool_max_conns"
	// parameterTarget says which of several hosts is served. It is the driver's.
	parameterTarget = "target_session_attrs"
	// parameterNumeric is a host that needs no name server. The driver does not know it, and would connect to another.
	parameterNumeric = "hostaddr"
)

const (
	poolSession     = "session"
	poolTransaction = "transaction"
)

const (
	defaultConnections = 16
	maxConnections     = 1000
	// connectPatience is how long to wait for one host, where the address does not say it.
	connectPatience = 5 * time.Second
)

// address is a parsed address.
type address struct {
	config *pgconn.Config
	// pool is one of the values of parameterPool; empty where it is to be found out.
	pool        string
	connections int
}

// keywords matches the start of an address in the form of keywords, as psql takes it: host=db.example dbname=shop.
var keywords = regexp.MustCompile(`^\s*(host|hostaddr|port|dbname|user|password|passfile|service|servicefile|ssl[a-z]+|connect_timeout|` +
	`application_name|options|target_session_attrs|channel_binding|require_auth|pool|pool_max_conns)\s*=`)

// isKeywords reports whether an address has the form of keywords.
func isKeywords(text string) bool { return keywords.MatchString(text) }

// parseAddress parses an address. Its errors do not quote it, since what cannot be parsed cannot be redacted surely.
func parseAddress(text string) (address, error) {
	a := address{connections: defaultConnections}
	var err error
	if a.config, err = pgconn.ParseConfig(withScheme(text)); err != nil {
		return a, fault.New(fault.DatabaseUnavailable, "the address of the database cannot be read").
			WithHint("write %s with special characters of the password in percent encoding, or keywords as psql takes them; "+
				"a service must be in the file of services, and files of certificates must be readable", addressForms)
	}
	if err := a.takeOwn(); err != nil {
		return a, err
	}
	a.settle(strings.Contains(text, parameterTarget))
	return a, nil
}

// takeOwn takes the parameters that are ours: the driver takes what it does not know for settings of the server.
func (a *address) takeOwn() error {
	all := a.config.RuntimeParams
	if value, ok := all[parameterPool]; ok {
		if !slices.Contains([]string{poolSession, poolTransaction}, value) {
			return badParameter(parameterPool, poolSession+" or "+poolTransaction)
		}
		a.pool = value
	}
	if value, ok := all[parameterConnections]; ok {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > maxConnections {
			return badParameter(parameterConnections, "a number from 1 to "+strconv.Itoa(maxConnections))
		}
		a.connections = n
	}
	if _, ok := all[parameterNumeric]; ok {
		return badParameter(parameterNumeric, "not known here: write the number as host")
	}
	delete(all, parameterPool)
	delete(all, parameterConnections)
	return nil
}

func badParameter(name, want string) error {
	return fault.New(fault.DatabaseUnavailable, "the parameter %s in the address of the database is not valid", name).
		WithHint("it is %s", want)
}

// withScheme returns a URL with its scheme in lower case, as the driver knows it, and keywords as they are.
func withScheme(text string) string {
	if isKeywords(text) {
		return text
	}
	scheme, rest, _ := strings.Cut(text, ":")
	return strings.ToLower(scheme) + ":" + rest
}

// settle sets what every connection has, unless the address says it. Of several hosts the one is served that can be
// written to.
func (a *address) settle(targeted bool) {
	c := a.config
	several := slices.ContainsFunc(c.Fallbacks, func(f *pgconn.FallbackConfig) bool { return f.Host != c.Host || f.Port != c.Port })
	if several && !targeted && os.Getenv("PGTARGETSESSIONATTRS") == "" {
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectPatience
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "tiddly"
	}
	c.RuntimeParams["client_encoding"] = "UTF8"
}

// redact returns an address without secrets.
func redact(text string) string { return edge.Redact(text) }
