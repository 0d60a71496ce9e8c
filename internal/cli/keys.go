package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"tiddly/db"
	"tiddly/internal/auth"
	"tiddly/internal/config"
	"tiddly/internal/fault"
)

// keys returns the command for API keys.
func (p *program) keys() *cobra.Command {
	c := &cobra.Command{
		Use:   "keys",
		Short: "Create, list and revoke API keys",
		Long: "Programs send an API key instead of signing in: Authorization: Bearer tiddly_… A server accepts keys if one of the\n" +
			"settings below auth is set. Keys are stored, as hashes, in the served database.",
		Args: noSubcommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(p.addKey(), p.listKeys(), p.revokeKey())
	return c
}

// noSubcommand refuses unknown subcommands of keys.
func noSubcommand(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return &usageError{message: fmt.Sprintf("there is no command %q of keys", db.Redact(args[0])), hint: "the commands are add, list, revoke"}
}

// keySettings declares the flags that select the database of the keys.
func keySettings(c *cobra.Command) {
	settingFlags(c.Flags(), "config", "db", "auth-users-table", "auth-users-identity", "auth-users-password")
}

func (p *program) addKey() *cobra.Command {
	var user, expires string
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Create a key, and show it once",
		Long: "Add creates a key and writes it to standard output; it cannot be shown again. The name tells its user in lists.\n\n" +
			"With --user the key belongs to an account, named by the primary key of its row; separate several columns by commas.",
		Example: "  tiddly keys add reporting --db shop.db --expires 90d",
		Args:    arguments(1, 1, "the name of the key"),
		RunE: p.onKeys(func(ctx context.Context, k *keyring, args []string) error {
			until, err := expiry(expires)
			if err != nil {
				return err
			}
			account, err := k.accountOf(ctx, user)
			if err != nil {
				return err
			}
			return p.runAddKey(ctx, k.keys, args[0], account, until)
		}),
	}
	keySettings(c)
	c.Flags().StringVar(&user, "user", "", "`KEY` of the account to which the key belongs (default none)")
	c.Flags().StringVar(&expires, "expires", "", "`DURATION` after which the key expires, such as 90d (default never)")
	return c
}

func (p *program) runAddKey(ctx context.Context, keys *auth.Keys, name string, account *auth.Account, until time.Time) error {
	secret, made, err := keys.Add(ctx, name, account, until)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(p.stdout, secret); err != nil {
		return err
	}
	ends := "It does not expire"
	if !until.IsZero() {
		ends = "It expires on " + until.UTC().Format(time.DateOnly)
	}
	_, err = fmt.Fprintf(p.stderr, "This is the key %q, shown this once. %s; tiddly keys revoke %s ends it.\n", made.Name, ends, made.ID)
	return err
}

// maxExpiry is the maximum lifetime of a key that expires.
const maxExpiry = 100 * 365 * 24 * time.Hour

// expiry returns when a key with a lifetime expires; zero if never.
func expiry(lasts string) (time.Time, error) {
	if lasts == "" {
		return time.Time{}, nil
	}
	d, err := config.ParseDuration(lasts)
	if err != nil || d <= 0 || d > maxExpiry {
		return time.Time{}, &usageError{message: fmt.Sprintf("--expires: %q is not a lifetime of a key", lasts), hint: "use a number with a unit, such as 12h or 90d"}
	}
	return time.Now().Add(d), nil
}

func (p *program) listKeys() *cobra.Command {
	c := &cobra.Command{
		Use:     "list",
		Short:   "List the keys, without their secrets",
		Example: "  tiddly keys list --db shop.db",
		Args:    arguments(0, 0, ""),
		RunE: p.onKeys(func(ctx context.Context, k *keyring, _ []string) error {
			all, err := k.keys.List(ctx)
			if err != nil {
				return err
			}
			return writeKeys(p.stdout, all)
		}),
	}
	keySettings(c)
	return c
}

func writeKeys(out io.Writer, all []auth.APIKey) error {
	if len(all) == 0 {
		_, err := io.WriteString(out, "There are no keys.\n")
		return err
	}
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	lines := []string{"ID\tNAME\tACCOUNT\tCREATED\tEXPIRES\tLAST USED"}
	for i := range all {
		k := &all[i]
		lines = append(lines, strings.Join([]string{
			k.ID, k.Name, orElse(plainly(strings.Join(k.Account, ",")), "none"), dayOf(k.Created, ""), dayOf(k.Expires, "never"), dayOf(k.Used, "never"),
		}, "\t"))
	}
	if _, err := io.WriteString(w, strings.Join(lines, "\n")+"\n"); err != nil {
		return err
	}
	return w.Flush()
}

// plainly returns a text without terminal control characters: rows can contain anything.
func plainly(text string) string {
	if strings.ContainsFunc(text, func(c rune) bool { return !strconv.IsPrint(c) }) {
		return strconv.Quote(text)
	}
	return text
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func dayOf(t time.Time, never string) string {
	if t.IsZero() {
		return never
	}
	return t.UTC().Format(time.DateOnly)
}

func (p *program) revokeKey() *cobra.Command {
	c := &cobra.Command{
		Use:     "revoke ID",
		Short:   "End the use of a key",
		Long:    "Revoke ends a key, at once and for all servers of the database. Its id is shown by keys list, and is the part of the\nkey between the first underscore and the second.",
		Example: "  tiddly keys revoke k3jx5c2q7hza --db shop.db",
		Args:    arguments(1, 1, "the id of the key"),
		RunE: p.onKeys(func(ctx context.Context, k *keyring, args []string) error {
			revoked, err := k.keys.Revoke(ctx, args[0])
			if err == nil && !revoked {
				err = fault.New(fault.RequestValue, "there is no key with that id").WithHint("tiddly keys list shows the keys with their ids")
			}
			if err != nil {
				return err
			}
			_, err = io.WriteString(p.stdout, "The key is revoked.\n")
			return err
		}),
	}
	keySettings(c)
	return c
}

// keyring is an open database with its keys.
type keyring struct {
	*opened
	settings *config.Settings
	keys     *auth.Keys
}

// onKeys opens the database for a command on its keys. It must exist: a key for a new database would be a mistake.
func (p *program) onKeys(run func(context.Context, *keyring, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		settings, err := config.Load(c.Flags(), p.environ)
		if err != nil {
			return err
		}
		err = p.with(c.Context(), settings, db.Options{ReadOnly: settings.ReadOnly}, nil, func(o *opened) error {
			keys := auth.NewKeys(storeOf(o.database))
			return run(c.Context(), &keyring{opened: o, settings: &settings, keys: keys}, args)
		})
		return hintMissing(err, "check the path; tiddly serve creates a database, this command does not")
	}
}

// accountOf returns the account that a key is for; nil for the key of a program.
func (k *keyring) accountOf(ctx context.Context, user string) (*auth.Account, error) {
	if user == "" {
		return nil, nil //nolint:nilnil // nil is none
	}
	users := k.settings.Auth.Users
	if users.Table == "" {
		return nil, &usageError{message: "--user: there are no accounts", hint: "set auth.users.table, auth.users.identity and auth.users.password"}
	}
	key := strings.Split(user, ",")
	if len(k.snapshot.Users().PrimaryKey().Columns) == 1 {
		key = []string{user}
	}
	found, err := auth.FindAccount(ctx, k.live.Current, authUsers(users), key)
	if err == nil && found == nil {
		err = fault.New(fault.RequestValue, "--user: there is no account with that key").
			WithHint("specify the primary key of its row in %s", users.Table)
	}
	return found, err
}
