package schema

import (
	"strconv"
	"testing"

	"tiddly/internal/catalog"
)

// wide returns a catalogue of n tables of ten columns, each with two foreign keys.
func wide(n int) *catalog.Catalog {
	c := &catalog.Catalog{}
	for i := range n {
		name := strconv.Itoa(i)
		t := &catalog.Table{SQLName: "table_" + name, TypeName: "Table" + name + "Row", ListField: "table" + name + "Rows", SingleField: "table" + name + "Row", MutationName: "Table" + name + "Row"}
		for j := range 10 {
			t.Columns = append(t.Columns, &catalog.Column{
				Table: t, SQLName: "column_" + strconv.Itoa(j), Name: "column" + strconv.Itoa(j), EnumValue: "COLUMN_" + strconv.Itoa(j),
				Declared: "INTEGER", Type: catalog.Type{Kind: catalog.Kind(j)}, NotNull: true, NonNull: true, Index: j,
			})
		}
		t.Keys = []*catalog.Key{{Name: "column0", Columns: t.Columns[:1], Primary: true}}
		c.Tables = append(c.Tables, t)
	}
	for i, t := range c.Tables {
		for j := 1; j <= 2; j++ {
			target := c.Tables[(i*7+j)%n]
			from, to := t.Columns[j:j+1], target.Columns[:1]
			number := strconv.Itoa(i) + "x" + strconv.Itoa(j)
			t.Relations = append(t.Relations, &catalog.Relation{Name: "one" + number, Table: t, Target: target, Columns: from, TargetColumns: to})
			target.Relations = append(target.Relations, &catalog.Relation{Name: "many" + number, Kind: catalog.ToMany, Backwards: true, Table: target, Target: t, Columns: to, TargetColumns: from})
		}
	}
	return c
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{11, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			c := wide(n)
			b.ReportAllocs()
			for b.Loop() {
				s, err := Build(c, Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(s.SDL)), "bytes")
			}
		})
	}
}
