package cli

import (
	"context"
	"log/slog"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"time"

	"tiddly/db"
	"tiddly/internal/auth"
	"tiddly/internal/auth/jwt"
	"tiddly/internal/clientaddr"
	"tiddly/internal/config"
	"tiddly/internal/server"
	"tiddly/internal/store"
)

// The bounds of logins: each costs a hash, and those that wait are bounded in number and time.
const (
	loginsWaiting = 256
	loginWait     = 5 * time.Second
)

// loginsAtWork is fewer than failures an address may have, so that no right ones at the same time are too many.
func loginsAtWork() int { return min(16, 4*runtime.GOMAXPROCS(0)) }

// createAccounts makes the tables of ours that the settings ask for, before the database is read.
func createAccounts(ctx context.Context, s *config.Settings, database *db.Database) error {
	if !s.Auth.Enabled() || database.ReadOnly() {
		return nil
	}
	return auth.Create(ctx, storeOf(database), s.Auth.Users.Table != "")
}

// storeOf returns the store of our tables in a database.
func storeOf(database *db.Database) *store.Store {
	return store.New(database, database.Dialect().NumberedPlaceholders)
}

// authUsers gives them as who asks about accounts wants them; nil where there are none.
func authUsers(u config.Users) *auth.Users {
	if u.Table == "" {
		return nil
	}
	return &auth.Users{Table: u.Table, Identity: u.Identity, Password: u.Password}
}

// addAccounts lets the options ask who is there, as the settings say. Public keys are read anew until ctx ends.
func (o *opened) addAccounts(ctx context.Context, s *config.Settings, options *server.Options, log *slog.Logger) error {
	enter := server.NewGate(loginsAtWork(), loginsWaiting, loginWait).Enter
	if s.Auth.Users.Table == "" && !s.Auth.Required && s.REST.Legacy != config.Off {
		plain := &auth.Plain{Snapshot: o.live.Current, Time: s.Limits.Time, Enter: enter, Report: report(log)}
		options.Login, options.Logout = plain.Login(), plain.Logout()
	}
	if !s.Auth.Enabled() {
		return nil
	}
	tokens, err := believed(ctx, s.Auth.JWT, log)
	if err != nil {
		return err
	}
	service, err := auth.New(ctx, auth.Options{
		Store: storeOf(o.database), ReadOnly: o.database.ReadOnly(),
		Snapshot: o.live.Current, Users: authUsers(s.Auth.Users), Hasher: o.hasher, Tokens: tokens,
		Idle: s.Auth.Session.Idle, Longest: s.Auth.Session.Longest, Time: s.Limits.Time, Admit: o.gate.Enter, Enter: enter, Client: options.Client, Log: log,
	})
	if err != nil {
		return err
	}
	if err := service.BindKeys(ctx); err != nil {
		return err
	}
	options.Accounts, options.Required = service, s.Auth.Required
	log.Info(strings.TrimSuffix(accountsLine(&s.Auth), "\n"))
	if t := o.live.Current().Users(); t != nil && t.KeysReused && s.Auth.JWT.Enabled() {
		log.Warn("table "+strconv.Quote(t.SQLName)+" may give the key of an account that is gone to a new one, for which a token of the old one speaks then",
			"hint", "make its key INTEGER PRIMARY KEY AUTOINCREMENT or a UUID, keep the rows of accounts that end, or let tokens expire soon")
	}
	if s.Auth.Users.Table != "" || s.Auth.Required && s.REST.Legacy != config.Off {
		options.Login, options.Logout = service.Login(), service.Logout()
	}
	return nil
}

// findClients returns what works out the addresses of clients behind the proxies of the settings. Where it cannot, the
// log says so once.
func findClients(networks []string, log *slog.Logger) (*clientaddr.Finder, error) {
	proxies := make([]netip.Prefix, len(networks))
	for i, n := range networks {
		var err error
		if proxies[i], err = netip.ParsePrefix(n); err != nil {
			return nil, err // the settings have looked at it
		}
	}
	return clientaddr.New(proxies, func(problem string) {
		log.Warn(problem+": its clients count as one address", "hint", "have the proxy write one of X-Forwarded-For and Forwarded, and take away the other")
	}), nil
}

// accountsLine says who is asked what; empty where nobody is asked.
func accountsLine(a *config.Auth) string {
	if !a.Enabled() {
		return "Authentication is off (default)\n"
	}
	ways := []string{"API keys"}
	if a.Users.Table != "" {
		ways = append(ways, "passwords of table "+a.Users.Table)
	}
	if a.JWT.Enabled() {
		ways = append(ways, "tokens of "+a.JWT.Algorithm)
	}
	strangers := "anonymous requests are served too"
	if a.Required {
		strangers = "required"
	}
	return "Authentication: " + strings.Join(ways, ", ") + "; " + strangers + "\n"
}

// believed says which tokens are; nil is none.
func believed(ctx context.Context, j config.JWT, log *slog.Logger) (*jwt.Verifier, error) {
	if !j.Enabled() {
		return nil, nil //nolint:nilnil // nil is none
	}
	if j.JWKS != "" && j.Audience == "" {
		log.Warn("auth.jwt.audience is not set: tokens that the issuer signs for other programs are believed too")
	}
	return jwt.New(ctx, jwt.Options{
		Secret: []byte(j.Secret), JWKS: j.JWKS, Insecure: j.Insecure, Algorithm: j.Algorithm, Issuer: j.Issuer, Audience: j.Audience,
		Services: services(j.Services), Log: log,
	})
}

// services returns the claims that the settings name, which they have looked at.
func services(texts []string) []jwt.Service {
	all := make([]jwt.Service, len(texts))
	for i, text := range texts {
		all[i].Claim, all[i].Value, _ = strings.Cut(text, "=")
	}
	return all
}
