package catalog

import (
	"fmt"
	"slices"
)

// secrets are the columns and views that could reveal the values of a secret column. No database reports from which
// columns an expression comes, so it is determined by the names in its text.
type secrets struct {
	// table and column are the secret column itself, known the name of its table in the settings.
	table  QualifiedName
	column string
	known  string
	// columns are the secret column and those that are computed from it.
	columns map[string]bool
	// readers are the views that may read any of them, or a table of Tiddly's own.
	readers map[QualifiedName]bool
}

// newSecrets returns what could reveal the values of the secret column, which may be nil.
func newSecrets(source *Source, secret *ColumnName) *secrets {
	s := &secrets{columns: map[string]bool{}, readers: map[QualifiedName]bool{}}
	if secret != nil {
		s.known, s.column = secret.Table, secret.Column
		s.compute(source)
	}
	s.follow(source.Readers)
	return s
}

// follow finds the views that may reveal a secret, and those that read them.
func (s *secrets) follow(all []SourceReader) {
	readBy := map[QualifiedName][]QualifiedName{}
	var next []QualifiedName
	for i := range all {
		r := &all[i]
		for _, name := range r.Tables {
			readBy[name] = append(readBy[name], r.name())
		}
		if s.tells(r) {
			next = append(next, r.name())
		}
	}
	for len(next) > 0 {
		name := next[len(next)-1]
		next = next[:len(next)-1]
		if !s.readers[name] {
			s.readers[name] = true
			next = append(next, readBy[name]...)
		}
	}
}

// compute finds the columns that are computed from the secret one, directly or through others.
func (s *secrets) compute(source *Source) {
	at := slices.IndexFunc(source.Tables, func(t SourceTable) bool { return source.sqlName(t.name()) == s.known && !t.View })
	if at < 0 {
		return
	}
	s.table = source.Tables[at].name()
	s.columns[s.column] = true
	for more := true; more; {
		more = false
		for i := range source.Tables[at].Columns {
			c := &source.Tables[at].Columns[i]
			if !s.columns[c.Name] && slices.ContainsFunc(c.From, s.secret) {
				s.columns[c.Name], more = true, true
			}
		}
	}
}

func (s *secrets) secret(column string) bool { return s.columns[column] }

// computed reports whether a column is computed from the secret one.
func (s *secrets) computed(table QualifiedName, column *SourceColumn) bool {
	return table == s.table && s.columns[column.Name] && column.Name != s.column
}

// tells reports whether a view may itself return values of a secret column: it names the table, and either the column
// or none. A table of Tiddly's own is secret as a whole.
func (s *secrets) tells(r *SourceReader) bool {
	if r.Own {
		return true
	}
	return len(s.columns) > 0 && slices.Contains(r.Tables, s.table) && (r.Unnamed || slices.ContainsFunc(r.Columns, s.secret))
}

// leavesOut reports whether a view is not served: it may reveal a secret, and no setting lists what of it may be
// shown.
func (b *builder) leavesOut(t *SourceTable) bool {
	if !t.View || !b.secrets.readers[t.name()] || len(b.overrides.Tables[b.source.sqlName(t.name())].Show) > 0 {
		return false
	}
	secret := "accounts or keys"
	if len(b.secrets.columns) > 0 {
		secret = "the passwords of table \"" + b.secrets.known + "\""
	}
	name := b.source.sqlName(t.name())
	b.renamed(SettingsKey(name, "show"), "view %q is left out: it may reveal %s; name the columns of it that may be shown", name, secret)
	return true
}

// shows reports whether a column is served.
func (b *builder) shows(t *SourceTable, c *SourceColumn) bool {
	name := b.source.sqlName(t.name())
	if b.overrides.Tables[name].excludes(c.Name) {
		return false
	}
	if c.Unreadable != "" {
		b.notes = append(b.notes, Note{
			Message: fmt.Sprintf("column %q of table %q is left out: %s", c.Name, name, c.Unreadable), Unworkable: true,
		})
		return false
	}
	if b.secrets.computed(t.name(), c) {
		b.note("column %q of table %q is left out: it is computed from the passwords", c.Name, name)
		return false
	}
	return true
}

// excludes reports whether the settings leave a column out: by its name, or because they name others to show.
func (o TableOverride) excludes(column string) bool {
	return o.Columns[column].Exclude || len(o.Show) > 0 && !slices.Contains(o.Show, column)
}
