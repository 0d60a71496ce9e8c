package cli

import (
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"

	"tiddly/internal/catalog"
)

// greeted says what a server has.
type greeted struct {
	// pages are those for browsers, rest the tables by REST.
	pages, rest bool
	// required tells that everyone is asked who they are.
	required bool
}

// greet says where what is served, the pages for browsers and REST where there are any, and how to ask a first
// question.
func (o *opened) greet(w io.Writer, at net.Addr, has greeted) error {
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
		text += "\nEveryone is asked who they are. A key for a program: tiddly keys add NAME --db " + shellWord(o.database.Name()) + "\n"
		shown = ` -H 'Authorization: Bearer KEY'`
	}
	if query := firstQuery(o.snapshot.Catalog); query != "" {
		text += "\nA first question:\n\n  curl -s " + endpoint + shown + ` -H 'Content-Type: application/json' -d '{"query": "` + query + "\"}'\n"
	}
	if !onLoopback(at) {
		text += "\n" + o.exposure(address, has.required)
	}
	_, err := io.WriteString(w, text+"\nCtrl-C stops it.\n")
	return err
}

// mostNamed is how many tables a list for people names.
const mostNamed = 20

// exposure says what everyone can do who reaches a server that asks nobody who they are, or everyone whom it knows.
func (o *opened) exposure(address string, required bool) string {
	var read, written []string
	for _, t := range o.snapshot.Catalog.Tables {
		read = append(read, t.SQLName)
		if !t.View && !o.database.ReadOnly() {
			written = append(written, t.SQLName)
		}
	}
	who := "PUBLIC: everyone who reaches " + address + " can, without being asked who they are,"
	if required {
		who = "Strangers get nothing. Everyone who signs in at " + address + ", or has a key or token, can"
	}
	return who + "\n\n  read   " + someOf(read) + "\n  write  " + someOf(written) + "\n"
}

// someOf names the first of many.
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

// firstQuery is a query that shows something of this database: a few rows of its most related table. Names of the
// API are letters, digits and underscores, so the text needs no quoting.
func firstQuery(c *catalog.Catalog) string {
	var best *catalog.Table
	for _, t := range c.Tables {
		if best == nil || interest(t) > interest(best) {
			best = t
		}
	}
	if best == nil {
		return ""
	}
	fields := []string{}
	if k := best.PrimaryKey(); k != nil {
		fields = append(fields, k.Columns[0].Name)
	}
	if name := label(best); !slices.Contains(fields, name) {
		fields = append(fields, name)
	}
	for _, r := range best.Relations {
		if r.Kind == catalog.ToOne && r.Target != best {
			fields = append(fields, r.Name+" { "+label(r.Target)+" }")
			break
		}
	}
	return fmt.Sprintf("{ %s(limit: 3) { %s } }", best.ListField, strings.Join(fields, " "))
}

// interest ranks tables for a first look: those with a key before others, with a relation to show before others,
// then those with the most relations.
func interest(t *catalog.Table) int {
	rank := min(len(t.Relations), 50)
	if !t.View && t.PrimaryKey() != nil {
		rank += 200
	}
	if slices.ContainsFunc(t.Relations, func(r *catalog.Relation) bool { return r.Kind == catalog.ToOne && r.Target != t }) {
		rank += 100
	}
	return rank
}

// label gives the name of the column that says most of a row to a person: the first text that is no
// secret, else the first column. A table always has one.
func label(t *catalog.Table) string {
	for _, c := range t.Readable() {
		if c.Type.Kind == catalog.String && !secret.MatchString(c.Name) {
			return c.Name
		}
	}
	return t.Readable()[0].Name
}

// secret finds columns that nobody wants to see in a first answer.
var secret = regexp.MustCompile(`(?i)pass|secret|token|hash|salt`)

// shellWord quotes a text for a shell, where it needs that.
func shellWord(text string) string {
	plain := func(r rune) bool {
		return r == '.' || r == '/' || r == '-' || r == '_' || r == ':' || (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z')
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
