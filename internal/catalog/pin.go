package catalog

import (
	"slices"
	"strconv"
	"strings"
)

// WordPairs returns the words for true and false that are known without a setting, each pair as its words are written.
func WordPairs() []string {
	return []string{
		"true/false", "True/False", "TRUE/FALSE", "t/f", "T/F", "yes/no", "Yes/No", "YES/NO", "y/n", "Y/N", "on/off", "On/Off", "ON/OFF",
	}
}

// UUIDForms are the forms in which UUIDs are written: text in lower or upper case, or 16 bytes.
func UUIDForms() []string { return []string{"lower", "upper", "bytes"} }

// Pin is one setting of a column that fixes what it holds, as its word and its value in the settings.
type Pin struct{ Word, Value string }

// Pins returns the settings of an override that fix what a column holds, in the order of the documentation.
func (o ColumnOverride) Pins() []Pin {
	var pins []Pin
	if o.Kind != "" {
		pins = append(pins, Pin{"kind", o.Kind})
	}
	if o.Epoch != "" {
		pins = append(pins, Pin{"epoch", o.Epoch})
	}
	if o.Mixed != "" {
		pins = append(pins, Pin{"mixed", o.Mixed})
	}
	if o.Words != "" {
		pins = append(pins, Pin{"words", o.Words})
	}
	if o.Scale != nil {
		pins = append(pins, Pin{"scale", strconv.Itoa(*o.Scale)})
	}
	if o.Form != "" {
		pins = append(pins, Pin{"form", o.Form})
	}
	if o.EmptyNull {
		pins = append(pins, Pin{"empty", "null"})
	}
	if o.Nullable != nil {
		pins = append(pins, Pin{"nullable", strconv.FormatBool(*o.Nullable)})
	}
	return pins
}

// Unpinned returns the override without one of the settings that Pins returns, by its word.
func (o ColumnOverride) Unpinned(word string) ColumnOverride {
	switch word {
	case "kind":
		o.Kind = ""
	case "epoch":
		o.Epoch = ""
	case "mixed":
		o.Mixed = ""
	case "words":
		o.Words = ""
	case "scale":
		o.Scale = nil
	case "form":
		o.Form = ""
	case "empty":
		o.EmptyNull = false
	case "nullable":
		o.Nullable = nil
	}
	return o
}

// Fixed returns the settings that fix what was found: the kind too where that is the declared one, since a column
// without a kind is looked at again; and that cells in any form are read, where they are.
func (c *ColumnEvidence) Fixed() ColumnOverride {
	pin := c.Pin
	if pin.Kind == "" {
		pin.Kind = c.Type.Kind.String()
	}
	if c.AnyForm && pin.Mixed == "" {
		pin.Mixed = "text"
	}
	return pin
}

// PinLine returns the line of the settings that fixes what a column holds:
// tables.notes.columns.mod: {kind: BigInt, nullable: true}.
func PinLine(table, column string, o ColumnOverride) string {
	var parts []string
	for _, p := range o.Pins() {
		parts = append(parts, p.Word+": "+p.Value)
	}
	return yamlKey(SettingsKey(table, "columns", column)) + ": {" + strings.Join(parts, ", ") + "}"
}

// yamlKey returns a key of the settings as YAML, which needs quotes around some.
func yamlKey(key string) string {
	if strings.Contains(key, ": ") || strings.Contains(key, " #") || strings.HasSuffix(key, ":") {
		return "'" + strings.ReplaceAll(key, "'", "''") + "'"
	}
	return key
}

// SettingsPath returns the parts of a settings key after tables, the inverse of SettingsKey. It reports whether the
// text is one.
func SettingsPath(key string) (path []string, ok bool) {
	rest, ok := strings.CutPrefix(key, "tables.")
	for ok {
		var part string
		if strings.HasPrefix(rest, `"`) {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return nil, false
			}
			if part, err = strconv.Unquote(quoted); err != nil {
				return nil, false
			}
			rest = rest[len(quoted):]
		} else {
			end := strings.IndexByte(rest, '.')
			if end < 0 {
				end = len(rest)
			}
			if part = rest[:end]; part == "" || !isPlain(part) {
				return nil, false
			}
			rest = rest[end:]
		}
		path = append(path, part)
		if rest == "" {
			return slices.Clip(path), true
		}
		rest, ok = strings.CutPrefix(rest, ".")
	}
	return nil, false
}
