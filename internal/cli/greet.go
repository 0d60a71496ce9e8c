package cli

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"

	"tiddly/internal/catalog"
)

// greeted describes what a server offers.
type greeted struct {
	// pages is set if the pages are served, rest if tables are served by REST.
	pages, rest bool
	// required is set if authentication is required.
	required bool
	// manifest is the file of the only documents that GraphQL answers; empty if it answers all.
	manifest string
}

// greet writes what is served where, the pages for browsers and REST where there are any, and a first query. Where
// every table is empty it writes what to do next.
func (o *opened) greet(ctx context.Context, w io.Writer, at net.Addr, has greeted) error {
	address := at.String()
	home := "http://" + address
	endpoint := home + "/graphql"
	text := fmt.Sprintf("Tiddly serves %s (%s)\n\n", o.database.Name(), countTables(o.snapshot.Catalog))
	if has.pages {
		text += "  Playground  " + home + "/\n  Tables      " + home + "/tables\n"
	}
	text += "  GraphQL     " + endpoint + "\n"
	if has.rest {
		text += "  REST        " + home + "/{table}\n"
	}
	text += "  Health      " + home + "/readyz\n"
	shown := ""
	if has.required {
		text += "\nEveryone must sign in. To create a key for a program: tiddly keys add NAME --db " + shellWord(o.database.Name()) + "\n"
		shown = ` -H 'Authorization: Bearer KEY'`
	}
	if has.manifest != "" {
		text += "\nGraphQL answers only the documents in " + has.manifest + ", by their ids.\n"
	} else if table := o.firstTable(ctx); table != nil {
		text += "\nA first query:\n\n  curl -s " + endpoint + shown + ` -H 'Content-Type: application/json' -d '{"query": "` + firstQuery(table) + "\"}'\n"
	} else {
		text += "\n" + o.nothingToShow(has)
	}
	if !onLoopback(at) {
		text += "\n" + o.exposure(address, has.required)
	}
	_, err := io.WriteString(w, text+"\nPress Ctrl-C to stop.\n")
	return err
}

// mostNamed is the limit of names in a list for people.
const mostNamed = 20

// exposure returns what everyone who reaches the server can do, without signing in unless that is required.
func (o *opened) exposure(address string, required bool) string {
	var read, written []string
	for _, t := range o.snapshot.Catalog.Tables {
		read = append(read, t.SQLName)
		if !t.View && !o.database.ReadOnly() {
			written = append(written, t.SQLName)
		}
	}
	who := "PUBLIC: everyone who reaches " + address + " can, without signing in,"
	if required {
		who = "Anonymous requests are refused. Everyone who signs in at " + address + ", or has a key or token, can"
	}
	return who + "\n\n  read   " + someOf(read) + "\n  write  " + someOf(written) + "\n"
}

// someOf returns the first of many names.
func someOf(names []string) string {
	switch n := len(names); {
	case n == 0:
		return "nothing"
	case n > mostNamed:
		return strings.Join(names[:mostNamed], ", ") + fmt.Sprintf(" and %d more", n-mostNamed)
	}
	return strings.Join(names, ", ")
}

func countTables(c *catalog.Catalog) string {
	views := 0
	for _, t := range c.Tables {
		if t.View {
			views++
		}
	}
	text := plural(len(c.Tables)-views, "table")
	if views > 0 {
		text += ", " + plural(views, "view")
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// shellWord quotes a text for a shell if necessary.
func shellWord(text string) string {
	plain := func(r rune) bool {
		return r == '.' || r == '/' || r == '-' || r == '_' || r == ':' || (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z')
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
