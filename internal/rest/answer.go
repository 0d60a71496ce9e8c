package rest

import (
	"bytes"
	"cmp"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"tiddly/internal/catalog"
	"tiddly/internal/fault"
	"tiddly/internal/httpfault"
	"tiddly/internal/jsontext"
)

// The errors of the original whose texts clients compare.
const (
	unauthorized = "Unauthorized Access."
	noData       = "No data found."
)

func noRow() *fault.Fault { return fault.New(fault.RequestValue, "%s", noData) }

// keptOut returns the fault for a row that should have been inserted but does not exist.
func keptOut() *fault.Fault {
	return fault.New(fault.ConstraintTrigger, "the database did not insert the row").
		WithHint("check the triggers and the conflict clauses of the table")
}

func noTable(escaped string) *fault.Fault {
	name, ok := unescape(escaped)
	if !ok {
		name = escaped
	}
	return fault.New(fault.SchemaUnknown, "Table not found: %s", short(name))
}

// noColumn returns the fault for a name that is not one of the columns.
func noColumn(t *catalog.Table, columns []*catalog.Column, argument, name string) *fault.Fault {
	f := fault.New(fault.SchemaUnknown, "%s: the table %s has no column %s", argument, t.SQLName, short(name))
	return f.WithNames(fault.Names{Hint: "it has " + sqlNames(columns)})
}

// maxName limits how many characters of a client's name are repeated.
const maxName = 64

// short returns a client's name, shortened if it is too long.
func short(name string) string {
	if runes := []rune(name); len(runes) > maxName {
		return string(runes[:maxName]) + "…"
	}
	return name
}

// refuse answers an error in the envelope.
func (x *exchange) refuse(f *fault.Fault) {
	x.report(f)
	httpfault.SetRetryAfter(x.w.Header(), f.Code)
	b := x.appendError([]byte{'{'}, f)
	x.whole(httpfault.REST(f.Code), b)
}

// appendEnd appends the end of an envelope, after its data.
func (x *exchange) appendEnd(b []byte, f *fault.Fault) []byte {
	b = append(b, ',')
	if f != nil {
		return x.appendError(b, f)
	}
	b = append(b, `"status":"success"`...)
	return x.appendVerb(b)
}

func (x *exchange) appendError(b []byte, f *fault.Fault) []byte {
	b = append(b, `"error":`...)
	b = appendString(b, x.text(f))
	b = append(b, `,"status":"error"`...)
	return x.appendVerb(b)
}

func (x *exchange) appendVerb(b []byte) []byte {
	if v := x.verb.String(); v != "" {
		b = append(append(append(b, `,"verb":"`...), v...), '"')
	}
	return append(b, '}', '\n')
}

// text returns a fault as one text, since the envelope has one member for it. The layers below use the API names
// of the fault's table and columns, which REST clients do not know: they are replaced by the SQL names.
func (x *exchange) text(f *fault.Fault) string {
	table, columns := x.about(f)
	inSQL := func(text string) string { return text }
	if table != nil {
		names := map[string]string{table.TypeName: table.SQLName}
		for _, c := range columns {
			names[c.Name] = c.SQLName
		}
		inSQL = func(text string) string {
			return word.ReplaceAllStringFunc(text, func(w string) string { return cmp.Or(names[w], w) })
		}
	}
	var b strings.Builder
	message, details, hint := f.Texts()
	// The body is the only input.
	message = inSQL(strings.TrimPrefix(strings.TrimPrefix(message, "input: "), "input."))
	b.WriteString(message)
	if names := sqlNames(columns); names != "" && !strings.Contains(message, names) {
		b.WriteString(" (" + names + ")")
	}
	for _, more := range []string{details, hint} {
		if more != "" {
			b.WriteString("; " + inSQL(more))
		}
	}
	return b.String()
}

// word matches a name of the API.
var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// about returns the table and the columns that a fault names.
func (x *exchange) about(f *fault.Fault) (table *catalog.Table, columns []*catalog.Column) {
	if x.snapshot == nil || f.Table == "" {
		return nil, nil
	}
	if table = x.snapshot.Catalog.Table(f.Table); table == nil {
		return nil, nil
	}
	for _, name := range f.Columns {
		if c := table.Input(name); c != nil {
			columns = append(columns, c)
		}
	}
	return table, columns
}

// report reports the cause of a fault if it belongs into the log.
func (x *exchange) report(f *fault.Fault) {
	if x.options.Report != nil && httpfault.ForLog(f) {
		x.options.Report(x.r.Context(), f)
	}
}

// buffers are reused for later answers.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxBuffer is the maximum size of a buffer that is kept.
const maxBuffer = 1 << 20

func (x *exchange) buffer() []byte {
	b, _ := buffers.Get().(*[]byte)
	return (*b)[:0]
}

// succeed answers {"data": …} in the envelope. Data is the engine's object without its closing brace.
func (x *exchange) succeed(data []byte) {
	b := x.appendEnd(data[:len(data)-1], nil)
	if large := b; cap(large) > spare*len(large)+maxSpare {
		b = bytes.Clone(large) // the client may be slow to take it
		release(large)
	}
	x.whole(http.StatusOK, b)
	release(b)
}

// A buffer larger than maxSpare is not held for an answer that uses less than one part in spare of it.
const (
	spare    = 4
	maxSpare = 64 << 10
)

// release keeps a buffer for another answer.
func release(b []byte) {
	if cap(b) <= maxBuffer {
		buffers.Put(&b)
	}
}

// whole sends a complete answer.
func (x *exchange) whole(status int, body []byte) {
	x.share.Settle(len(body))
	x.begin(status)
	_, _ = x.w.Write(body)
}

// begin sends the head of an answer.
func (x *exchange) begin(status int) {
	h := x.w.Header()
	h["Content-Type"] = contentType
	h["Cache-Control"] = noStore
	h["X-Content-Type-Options"] = noSniff
	x.w.WriteHeader(status)
}

var (
	contentType = []string{"application/json"}
	noStore     = []string{"no-store"}
	noSniff     = []string{"nosniff"}
)

// appendString appends a text as JSON. Invalid UTF-8 is replaced.
func appendString(b []byte, text string) []byte {
	if out, ok := jsontext.AppendString(b, text); ok {
		return out
	}
	out, _ := jsontext.AppendString(b, strings.ToValidUTF8(text, "\uFFFD"))
	return out
}
