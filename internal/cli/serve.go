package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tiddly/db"
	"tiddly/internal/caller"
	"tiddly/internal/config"
	"tiddly/internal/console"
	"tiddly/internal/cursor"
	"tiddly/internal/fault"
	"tiddly/internal/server"
)

// serve returns the command that answers requests until it is stopped.
func (p *program) serve() *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve a database (what tiddly does without a command)",
		Long: "Serve reads the tables of a database and serves them at /graphql until it receives SIGINT or SIGTERM; then\n" +
			"the requests in flight finish.",
		Example: "  tiddly serve --db shop.db --listen 127.0.0.1:9000",
		Args:    arguments(0, 0, ""),
		RunE:    p.runServe,
	}
	addServeFlags(c.Flags())
	return c
}

func addServeFlags(set *pflag.FlagSet) {
	settingFlags(set) // all of them
}

func (p *program) runServe(c *cobra.Command, _ []string) error {
	settings, err := config.Load(c.Flags(), p.environ)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(c.Context())
	defer stop()
	// The address comes first: if another Tiddly uses it, no database should be created.
	listener, err := listen(ctx, settings.Listen, settings.Wide())
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }() // usually the server has closed it
	measuring, err := measure(ctx, settings)
	if err != nil {
		return err
	}
	defer measuring.close()
	log := p.logger(settings.Log)
	spans, sendSpans, err := openSpans(ctx, settings.Otel, log)
	if err != nil {
		return err
	}
	defer sendSpans()
	options := openOptions(&settings)
	first := func(d *db.Database) (*cursor.Key, error) {
		if err := createAccounts(ctx, &settings, d); err != nil {
			return nil, err
		}
		return cursorKey(ctx, &settings, d)
	}
	err = p.with(ctx, settings, options, first, func(o *opened) error {
		o.tell(log)
		if err := o.trustFirst(ctx, log, &settings); err != nil {
			return err
		}
		near, pages := nearness(server.Loopback(listener.Addr(), settings.Alone(), config.Loopback)), console.Handler()
		handler := o.handler(settings, near, log)
		options, err := o.serving(ctx, &settings, near, log)
		if err != nil {
			return err
		}
		options.GraphQL, options.Pages, options.Spans = handler, pages, spans
		measuring.add(ctx, &options, o, handler, near, log)
		web := server.New(options)
		has := greeted{
			pages: pages != nil && config.Allows(settings.Console, near != nil),
			rest:  options.Tables != nil, required: options.Required, manifest: onlyManifest(&settings),
		}
		if err := o.greet(ctx, p.stdout, listener.Addr(), has); err != nil {
			return err
		}
		defer stayCurrent(ctx, o.live, func() { o.trustAgain(ctx, log, &settings) }, stop)()
		return web.Serve(ctx, listener)
	})
	if settings.ReadOnly {
		return hintMissing(err, "check the path; --read-only does not create a database")
	}
	return hintMissing(err, "check the path, or create the file with --create")
}

// serving returns the options of the server that the settings and the database decide.
func (o *opened) serving(ctx context.Context, s *config.Settings, near nearness, log *slog.Logger) (server.Options, error) {
	clients, err := findClients(s.Auth.Proxies, log)
	if err != nil {
		return server.Options{}, err
	}
	options := server.Options{
		Client:      clients.Of,
		Tables:      o.tables(*s, log),
		About:       answering(*s),
		SDL:         func(who *caller.Caller) string { return o.live.View(who).Schema.SDL },
		Database:    filepath.Base(o.database.Name()),
		Shows:       near.allows(s.Console),
		Introspects: near.introspects(s),
		Near:        near,
		CORS:        server.CORS{Origins: s.CORS.Origins, Headers: s.CORS.Headers, Credentials: s.CORS.Credentials},
		Ready:       o.ready,
		OurHost:     s.OurHost,
		Outgoing:    o.outgoing,
		Compress:    s.Compression == config.On,
		Slow:        s.Log.Slow,
		Log:         log,
	}
	err = o.addAccounts(ctx, s, &options, log)
	return options, err
}

// openOptions returns the options for opening the served database.
func openOptions(s *config.Settings) db.Options {
	o := db.Options{ReadOnly: s.ReadOnly}
	if s.IsDefault() {
		o.Tables = db.Schema
	}
	if s.MayCreate() {
		o.Own = append(o.Own, "create")
	}
	if s.WAL {
		o.Own = append(o.Own, "wal")
	}
	return o
}

// nearness reports whether a request is from this machine; nil if none can be.
type nearness func(*http.Request) bool

// allows returns the test for requests that may use what a setting of on, off or auto controls.
func (n nearness) allows(setting string) func(*http.Request) bool {
	return func(r *http.Request) bool { return config.Allows(setting, n != nil && n(r)) }
}

// introspects returns the test for requests that may have the schema as text: a list of documents closes it.
func (n nearness) introspects(s *config.Settings) func(*http.Request) bool {
	if s.Documents == config.Only {
		return func(*http.Request) bool { return false }
	}
	return n.allows(s.Introspection)
}

// listen opens the listener. The settings have checked the address by name; its number is checked again, because
// localhost can resolve to another machine. Wide allows any address.
func listen(ctx context.Context, address string, wide bool) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, listenFault(err, address)
	}
	if !wide && !onLoopback(l.Addr()) {
		return nil, errors.Join(fault.New(fault.Internal, "%s resolves to %s, which is not loopback", address, l.Addr()).
			WithHint("listen on 127.0.0.1"), l.Close())
	}
	return l, nil
}

// onLoopback reports whether an address is on loopback.
func onLoopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func listenFault(err error, address string) error {
	f := fault.Wrap(err, fault.Internal, "%s cannot be listened on", address)
	_, port, _ := net.SplitHostPort(address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		f.Message = address + " is in use by another program"
		return f.WithHint("stop that program, or choose another port with --listen; port 0 uses any free one")
	case errors.Is(err, syscall.EACCES):
		f.Message = fmt.Sprintf("port %s is reserved for the administrator", port)
		return f.WithHint("choose a port above 1023 with --listen")
	}
	return f
}
