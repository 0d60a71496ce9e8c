package conformance

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Write writes the table by capability, and what differs.
func (r *Result) Write(w io.Writer) error {
	cases, differs := map[string]int{}, map[string]int{}
	for _, c := range r.Ran {
		cases[c.Capability()]++
	}
	for _, d := range r.Differences {
		differs[d.Case.Capability()]++
	}
	var text strings.Builder
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(cells ...string) { _, _ = fmt.Fprintln(t, strings.Join(cells, "\t")+"\t") } // of a text
	row("capability", "cases", "passed", "differs")
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		row(name, strconv.Itoa(cases[name]), strconv.Itoa(cases[name]-differs[name]), strconv.Itoa(differs[name]))
	}
	row("all", strconv.Itoa(len(r.Ran)), strconv.Itoa(len(r.Ran)-len(r.Differences)), strconv.Itoa(len(r.Differences)))
	if r.Filters > 0 {
		row("random filters", strconv.Itoa(r.Filters), strconv.Itoa(r.Filters-len(r.Torn)), strconv.Itoa(len(r.Torn)))
	}
	_ = t.Flush() // into a text
	known := map[string][]string{}
	for _, d := range r.Differences {
		if d.Why != "" {
			known[d.Why] = append(known[d.Why], d.Case.Name)
			continue
		}
		fmt.Fprintf(&text, "\n%s (%s) differs\n%s\nexpected\n%s\ngot\n%s\n", d.Case.Name, d.Case.File,
			indented(d.Case.Request+"\n"+d.Case.Variables), indented(d.Want), indented(d.Got))
	}
	for _, why := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintf(&text, "\nas docs/engines.md says: %s\n    %s\n", why, strings.Join(known[why], " "))
	}
	for _, torn := range r.Torn {
		fmt.Fprintf(&text, "\n%s\n", torn)
	}
	for _, k := range r.Gone {
		fmt.Fprintf(&text, "\n%s is listed in docs/engines.md and does not differ\n", k.Cases)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

func indented(text string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}
