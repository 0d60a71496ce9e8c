package rest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tiddly/internal/exec"
)

// warningHeader holds warnings about an answer that are not errors.
const warningHeader = "Tiddly-Warning"

// tellUnread reports the cells that a comparison or an order could not read: in the log, and in a header, or after the
// answer where that has begun.
func (x *exchange) tellUnread(warnings []exec.Warning) {
	if len(warnings) == 0 {
		return
	}
	header := warningHeader
	if x.begun {
		header = http.TrailerPrefix + warningHeader
	}
	told := make([]string, len(warnings))
	for i, w := range warnings {
		table, column := w.Column.Table.SQLName, w.Column.SQLName
		told[i] = url.QueryEscape(short(table)) + "." + url.QueryEscape(short(column)) + " (" + strconv.Itoa(w.Cells) + ")"
		if x.options.Warn != nil {
			x.options.Warn(x.r.Context(), "cells that cannot be read counted as NULL in a comparison",
				"table", table, "column", column, "cells", w.Cells)
		}
	}
	x.w.Header().Add(header, "cells that cannot be read counted as NULL: "+strings.Join(told, ", "))
}
