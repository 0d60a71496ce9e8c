package exec

import (
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
	"tiddly/internal/request"
	"tiddly/internal/sqlgen"
)

// readFound reads the rows with global ids, table by table.
func (r *run) readFound(reader Reader, f *sqlgen.Field) error {
	ids, _ := r.arguments.At(f.IDs).(*request.NodeIDs)
	for i, q := range f.Found {
		root := r.take(q)
		r.roots = append(r.roots, root)
		keys := root.identified(&ids.Tables[i])
		if keys.count == 0 {
			continue
		}
		root.grow(keys.count)
		if err := r.readLevel(reader, root, keys); err != nil {
			return err
		}
	}
	return nil
}

// identified returns the distinct ones of keys, and records which of the level's groups belongs to each of them: -1 for
// a key that no row can have.
func (l *level) identified(keys *request.NodeKeys) *keySet {
	set := &keySet{last: -1}
	rows := &keyRow{}
	for _, rows.key = range keys.Keys {
		set.values = set.values.Reset(len(rows.key))
		break
	}
	var cells []int
	for _, rows.key = range keys.Keys {
		if len(cells) < len(rows.key) {
			cells = places(len(rows.key))
		}
		n, ok := set.add(rows, cells)
		if !ok {
			n = -1 // a part of it is NULL
		}
		l.found = append(l.found, n)
	}
	return set
}

// foundWriter settles the rows with the ids of a field, and returns the function that writes them.
func (r *run) foundWriter(s *settler, f *sqlgen.Field, roots []*level) func(dst []byte, most int) []byte {
	ids, _ := r.arguments.At(f.IDs).(*request.NodeIDs)
	dead := map[int]bool{}
	for i, p := range ids.Places {
		l := roots[p.Table]
		group := l.found[p.Key]
		path := []any{f.Key, i}
		if f.Kind == request.OneByID {
			path = path[:1]
		}
		if group >= 0 && s.found(l, r.noted, group, path...) {
			dead[i] = true
		}
	}
	one := func(dst []byte, i, most int) []byte {
		p := ids.Places[i]
		l := roots[p.Table]
		group := l.found[p.Key]
		if group < 0 || l.groups[group].rows == 0 || dead[i] {
			return append(dst, "null"...)
		}
		return l.append(dst, &l.groups[group], most)
	}
	if f.Kind == request.OneByID {
		return func(dst []byte, most int) []byte { return one(dst, 0, most) }
	}
	return func(dst []byte, most int) []byte {
		dst = append(dst, '[')
		for i := range ids.Places {
			if len(dst) > most {
				return dst
			}
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = one(dst, i, most)
		}
		return append(dst, ']')
	}
}

// keyRow is the key in a global id as a row, whose cells are the values of the key.
type keyRow struct{ key []any }

// Next implements Rows; a key is set from outside.
func (*keyRow) Next() bool { return false }

// Err implements Rows.
func (*keyRow) Err() error { return nil }

// Null implements Rows.
func (k *keyRow) Null(i int) bool { return k.key[i] == nil }

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
