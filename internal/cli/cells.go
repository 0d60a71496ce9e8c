package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tiddly/internal/catalog"
	"tiddly/internal/config"
	"tiddly/internal/config/edit"
	"tiddly/internal/fault"
)

// cellsLook is how check looks at the cells of the tables.
type cellsLook struct{ all, every, pin bool }

// lookAtCells reads what lies in the cells.
func (p *program) lookAtCells(ctx context.Context, o *opened, overrides catalog.Overrides, look cellsLook) ([]catalog.Evidence, error) {
	bar := progress{tables: len(o.snapshot.Catalog.Tables)}
	if terminal(p.stderr) {
		bar.to = p.stderr
	}
	overrides.Look = catalog.Look{Every: look.every, Progress: bar.row}
	source, err := o.database.Inspect(ctx, overrides)
	bar.end()
	return source.Evidence, err
}

// report describes the columns of which there is something to say, or all, and the settings that fix what was found.
func (l cellsLook) report(served *catalog.Catalog, found []catalog.Evidence) string {
	var list strings.Builder
	decided, bad := 0, 0
	for i := range found {
		e := &found[i]
		if e.Unseen != "" {
			fmt.Fprintf(&list, "  %s was not examined completely: %s\n", e.Table, e.Unseen)
		}
		for j := range e.Columns {
			c := &e.Columns[j]
			if c.Decided() {
				decided++
			}
			if c.Bad > 0 {
				bad++
			}
			if l.all || c.Decided() || c.Bad > 0 {
				list.WriteString(columnLine(e, c))
			}
		}
	}
	if l.all {
		list.WriteString(l.unseen(served, found))
	}
	if list.Len() == 0 {
		return ""
	}
	text := "Cells: " + summary(decided, bad) + "\n" + list.String()
	if lines := config.PinLines(found); len(lines) > 0 && !l.pin {
		text += "These settings fix that (tiddly check --pin writes them):\n" + pinText(lines)
	}
	return text
}

// summary counts the columns of which the values decided, and those with cells that cannot be read.
func summary(decided, bad int) string {
	switch {
	case bad == 0:
		return plural(decided, "column") + " served as their values require"
	case decided == 0:
		return plural(bad, "column") + " with values that are not valid: reading one is an error whose hint has the remedy"
	default:
		return plural(decided, "column") + " served as their values require, " + strconv.Itoa(bad) + " with values that are not valid"
	}
}

// unseen lists the columns whose cells were not looked at: the settings or the database fix what they hold.
func (cellsLook) unseen(served *catalog.Catalog, found []catalog.Evidence) string {
	seen := map[catalog.ColumnName]bool{}
	for i := range found {
		for j := range found[i].Columns {
			seen[catalog.ColumnName{Table: found[i].Table, Column: found[i].Columns[j].Column}] = true
		}
	}
	var list strings.Builder
	for _, t := range served.Tables {
		for _, c := range t.Columns {
			if !seen[catalog.ColumnName{Table: t.SQLName, Column: c.SQLName}] {
				fmt.Fprintf(&list, "  %s.%s (%s) is served as %s\n    not examined\n", t.SQLName, c.SQLName, cmp.Or(c.Declared, "no type"), c.Type.Kind)
			}
		}
	}
	return list.String()
}

// columnLine describes a column: what it declares, the kind that it is served as, and why; then what lies in it.
func columnLine(e *catalog.Evidence, c *catalog.ColumnEvidence) string {
	kind := c.Type.Kind.String()
	if c.Nullable {
		kind += ", nullable"
	}
	text := fmt.Sprintf("  %s.%s (%s) is served as %s", e.Table, c.Column, cmp.Or(c.Declared, "no type"), kind)
	if c.Why != "" {
		text += ": " + c.Why
	}
	rows := "a sample of " + plural(e.Rows, "row")
	if e.Every {
		rows = "all " + plural(e.Rows, "row")
	}
	text += "\n    in " + rows + ": " + cells(c)
	if c.Bad > 0 {
		text += "; not valid: " + strconv.Itoa(c.Bad)
	}
	return text + "\n"
}

// cells returns how many cells of each storage a column has, and how many of the forms that matter.
func cells(c *catalog.ColumnEvidence) string {
	var parts, forms []string
	add := func(to *[]string, n int, what string) {
		if n > 0 {
			*to = append(*to, strconv.Itoa(n)+" "+what)
		}
	}
	add(&parts, c.Counts.Integer, "integer")
	add(&parts, c.Counts.Real, "real")
	add(&parts, c.Counts.Text, "text")
	add(&parts, c.Counts.Blob, "blob")
	add(&parts, c.Counts.Null, "NULL")
	if len(parts) == 0 {
		return "no cells"
	}
	for _, f := range c.Forms {
		add(&forms, f.Cells, f.Name)
	}
	text := strings.Join(parts, ", ")
	if len(forms) > 0 {
		text += " (" + strings.Join(forms, ", ") + ")"
	}
	return text
}

// pinText returns lines as they stand in a file of settings.
func pinText(lines []edit.Line) string {
	text, err := edit.Write(nil, lines)
	if err != nil {
		panic("invariant broken: lines have no place in an empty file: " + err.Error())
	}
	return "\n" + string(text) + "\n"
}

// pin writes the settings that fix what was found, once it is certain that the server accepts them.
func (p *program) pin(ctx context.Context, o *opened, s *config.Settings, found []catalog.Evidence) error {
	path, lines := cmp.Or(s.File, config.StandardFile), config.PinLines(found)
	if len(lines) == 0 {
		_, err := fmt.Fprintf(p.stdout, "Nothing to write to %s\n", path)
		return err
	}
	if _, err := o.database.Inspect(ctx, config.Pinned(s.Overrides, found)); err != nil {
		return fault.Wrap(err, fault.Internal, "the settings for what was found are not valid, so %s is unchanged", path)
	}
	if _, err := config.WriteFile(path, lines); err != nil {
		return fault.Wrap(err, fault.Internal, "the settings cannot be written to %s", path).
			WithHint("write them yourself; without --pin, check prints them: %v", err)
	}
	_, err := fmt.Fprintf(p.stdout, "Wrote %s into %s\n", plural(len(lines), "setting"), path)
	return err
}

// progress shows on a terminal how many rows were looked at.
type progress struct {
	to     io.Writer
	tables int
	table  string
	done   int
	rows   int
	shown  time.Time
}

// The bar is drawn after this many rows, if this time has passed, with this width.
const (
	drawRows  = 4096
	drawEvery = 100 * time.Millisecond
	barWidth  = 24
)

// row counts a row of a table.
func (b *progress) row(table string, _ int) {
	if table != b.table {
		b.table, b.done = table, b.done+1
	}
	if b.rows++; b.to == nil || b.rows%drawRows != 0 || time.Since(b.shown) < drawEvery {
		return
	}
	b.shown = time.Now()
	_, _ = fmt.Fprintf(b.to, "\r\x1b[K%s", b.text()) // where nobody reads it, nothing is lost
}

// text returns the bar, the tables before this one and the rows.
func (b *progress) text() string {
	full := min(barWidth*max(b.done-1, 0)/max(b.tables, 1), barWidth)
	return fmt.Sprintf("[%s%s] %s, %d rows in all", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), b.table, b.rows)
}

// end takes the bar away.
func (b *progress) end() {
	if b.to != nil && !b.shown.IsZero() {
		_, _ = io.WriteString(b.to, "\r\x1b[K")
	}
}
