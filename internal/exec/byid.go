package exec

import (
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/dialect"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// foundOf calls read for the rows with global ids or keys, table by table.
func (r *run) foundOf(f *sqlgen.Field, read func(root *level, keys *keySet) error) error {
	ids, _ := r.arguments.At(f.IDs).(*request.NodeIDs)
	for i, q := range f.Found {
		root := r.take(q)
		r.roots = append(r.roots, root)
		keys, err := root.identified(&ids.Tables[i])
		if err != nil {
			return err
		}
		if keys.count == 0 {
			continue
		}
		root.grow(keys.count)
		if err := read(root, keys); err != nil {
			return err
		}
	}
	return nil
}

// identified returns the distinct ones of keys, and records which of the level's groups belongs to each of them: -1 for
// a key that no row can have.
func (l *level) identified(keys *request.NodeKeys) (*keySet, error) {
	set := &l.identities
	set.last = -1
	rows := &keyRow{}
	bound := l.query.Keys
	if len(keys.Keys) > 0 {
		columns := len(keys.Keys[0])
		if bound != nil {
			columns = bound.Columns()
		}
		set.values = set.values.Reset(columns)
	}
	var cells []int
	for _, key := range keys.Keys {
		rows.key = key
		if bound != nil {
			var err error
			if rows.key, err = boundKey(bound, key); err != nil {
				return nil, err
			}
		}
		if len(cells) < len(rows.key) {
			cells = places(len(rows.key))
		}
		n, ok := set.add(rows, cells)
		if !ok {
			n = -1 // a part of it is NULL
		}
		l.found = append(l.found, n)
	}
	if bound != nil {
		set.addNumbers()
	}
	return set, nil
}

// boundKey returns what is bound for a key that a client wrote.
func boundKey(bound sqlgen.KeyValues, key []any) ([]any, error) {
	all := make([]any, 0, bound.Columns())
	for i, encodings := range bound {
		for _, e := range encodings {
			v, err := dialect.Bind(e, key[i])
			if err != nil {
				return nil, err
			}
			all = append(all, keyForm(v))
		}
	}
	return all, nil
}

// keyForm returns a value as keys have it: an engine's own Boolean is 0 or 1 there.
func keyForm(v any) any {
	if flag, ok := v.(bool); ok {
		if flag {
			return int64(1)
		}
		return int64(0)
	}
	return v
}

// addNumbers adds a column with the numbers of the keys, from 0.
func (k *keySet) addNumbers() {
	column := dialect.KeyColumn{Ints: make([]int64, k.count)}
	for i := range column.Ints {
		column.Ints[i] = int64(i)
	}
	k.values = append(k.values, column)
}

// deadOf settles the rows with the ids or keys of a field, and returns the indexes of those that must be null.
func (r *run) deadOf(s *settler, v *rootValue) map[int]bool {
	if !r.noted {
		return nil
	}
	dead := map[int]bool{}
	for i, p := range v.ids.Places {
		l := v.levels[p.Table]
		group := l.found[p.Key]
		path := []any{v.field.Key, i}
		if v.field.Kind == request.OneByID {
			path = path[:1]
		}
		if group >= 0 && s.found(l, group, path...) {
			dead[i] = true
		}
	}
	return dead
}

// appendFound appends the rows with the ids or keys.
func (v *rootValue) appendFound(dst []byte, most int) []byte {
	if v.field.Kind == request.OneByID {
		return v.appendOne(dst, 0, most)
	}
	dst = append(dst, '[')
	for i := range v.ids.Places {
		if len(dst) > most {
			return dst
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = v.appendOne(dst, i, most)
	}
	return append(dst, ']')
}

// appendOne appends the row with the id or key of that index.
func (v *rootValue) appendOne(dst []byte, i, most int) []byte {
	p := v.ids.Places[i]
	l := v.levels[p.Table]
	group := l.found[p.Key]
	if group < 0 || l.groups[group].rows == 0 || v.deadIDs[i] {
		return append(dst, "null"...)
	}
	return l.append(dst, &l.groups[group], most)
}

// keyRow is the key in a global id as a row, whose cells are the values of the key.
type keyRow struct{ key []any }

// Next implements Rows; a key is set from outside.
func (*keyRow) Next() bool { return false }

// Err implements Rows.
func (*keyRow) Err() error { return nil }

// Null implements Rows.
func (k *keyRow) Null(i int) bool { return k.key[i] == nil }

// Length implements Rows.
func (k *keyRow) Length(i int) int { return lengthOf(k.key[i]) }

// AppendJSON implements Rows: a key is bound, and not answered.
func (*keyRow) AppendJSON(dst []byte, _ int, _ *catalog.Type, _ *catalog.EnumType) ([]byte, bool) {
	return dst, false
}

// AppendKey implements Rows.
func (k *keyRow) AppendKey(dst []byte, i int) []byte { return cell.AppendKey(dst, k.key[i]) }

// Int implements Rows.
func (k *keyRow) Int(i int) (int64, bool) {
	n, ok := k.key[i].(int64)
	return n, ok
}

// Value implements Rows.
func (k *keyRow) Value(i int) any { return k.key[i] }

// Close implements Rows.
func (*keyRow) Close() error { return nil }
