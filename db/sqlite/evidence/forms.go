package evidence

import (
	"cmp"
	"slices"

	"tiddly/internal/catalog"
)

// Forms returns the forms of the cells that a decision tells apart, most frequent first.
func (t *Tally) Forms() []catalog.CellForm {
	n := &t.texts
	all := []catalog.CellForm{
		{Name: "integers beyond 32 bits", Cells: t.wide},
		{Name: "infinite reals", Cells: t.infinite},
		{Name: "texts that are not UTF-8", Cells: n.invalid},
		{Name: "empty texts", Cells: n.empty},
		{Name: "dates of zeros", Cells: n.zeroDates},
		{Name: "dates in text", Cells: n.midnights},
		{Name: "dates with a time in text", Cells: n.instants},
		{Name: "times of day in text", Cells: n.clocks},
		{Name: "true and false in text", Cells: n.words},
		{Name: "decimals in text", Cells: n.decimals},
		{Name: "UUIDs in text", Cells: n.uuids},
		{Name: "long texts", Cells: n.long},
		{Name: "blobs of 16 bytes", Cells: t.sixteen},
		{Name: "blobs that are text", Cells: t.utf8},
		{Name: "long blobs", Cells: t.longBlobs},
	}
	if t.claim.Kind == catalog.Decimal && t.claim.Scale >= 0 {
		all = append(all, catalog.CellForm{Name: "numbers finer than the scale", Cells: t.finer}, catalog.CellForm{Name: "inexact sums", Cells: t.rounded})
	}
	switch t.claim.Kind {
	case catalog.Date, catalog.DateTime, catalog.Time:
		for i := range epochs {
			if i == since2001 && !t.claim.Since2001 {
				continue
			}
			all = append(all, catalog.CellForm{Name: epochs[i].describe(), Cells: t.plausible[i]})
		}
	}
	all = slices.DeleteFunc(all, func(f catalog.CellForm) bool { return f.Cells == 0 })
	slices.SortStableFunc(all, func(a, b catalog.CellForm) int { return cmp.Compare(b.Cells, a.Cells) })
	return all
}
