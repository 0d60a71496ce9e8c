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

// The limits of logins: each costs a hash, so the waiting ones are limited in number and time.
const (
	loginsWaiting = 256
	loginWait     = 5 * time.Second
)

// loginsAtWork is less than the failures allowed to an address, so that concurrent right logins cannot exceed the
// limit.
func loginsAtWork() int { return min(16, 4*runtime.GOMAXPROCS(0)) }

// createAccounts creates the server's own tables that the settings require, before the database is read.
func createAccounts(ctx context.Context, s *config.Settings, database *db.Database) error {
	if !s.Auth.Enabled() || database.ReadOnly() {
		return nil
	}
	return auth.Create(ctx, storeOf(database), s.Auth.Users.Table != "")
}

// storeOf returns the store of the server's own tables in a database.
func storeOf(database *db.Database) *store.Store {
	return store.New(database, database.Dialect().NumberedPlaceholders)
}

// authUsers converts the settings for package auth; nil if there are no accounts.
func authUsers(u config.Users) *auth.Users {
	if u.Table == "" {
		return nil
	}
	return &auth.Users{Table: u.Table, Identity: u.Identity, Password: u.Password}
}

// addAccounts sets the options that identify callers, as the settings require. Public keys are refreshed until ctx
// ends.
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
		log.Warn("table "+strconv.Quote(t.SQLName)+" may reuse the key of a deleted account, for which an old token is then valid",
			"hint", "make its key INTEGER PRIMARY KEY AUTOINCREMENT or a UUID, keep the rows of deleted accounts, or let tokens expire soon")
	}
	if s.Auth.Users.Table != "" || s.Auth.Required && s.REST.Legacy != config.Off {
		options.Login, options.Logout = service.Login(), service.Logout()
	}
	return nil
}

// findClients returns the finder of client addresses behind the configured proxies. It logs once if an address
// cannot be determined.
func findClients(networks []string, log *slog.Logger) (*clientaddr.Finder, error) {
	proxies := make([]netip.Prefix, len(networks))
	for i, n := range networks {
		var err error
		if proxies[i], err = netip.ParsePrefix(n); err != nil {
			return nil, err // the settings were validated before
		}
	}
	return clientaddr.New(proxies, func(problem string) {
		log.Warn(problem+": its clients count as one address", "hint", "configure the proxy to set one of X-Forwarded-For and Forwarded, and to remove the other")
	}), nil
}

// accountsLine describes how callers are identified; empty if they are not.
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

// believed returns the verifier of tokens; nil if none are accepted.
func believed(ctx context.Context, j config.JWT, log *slog.Logger) (*jwt.Verifier, error) {
	if !j.Enabled() {
		return nil, nil //nolint:nilnil // nil is none
	}
	if j.JWKS != "" && j.Audience == "" {
		log.Warn("auth.jwt.audience is not set: tokens that the issuer signs for other programs are accepted too")
	}
	return jwt.New(ctx, jwt.Options{
		Secret: []byte(j.Secret), JWKS: j.JWKS, Insecure: j.Insecure, Algorithm: j.Algorithm, Issuer: j.Issuer, Audience: j.Audience,
		Services: services(j.Services), Log: log,
	})
}

// services returns the claims that the settings name; they were validated before.
func services(texts []string) []jwt.Service {
	all := make([]jwt.Service, len(texts))
	for i, text := range texts {
		all[i].Claim, all[i].Value, _ = strings.Cut(text, "=")
	}
	return all
}
