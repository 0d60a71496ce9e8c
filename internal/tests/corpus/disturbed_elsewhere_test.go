package corpus_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"tiddly/db/dbtest"
)

// TestDisturbedElsewhere is TestDisturbed on the other engines, with triggers that were there before the tables were read:
// others are noticed there within a second.
func TestDisturbedElsewhere(t *testing.T) {
	rounds := 2
	if os.Getenv("TIDDLY_LONG") != "" {
		rounds = 100
	}
	dbtest.OnOthersOnce(t, func(t *testing.T, e dbtest.Engine) { disturbed(t, rounds, &e) })
}

var (
	// conflicts are the rules for conflicts of the embedded engine, and what it says of its storage.
	conflicts = regexp.MustCompile(` ON CONFLICT (IGNORE|REPLACE)| WITHOUT ROWID`)
	// triggered are the parts of a trigger: its name, the event, the table, the condition and the statements.
	triggered = regexp.MustCompile(`^CREATE TRIGGER (\w+) ((?:BEFORE|AFTER) .*?) ON (\w+)(?: WHEN (.*?))? BEGIN (.*) END;`)
)

// translate writes the tables and triggers as PostgreSQL takes them.
func (h *haunt) translate() {
	h.tables, h.byRowID, h.late = conflicts.ReplaceAllString(h.tables, ""), false, false
	for i, trigger := range h.triggers {
		part := triggered.FindStringSubmatch(trigger)
		name, event, table, when, body := part[1], part[2], part[3], part[4], part[5]
		if when != "" {
			when = " WHEN (" + strings.Replace(when, "old.stuck", "old.stuck <> 0", 1) + ")"
		}
		row := "new"
		if strings.HasSuffix(event, "DELETE") {
			row = "old"
		}
		h.triggers[i] = fmt.Sprintf("CREATE FUNCTION do_%s() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %s RETURN %s; END $$;\n"+
			"CREATE TRIGGER %s %s ON %s FOR EACH ROW%s EXECUTE FUNCTION do_%s();\n",
			name, strings.ReplaceAll(body, "SELECT RAISE(IGNORE);", "RETURN NULL;"), row, name, event, table, when, name)
	}
}
