package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"

	"tiddly/db"
	"tiddly/graph"
	"tiddly/internal/auth/password"
	"tiddly/internal/catalog"
	"tiddly/internal/config"
	"tiddly/internal/cursor"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/limits"
	"tiddly/internal/gql/persisted"
	"tiddly/internal/gql/serve"
	"tiddly/internal/kept"
	"tiddly/internal/outgoing"
	"tiddly/internal/rest"
	"tiddly/internal/server"
)

// opened is a database that was opened and read.
type opened struct {
	database *db.Database
	live     *engine.Live
	// snapshot is the first snapshot of live.
	snapshot *engine.Snapshot
	notes    []catalog.Note
	// gate limits the running requests, outgoing the bytes that wait to be sent.
	gate     *server.Gate
	outgoing *outgoing.Budget
	// answers are those that are kept; nil if none are.
	answers *kept.Answers
	// documents are those that requests can name.
	documents *persisted.Documents
	// hasher hashes passwords.
	hasher *password.Hasher
	// cursors is the key of cursors; nil where they end with the process.
	cursors *cursor.Key
}

// look opens a database for a command that changes nothing. It is not opened read-only unless that is asked for:
// then the files of a write-ahead log could not be removed.
func (p *program) look(ctx context.Context, s config.Settings, use func(*opened) error) error {
	err := p.with(ctx, s, db.Options{ReadOnly: s.ReadOnly}, nil, use)
	return hintMissing(err, "check the path; tiddly serve creates a database, this command does not")
}

// with opens the database, reads what is to be served, and closes the database after use. First is called before
// the tables are read, and returns the key of cursors; it may be nil.
func (p *program) with(
	ctx context.Context, s config.Settings, options db.Options, first func(*db.Database) (*cursor.Key, error), use func(*opened) error,
) (err error) {
	options.Longest = s.Limits.AnswerBytes
	database, err := db.Open(ctx, s.Database, options)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := database.Close(); err == nil {
			err = closeErr
		}
	}()
	var cursors *cursor.Key
	if first != nil {
		if cursors, err = first(database); err != nil {
			return err
		}
	}
	o, err := read(ctx, s, database, cursors, func(c engine.Change) { logChange(p.logger(s.Log), c) })
	if err != nil {
		return err
	}
	return use(o)
}

// hintMissing adds a hint if the file of the database does not exist.
func hintMissing(err error, hint string) error {
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.DatabaseUnavailable || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	missing := *f
	return missing.WithHint("%s", hint)
}

// project returns what the owner wrote. The tests of the commands leave it out in a clone that has an owner.
var project = graph.Project

// read loads the snapshot of a database. It calls changed for later changes.
func read(
	ctx context.Context, s config.Settings, database *db.Database, cursors *cursor.Key, changed func(engine.Change),
) (*opened, error) {
	if err := project().Check(); err != nil {
		return nil, err
	}
	hasher, users := password.New(0), s.Auth.Users
	key := cmp.Or(cursors, cursor.NewKey([]byte(cursor.NewSecret())))
	answers := kept.New(s.Limits.Kept, database.Date())
	live, notes, err := engine.Open(ctx, database, engine.Options{
		Overrides: s.Overrides, StrictNames: s.StrictNames, Kept: answers,
		Limits: engine.Limits{
			Rows: s.Limits.Rows, Cost: int64(s.Limits.Cost), AnswerRows: s.Limits.AnswerRows, AnswerBytes: s.Limits.AnswerBytes,
		},
		Users: engine.NewUsers(users.Table, users.Identity, users.Password), HashPassword: hasher.Hash,
		Cursors: key,

		SemanticNonNull: s.Nullability == config.Semantic, Federation: s.Federation,
		Extensions: project().Extensions(), Generated: project().Generated,
	}, changed)
	if wrong := wrongSettings(&s, notes, err); wrong != nil {
		return nil, wrong
	}
	if err != nil {
		return nil, err
	}
	return &opened{
		database: database, live: live, answers: answers, snapshot: live.Current(), notes: notes, hasher: hasher, cursors: cursors, documents: newDocuments(&s),
		gate: server.NewGate(s.Limits.Requests, s.Limits.Waiting, s.Limits.Wait),
		outgoing: outgoing.New(outgoing.Limits{
			Bytes: max(s.Limits.Outgoing, s.Limits.AnswerBytes), Wait: s.Limits.Wait, Waiting: s.Limits.Waiting,
		}),
	}, nil
}

// ready returns the reason why requests should not be sent here, or nil.
func (o *opened) ready(ctx context.Context) error {
	if err := o.live.Ready(); err != nil {
		return err
	}
	return o.database.Ping(ctx)
}

// tell logs the notes about the database.
func (o *opened) tell(log *slog.Logger) {
	for _, f := range o.database.Facts() {
		if warning, ok := strings.CutPrefix(f, "warning: "); ok {
			log.Warn(warning)
			continue
		}
		log.Info(f)
	}
	tellCursors(log, o.cursors)
	logNotes(log, o.notes)
}

func logNotes(log *slog.Logger, notes []catalog.Note) {
	for _, n := range notes {
		level := slog.LevelInfo
		if n.Clash || n.Unworkable {
			level = slog.LevelWarn
		}
		if n.Override == "" {
			log.Log(context.Background(), level, n.Message)
			continue
		}
		log.Log(context.Background(), level, n.Message, "override", n.Override)
	}
}

// documentLimits returns the limits of a document.
func documentLimits(l config.Limits) limits.Limits {
	return limits.Limits{
		Body: l.Body, Batch: l.Batch, Answer: l.AnswerBytes, Tokens: l.Tokens, Aliases: l.Aliases, Directives: l.Directives, RootAliases: l.RootAliases,
		Fields: l.Fields, Depth: l.Depth, IntrospectionDepth: l.IntrospectionDepth,
	}
}

// handler returns the handler of GraphQL. Traces are available to near requests.
func (o *opened) handler(s config.Settings, near nearness, log *slog.Logger) *serve.Handler {
	introspects := near.allows(s.Introspection)
	return serve.NewHandler(o.live.View, project(), serve.Options{
		Timeout:    s.Limits.Time,
		Limits:     documentLimits(s.Limits),
		Enter:      o.gate.Enter,
		Traces:     near.allows(s.Trace),
		HideSchema: func(r *http.Request) bool { return !introspects(r) },
		Report:     report(log),

		CacheControl: s.GraphQL.CacheControl,
		Documents:    o.documents,
	})
}

// tables returns the handler of REST; nil if that is off.
func (o *opened) tables(s config.Settings, log *slog.Logger) http.Handler {
	if s.REST.Legacy == config.Off {
		return nil
	}
	for _, t := range o.snapshot.Catalog.Tables {
		if address := server.TableAddress(t.SQLName); address != "/"+t.SQLName {
			log.Info(fmt.Sprintf("the table %s is served by REST at %s: Tiddly uses the address /%s itself", t.SQLName, address, t.SQLName))
		}
	}
	if names := project().Edited(); len(names) > 0 {
		log.Warn("REST serves the tables as they are, without the resolvers, and so without those that were edited",
			"edited", strings.Join(names, ", "), "override", "rest.legacy: off")
	}
	return rest.NewHandler(o.live.View, rest.Options{
		Timeout: s.Limits.Time, Body: s.Limits.Body, Enter: o.gate.Enter, Report: report(log), Warn: log.InfoContext,
		Required: s.Auth.Required,
	})
}

// answering returns the name and version for clients of the original.
func answering(s config.Settings) [2]string {
	if s.REST.Legacy == config.Off {
		return [2]string{}
	}
	return [2]string{"tiddly " + moduleVersion(), "gqlgen, goqu"}
}

// report returns a function that logs what clients are not told.
func report(log *slog.Logger) func(context.Context, error) {
	return func(ctx context.Context, err error) {
		if fault.From(err).Code == fault.DatabaseMoved {
			return // the watcher of the database reports it once, not for each request
		}
		// Clients do not see the cause of a fault; the log has it.
		var attributes []any
		f, level := fault.From(err), slog.LevelError
		if cause := f.Cause(); cause != nil {
			attributes = append(attributes, "cause", cause.Error())
		}
		if strings.HasPrefix(string(f.Code), string(fault.Constraint)) {
			level = slog.LevelWarn // whoever sent the request can correct it
		}
		log.Log(ctx, level, err.Error(), attributes...)
	}
}

// explain returns the plan of a document, its statements and their values. The limits are the server's, so that
// both refuse the same documents.
func (o *opened) explain(ctx context.Context, e explanation, within limits.Limits) (string, error) {
	variables, err := e.values()
	if err != nil {
		return "", err
	}
	prepared, arguments, err := serve.ExplainWithin(ctx, within, o.snapshot, project(), e.document, e.operation, variables)
	if err != nil {
		return "", err
	}
	if prepared == nil {
		return "The document selects only introspection: nothing is read from the database.\n", nil
	}
	var text strings.Builder
	text.WriteString("Plan\n\n" + indent(prepared.Plan.String()) +
		"\nSQL (slot N is $N of the plan)\n\n" + indent(prepared.Program.String()))
	for i, a := range arguments {
		if i == 0 {
			text.WriteString("\nValues\n\n")
		}
		value, err := json.Marshal(a)
		if err != nil {
			return "", fmt.Errorf("the value of $%d cannot be shown: %w", i, err)
		}
		if prepared.Secret(i) {
			value = []byte("(a password is in it)")
		}
		fmt.Fprintf(&text, "  $%d = %s\n", i, value)
	}
	return text.String(), nil
}

func indent(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return "  " + strings.Join(lines, "\n  ") + "\n"
}

// every returns the errors that err joins.
func every(err error) []error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var all []error
		for _, e := range joined.Unwrap() {
			all = append(all, every(e)...)
		}
		return all
	}
	return []error{err}
}
