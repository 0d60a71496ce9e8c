package sqlite

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tiddly/internal/catalog"
	"tiddly/internal/dialect"
	"tiddly/internal/exec"
	"tiddly/internal/request"
)

// comparedBy are values of a kind, and around those that wild has.
var comparedBy = map[catalog.Kind][]any{
	catalog.String: {"", "5", "text", "~"}, catalog.Int: {int64(-1), int64(0), int64(1), int64(5)}, catalog.BigInt: {int64(5), int64(5000000000), int64(1704164645006)},
	catalog.Float: {-1.0, 0.0, 1.5, 5.0, 1e300}, catalog.Decimal: {"0", "1.5", "5", "21.989"}, catalog.Boolean: {true, false},
	catalog.DateTime: {int64(1704164645000000), int64(1704164645006000), int64(1704153600000000), int64(1704164645500000), int64(0)}, catalog.Date: {int64(1704153600000000), int64(0)},
	catalog.UUID: {"0188f3c1-2a3b-7c4d-8e5f-0123456789ab", "0188f3c1-2a3b-7c4d-8e5f-0123456789ac"}, catalog.Bytes: {[]byte("text"), []byte{0, 0xff}, []byte{}},
}

// TestPureStoragesAgree compares every cell by both ways in which a storage is compared. Where the cell is one that no
// column may have for the shorter way, nothing is required of that; for any other, both find the same, sort the same,
// and the longer one notes nothing. So a column in which no such cell was found can be compared by either.
func TestPureStoragesAgree(t *testing.T) {
	storages := maps.Clone(dialectFor(true).Storages)
	for _, form := range []string{"YYYY-MM-DD", "YYYY-MM-DD HH:MM:SS", "YYYY-MM-DDTHH:MM:SS.fffZ"} {
		storages[storageSorted+form], _ = storageNamed(storageSorted + form)
	}
	kinds := map[string]catalog.Kind{
		storageInteger: catalog.Int, storageBigInt: catalog.BigInt, storageFloat: catalog.Float, storageNumeric: catalog.Decimal, storageBoolean: catalog.Boolean,
		storageInstant: catalog.DateTime, storageInstant + emptySuffix: catalog.DateTime, storageDay: catalog.Date, storageDay + emptySuffix: catalog.Date,
		storageBytes: catalog.Bytes, storageUUID: catalog.UUID, storageUUIDUpper: catalog.UUID, storageUUIDBinary: catalog.UUID,
	}
	kindOf := func(name string) catalog.Kind {
		switch kind, ok := kinds[name]; {
		case ok:
			return kind
		case strings.HasPrefix(name, storageEpoch), strings.HasPrefix(name, storageSorted):
			return catalog.DateTime
		case wordsOf(name) != nil:
			return catalog.Boolean
		default:
			return catalog.String
		}
	}
	var rows []string
	for i, cell := range wild {
		rows = append(rows, fmt.Sprintf("(%d, %s)", i, cell))
	}
	checked := 0
	for _, declared := range []string{"", "INTEGER", "REAL", "NUMERIC", "TEXT"} {
		d := openFile(t, Options{Path: newFile(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, c "+declared+"); INSERT INTO t VALUES "+strings.Join(rows, ", "))})
		for name, s := range storages {
			plain := strings.TrimSuffix(name, emptySuffix)
			dates := plain == storageInstant || plain == storageDay
			if s.Pure.Unless == "" || (declared == "TEXT") != textual(name) && declared != "" && !dates {
				continue
			}
			checked++
			for _, problem := range disagreements(t, d, s, comparedBy[kindOf(name)]) {
				t.Errorf("%s in a column %s: %s", name, declared, problem)
			}
		}
	}
	if checked < 40 {
		t.Errorf("%d storages were checked", checked)
	}
}

// textual reports whether a storage is one of columns that keep numbers as texts.
func textual(name string) bool {
	return strings.HasPrefix(name, storageText) || strings.HasPrefix(name, storageWordTexts) || strings.HasPrefix(name, storageSorted) ||
		strings.HasPrefix(name, storageUUID)
}

// disagreements compares the cells of c in t, each by itself, and returns those for which the two ways differ.
func disagreements(t *testing.T, d *Database, s dialect.Storage, values []any) (all []string) {
	t.Helper()
	err := d.Read(t.Context(), false, func(r exec.Reader) error {
		unless, _ := spell(t, dialect.Fragment{SQL: s.Pure.Unless}, "t.c", nil)
		clean, err := firstColumn(r, "SELECT id FROM t WHERE "+unless+" IS NOT TRUE")
		if err != nil {
			return err
		}
		// result returns the clean cells that are found, and those that are noted.
		result := func(condition string, args []any) (found []string) {
			for _, id := range clean {
				ids, err := firstColumn(r, "SELECT id FROM t WHERE id = "+id+" AND "+condition, args...)
				if err != nil {
					t.Fatalf("%s: %v", condition, err)
				}
				n, _ := strconv.Atoi(id)
				if len(ids) > 0 {
					found = append(found, wild[n])
				}
				if r.(exec.Witness).Unread(0) > 0 {
					found = append(found, wild[n]+" is noted")
				}
			}
			return found
		}
		for op, bare := range s.Pure.Ops {
			for _, value := range values {
				if op.TakesList() {
					value = []any{value, values[0]}
				} else if op != request.Eq && op != request.Ne && !slices.Contains([]request.Op{request.Gt, request.Gte, request.Lt, request.Lte}, op) {
					continue // texts, which are compared by one way
				}
				a, aArgs := spell(t, s.Ops[op], "t.c", value)
				b, bArgs := spell(t, bare, "t.c", value)
				long, short := result(a, aArgs), result(b, bArgs)
				if !slices.Equal(long, short) {
					all = append(all, fmt.Sprintf("%s %v: %v and %v", op, value, long, short))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
