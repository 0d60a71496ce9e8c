package script

import (
	"fmt"
	"strings"
)

// difference is one difference between a table and the script, and the statements that remove it.
type difference struct {
	message    string
	statements []string
}

// Compare returns the differences between the tables that both schemas have. Each change is tried: works reports
// whether its statements, of which there may be none, run on a copy of the schema of have. So the advised statements
// work.
func Compare(want, have *Schema, works func(statements []string) (bool, error)) ([]string, error) {
	var found []difference
	for _, o := range want.objects {
		columns, isTable := have.columns[Fold(o.Name)]
		_, there := have.byKey[o.key()]
		_, attachedTo := have.byKey[Fold(o.Table)]
		switch {
		case o.Kind == "table" && isTable:
			found = append(found, compareTable(have.byKey[o.key()].Name, want.columns[Fold(o.Name)], columns)...)
		case o.attached() && !there && attachedTo:
			found = append(found, difference{fmt.Sprintf("table %q has no %s %q", o.Table, o.Kind, o.Name), []string{o.SQL}})
		}
	}
	facts := make([]string, 0, len(found))
	for _, d := range found {
		runs, err := works(d.statements)
		if err != nil {
			return nil, err
		}
		if runs {
			facts = append(facts, d.message+"; to match the script, run: "+strings.Join(d.statements, "; "))
		} else {
			facts = append(facts, d.message+
				"; ALTER TABLE cannot change that, the table must be recreated (sqlite.org/lang_altertable.html, section 7)")
		}
	}
	return facts, nil
}

func compareTable(table string, want, have []Column) []difference {
	byName := make(map[string]Column, len(have))
	for _, c := range have {
		byName[Fold(c.Name)] = c
	}
	alter := "ALTER TABLE " + QuoteName(table)
	var found []difference
	for _, w := range want {
		h, there := byName[Fold(w.Name)]
		delete(byName, Fold(w.Name))
		switch {
		case !there:
			found = append(found, difference{
				fmt.Sprintf("table %q has no column %q", table, w.Name), []string{alter + " ADD COLUMN " + w.definition},
			})
		case w.describe() != h.describe():
			found = append(found, difference{
				fmt.Sprintf("column %q of table %q is %s, in the script it is %s", w.Name, table, h.describe(), w.describe()),
				change(table, w, h),
			})
		}
	}
	for _, h := range have {
		if _, extra := byName[Fold(h.Name)]; extra {
			found = append(found, difference{
				fmt.Sprintf("table %q has column %q, which the script does not have: add it there, or lose its values", table, h.Name),
				[]string{alter + " DROP COLUMN " + QuoteName(h.Name)},
			})
		}
	}
	return found
}

// change returns the statements that turn column h into w; nil if there are none.
func change(table string, w, h Column) []string {
	alter, name := "ALTER TABLE "+QuoteName(table), QuoteName(h.Name)
	onlyNull := h
	onlyNull.NotNull = w.NotNull
	switch {
	case w.Key != h.Key || w.Hidden != h.Hidden:
		return nil
	case onlyNull.describe() == w.describe() && w.NotNull:
		return []string{alter + " ALTER COLUMN " + name + " SET NOT NULL"}
	case onlyNull.describe() == w.describe():
		return []string{alter + " ALTER COLUMN " + name + " DROP NOT NULL"}
	}
	old := QuoteName(h.Name + "_old")
	return []string{
		alter + " RENAME COLUMN " + name + " TO " + old,
		alter + " ADD COLUMN " + w.definition,
		"UPDATE " + QuoteName(table) + " SET " + QuoteName(w.Name) + " = " + old,
		alter + " DROP COLUMN " + old,
	}
}

// describe returns all compared properties in SQL.
func (c Column) describe() string {
	text := c.Declared
	if text == "" {
		text = "without a type"
	}
	if c.Key > 0 {
		text += fmt.Sprintf(" PRIMARY KEY (place %d)", c.Key)
	}
	if c.NotNull {
		text += " NOT NULL"
	}
	if c.Default != "" {
		text += " DEFAULT " + c.Default
	}
	if !Exact(c.collation) {
		text += " COLLATE " + strings.ToUpper(c.collation)
	}
	if c.Hidden > 1 {
		text += " GENERATED"
	}
	return text
}
