package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Build names what an inspector read and links it. It is deterministic: the same source, in any order, yields the same
// catalogue. The notes describe what was renamed or left out; the error is a *NameError.
func Build(source Source, overrides Overrides, options BuildOptions) (*Catalog, []Note, error) {
	b := &builder{
		overrides: overrides,
		source:    &source,
		catalog:   &Catalog{byType: map[string]*Table{}, bySQL: map[string]*Table{}, preset: overrides.Preset},
		sources:   map[*Table]*SourceTable{},
		claims:    reserve(),
		fields:    map[*Table]claims{},
		enums:     map[QualifiedName]*EnumType{},
		secrets:   newSecrets(&source, options.Secret),
	}
	b.notes = append(b.notes, source.Notes...)
	b.addTables()
	b.hide(options.Secret)
	b.nameTables()
	for _, t := range b.catalog.Tables {
		b.nameColumns(t)
	}
	for _, t := range b.catalog.Tables {
		b.addKeys(t)
		b.addIndexes(t)
		b.addEnums(t)
	}
	b.addRelations()
	b.noteUnused()
	b.index()
	if len(b.refused) > 0 {
		return nil, b.notes, &NameError{Notes: b.refused}
	}
	if clashes := onlyClashes(b.notes); options.StrictNames && len(clashes) > 0 {
		return nil, b.notes, &NameError{Notes: clashes}
	}
	return b.catalog, b.notes, nil
}

// builder holds a catalogue while it is built.
type builder struct {
	overrides Overrides
	source    *Source
	catalog   *Catalog
	sources   map[*Table]*SourceTable
	// claims are the names of types and root fields; fields are those of each table.
	claims claims
	fields map[*Table]claims
	// enums are the enum types of the database by their name there.
	enums   map[QualifiedName]*EnumType
	secrets *secrets
	notes   []Note
	refused []Note
}

func (b *builder) note(format string, args ...any) {
	b.notes = append(b.notes, Note{Message: fmt.Sprintf(format, args...)})
}

// unused records a setting without effect. It is no error of Build: a table can disappear while it is served.
func (b *builder) unused(key, format string, args ...any) {
	b.notes = append(b.notes, Note{Message: fmt.Sprintf(format, args...), Override: key, Unused: true})
}

// hint adds to the last note the names that exist in place of the one it names.
func (b *builder) hint(what string, names []string) {
	const most = 20
	if len(names) > most {
		names = append(names[:most:most], "…")
	}
	b.notes[len(b.notes)-1].Hint = what + strings.Join(names, ", ")
}

// renamed records that a name is served as another one that is hard to guess.
func (b *builder) renamed(key, format string, args ...any) {
	b.notes = append(b.notes, Note{Message: fmt.Sprintf(format, args...), Override: key})
}

func (b *builder) clash(key, format string, args ...any) {
	b.notes = append(b.notes, Note{Message: fmt.Sprintf(format, args...), Override: key, Clash: true})
}

// refuse records a setting that cannot be followed.
func (b *builder) refuse(key, format string, args ...any) {
	b.refused = append(b.refused, Note{Message: fmt.Sprintf(format, args...), Override: key})
}

func onlyClashes(notes []Note) []Note {
	var list []Note
	for _, n := range notes {
		if n.Clash {
			list = append(list, n)
		}
	}
	return list
}

// addTables adds the tables and columns that are not excluded, without API names.
func (b *builder) addTables() {
	sorted := slices.Clone(b.source.Tables)
	slices.SortStableFunc(sorted, func(x, y SourceTable) int {
		return cmp.Compare(b.source.sqlName(x.name()), b.source.sqlName(y.name()))
	})
	for i := range sorted {
		s := &sorted[i]
		name := b.source.sqlName(s.name())
		o := b.overrides.Tables[name]
		if o.Exclude || b.leavesOut(s) {
			continue
		}
		t := &Table{
			SQLName: name, Comment: s.Comment, View: s.View, Writable: s.Writable, RowID: s.RowID, KeysReused: s.KeysReused, Effects: s.Effects,
			Schema: s.Schema, Name: s.bare(), Refused: s.Refused, Scanned: s.Scanned,
			columns: map[string]*Column{}, columnSQL: map[string]*Column{}, relations: map[string]*Relation{},
			preset: b.overrides.Preset,
		}
		if t.RowID != "" {
			t.rowID = &Column{Table: t, SQLName: t.RowID, Name: RowIDName, NotNull: true, NonNull: true, Type: Type{Kind: BigInt}}
		}
		for j := range s.Columns {
			if b.shows(s, &s.Columns[j]) {
				addColumn(t, &s.Columns[j], o.Columns[s.Columns[j].Name].Nullable)
			}
		}
		if len(t.Columns) == 0 {
			b.note("table %q is left out: it has no columns that can be served", name)
			continue
		}
		b.catalog.Tables = append(b.catalog.Tables, t)
		b.catalog.bySQL[t.SQLName] = t
		b.sources[t] = s
	}
}

// hide marks the column that is kept as a hash.
func (b *builder) hide(secret *ColumnName) {
	if secret == nil {
		return
	}
	if t := b.catalog.bySQL[secret.Table]; t != nil {
		if c := t.columnSQL[secret.Column]; c != nil {
			c.Secret = true
		}
	}
}

// addColumn adds a column; nullable, if not nil, is what the settings have for its field, which then does not change.
func addColumn(t *Table, s *SourceColumn, nullable *bool) {
	nonNull, widened := s.NotNull && !s.HoldsBad && (s.Checked || !oftenBad(s.Type.Kind)), s.Widened
	if nullable != nil {
		nonNull, widened = !*nullable, false
	}
	c := &Column{
		Table: t, SQLName: s.Name, Declared: s.Declared, Type: s.Type,
		NotNull: s.NotNull, NonNull: nonNull && !widened, Widened: nonNull && widened,
		SemanticNonNull: s.NotNull && (!nonNull || widened) && !mayReadNull(s),
		HasDefault:      s.HasDefault, Generated: s.Generated, NotInserted: s.NotInserted, Kept: s.Kept, Sought: s.Sought, Collated: s.Collated, Recollated: s.Recollated,
		Comment: s.Comment, TypeNoted: s.TypeNoted, Index: len(t.Columns), Refused: s.Refused,
	}
	t.Columns = append(t.Columns, c)
	t.columnSQL[c.SQLName] = c
}

// oftenBad reports whether an engine that does not check cells of the kind is likely to hold some in another form. A
// bad cell in a non-null field makes its whole row null, so these fields are nullable there.
func oftenBad(k Kind) bool {
	switch k {
	case DateTime, Date, Time, Boolean, Enum, UUID, JSON:
		return true
	default:
		return false
	}
}

// mayReadNull reports whether a cell that is not NULL may read as null, without an error: an empty text among dates, which
// only a check of the engine keeps out for good, and the null of JSON.
func mayReadNull(s *SourceColumn) bool {
	switch s.Type.Kind {
	case DateTime, Date, Time:
		return !s.Checked || s.Type.ReadsNull
	case JSON:
		return true
	default:
		return s.Type.ReadsNull
	}
}

// index fills the maps of API names.
func (b *builder) index() {
	for _, t := range b.catalog.Tables {
		b.catalog.byType[t.TypeName] = t
		for _, c := range t.Columns {
			t.columns[c.Name] = c
		}
		for _, r := range t.Relations {
			t.relations[r.Name] = r
		}
	}
	slices.SortFunc(b.catalog.Enums, func(x, y *EnumType) int { return cmp.Compare(x.TypeName, y.TypeName) })
}

// noteUnused records the settings that name what the database lacks: mostly typing errors.
func (b *builder) noteUnused() {
	have := make(map[string]*SourceTable, len(b.source.Tables))
	for i := range b.source.Tables {
		have[b.source.sqlName(b.source.Tables[i].name())] = &b.source.Tables[i]
	}
	for _, name := range sortedKeys(b.overrides.Tables) {
		s := have[name]
		if s == nil {
			b.unused(SettingsKey(name), "the settings name table %q, which does not exist", name)
			b.hint("the tables are ", sortedKeys(have))
			continue
		}
		for _, column := range sortedKeys(b.overrides.Tables[name].Columns) {
			b.noteLacking(s, column, SettingsKey(name, "columns", column))
		}
		for _, column := range b.overrides.Tables[name].Show {
			b.noteLacking(s, column, SettingsKey(name, "show"))
		}
	}
}

// noteLacking records that a setting names a column which the table lacks.
func (b *builder) noteLacking(t *SourceTable, column, key string) {
	if slices.ContainsFunc(t.Columns, func(c SourceColumn) bool { return c.Name == column }) {
		return
	}
	b.unused(key, "the settings name column %q, which table %q does not have", column, b.source.sqlName(t.name()))
	var columns []string
	for i := range t.Columns {
		columns = append(columns, t.Columns[i].Name)
	}
	b.hint("its columns are ", columns)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
