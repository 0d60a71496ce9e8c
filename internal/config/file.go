package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/pflag"

	"tiddly/internal/catalog"
)

// standardFile is read where it exists and no other is named; maxFile is the maximum size of a file in bytes.
const (
	standardFile = "tiddly.yml"
	maxFile      = 1 << 20
)

// overridesKey is the section of the user's own names of tables; it is not an option, since its keys are those of the
// database.
const overridesKey = "tables"

// fileNamed returns the path of the file and the name under which it was given, which is empty for the standard one.
func fileNamed(flags *pflag.FlagSet, environ []string) (path, source string) {
	o := optionByFlag("config")
	if f := flags.Lookup(o.flag); f != nil && f.Changed {
		return f.Value.String(), "--" + o.flag
	}
	for _, entry := range environ {
		if text, ok := strings.CutPrefix(entry, o.variable()+"="); ok && text != "" {
			return text, o.variable()
		}
	}
	return standardFile, ""
}

// file reads the settings of a file; only the standard one may be missing.
func (r *reader) file(path, source string) (layer, catalog.Overrides) {
	l, overrides := layer{}, catalog.Overrides{}
	content, err := readFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && source == "":
		return l, overrides
	case err != nil:
		if source != "" {
			source += ": "
		}
		reason := err
		if f, ok := errors.AsType[*fs.PathError](err); ok {
			reason = f.Err
		}
		r.wrong("", fmt.Sprintf("%s%s cannot be read: %v", source, path, reason), "use the path of a file of settings, such as tiddly.yml")
		return l, overrides
	}
	r.path = path
	document, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return l, overrides
	}
	for i, d := range document.Docs {
		switch {
		case i > 0 && d.Body != nil:
			r.wrong(r.place(d.Body), "a second document begins here", "write all settings in one document, without ---")
		case d.Body != nil:
			r.section(l, &overrides, "", d.Body)
		}
	}
	slices.SortStableFunc(r.mistakes, func(a, b Mistake) int { return slices.Compare(position(a.Place), position(b.Place)) })
	return l, overrides
}

// position returns line and column of a place.
func position(place string) []int {
	var numbers []int
	for part := range strings.SplitSeq(place, ":") {
		if n, err := strconv.Atoi(part); err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers[max(len(numbers)-2, 0):]
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(content) > maxFile {
		err = fmt.Errorf("it is larger than %d bytes", maxFile)
	}
	return content, err
}

// syntax reports a file that is not YAML.
func (r *reader) syntax(err error) {
	place, message := r.path, "it is not YAML"
	if e, ok := errors.AsType[*yaml.SyntaxError](err); ok {
		message += ": " + e.Message
		if e.Token != nil {
			place = fmt.Sprintf("%s:%d:%d", r.path, e.Token.Position.Line, e.Token.Position.Column)
		}
	}
	r.wrong(place, message, "write one setting per line, as key: value, and indent nested settings with spaces")
}

// place returns where a node begins.
func (r *reader) place(n ast.Node) string {
	t := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		t = m.Values[0].Key.GetToken()
	}
	if t == nil || t.Position == nil {
		return r.path
	}
	return fmt.Sprintf("%s:%d:%d", r.path, t.Position.Line, t.Position.Column)
}

// section reads the keys below a prefix, which is empty or ends with a dot.
func (r *reader) section(l layer, overrides *catalog.Overrides, under string, n ast.Node) {
	for _, e := range r.entries(n, strings.TrimSuffix(under, ".")) {
		key := under + e.key
		o := optionByKey(key)
		switch {
		case o != nil && r.sources[key] != "":
			// Once below its section and once with a dot.
			r.wrong(e.place, key+" is set a second time", "remove one of them")
		case key == overridesKey:
			r.tables(overrides, e.value)
		case strings.HasPrefix(key, overridesKey+"."):
			if path, ok := catalog.SettingsPath(key); ok {
				r.tableLine(overrides, e, path)
			} else {
				r.wrong(e.place, key+" is not a setting of a table", `write tables.TABLE.columns.COLUMN.kind: Int, and quote names with characters other than letters, digits and _: tables."user list".exclude`)
			}
		case o != nil && o.value.list:
			r.fileList(l, o, e.value)
		case o != nil:
			if text, ok := r.scalar(e.value, key); ok {
				r.set(l, o, r.place(e.value), key, text)
			}
		case isSection(key):
			r.section(l, overrides, key+".", e.value)
		default:
			r.unknown(e, key)
		}
	}
}

// isSection reports whether there are settings below a key.
func isSection(key string) bool {
	return find(func(o *option) bool { return strings.HasPrefix(o.key, key+".") }) != nil
}

// unknown reports an unknown key.
func (r *reader) unknown(e entry, key string) {
	known := names(func(o *option) string { return o.key })
	m := "there is no setting " + key
	if o := find(func(o *option) bool { return o.outside && o.key == key }); o != nil {
		r.wrong(e.place, key+" cannot be set in the file itself", "use the flag --"+o.flag+" or "+o.variable())
		return
	}
	near := Near(key, append(known, overridesKey))
	if near == "" {
		// A frequent mistake is the last part alone, or the name of the flag.
		if o := find(func(o *option) bool { return o.flag == e.key || strings.HasSuffix(o.key, "."+e.key) }); o != nil {
			near = o.key
		}
	}
	if near != "" {
		r.wrong(e.place, m, "did you mean "+near+"?")
		return
	}
	r.wrong(e.place, m, "the settings are "+strings.Join(append(known, overridesKey), ", "))
}

// fileList reads a setting with several values.
func (r *reader) fileList(l layer, o *option, n ast.Node) {
	items := []string{}
	for _, t := range r.texts(n, o.key) {
		if value, ok := r.parse(o, t.place, o.key, t.text); ok {
			items = append(items, fmt.Sprint(value))
		}
	}
	l[o.key] = items
	r.sources[o.key] = named(r.place(n), o.key)
}
