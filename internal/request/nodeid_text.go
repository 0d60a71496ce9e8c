package request

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tiddly/internal/jsontext"
)

// A global id is base64url, without padding, of the JSON array of a type name and the values of a key as they are
// stored. JSON has no bytes: those are an array of their base64, with a second item where they are text that is not
// UTF-8. An infinity is a number beyond all others.

// AppendNodeValue appends a stored value to the JSON array of a global id.
func AppendNodeValue(dst []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return appendNodeFloat(dst, v)
	case string:
		if utf8.ValidString(v) {
			dst, _ = jsontext.AppendString(dst, v)
			return dst
		}
		return append(base64.StdEncoding.AppendEncode(append(dst, `["`...), []byte(v)), `",1]`...)
	case []byte:
		return append(base64.StdEncoding.AppendEncode(append(dst, `["`...), v), `"]`...)
	default:
		return append(dst, "null"...)
	}
}

func appendNodeFloat(dst []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(dst, "1e999"...)
	case math.IsInf(v, -1):
		return append(dst, "-1e999"...)
	}
	if out, ok := jsontext.AppendFloat(dst, v); ok {
		return out
	}
	return append(dst, "null"...)
}

// maxNodeID is the maximum length of a global id: no key of an index is longer.
const maxNodeID = 1 << 20

var (
	errNodeID    = errors.New("not a global id")
	errNodeValue = errors.New("not a stored value")
)

// NodeType returns the type name in a global id without looking at the rest; it is empty where there is none. It probably
// is the one of the last id, which is then returned.
func NodeType(id, last string) string {
	var space [64]byte
	text, err := nodeText(space[:0], id)
	if err != nil {
		return ""
	}
	name, _ := nodeHead(text)
	if string(name) == last {
		return last
	}
	return string(name)
}

// nodeText appends the JSON in a global id to dst.
func nodeText(dst []byte, id string) ([]byte, error) {
	if len(id) > maxNodeID || strings.ContainsAny(id, "\r\n") {
		return nil, errNodeID // the decoder would skip line breaks
	}
	return strictURL.AppendDecode(dst, []byte(id))
}

var strictURL = base64.RawURLEncoding.Strict()

// nodeHead returns the type name at the beginning of the JSON, and what follows its comma; the name is empty where the
// JSON does not begin so. Names have no characters that are escaped.
func nodeHead(text []byte) (name, rest []byte) {
	text, ok := bytes.CutPrefix(text, []byte(`["`))
	if !ok {
		return nil, nil
	}
	name, rest, ok = bytes.Cut(text, []byte(`",`))
	if !ok || bytes.ContainsAny(name, `"\`) {
		return nil, nil
	}
	return name, rest
}

// nodeItems appends the values of the key, of which rest is the end of the array, to no items. Most are integers or plain
// text.
func nodeItems(items []any, rest []byte, most int) ([]any, error) {
	for at := rest; len(items) < most; {
		value, left, ok := plainItem(at)
		if !ok {
			break
		}
		items = append(items, value)
		if string(left) == "]" {
			return slices.Clip(items), nil
		}
		if at, ok = bytes.CutPrefix(left, []byte{','}); !ok {
			break
		}
	}
	return otherItems(rest)
}

// plainItem returns the integer or the text without escapes that comes first, and what follows it.
func plainItem(text []byte) (v any, rest []byte, ok bool) {
	if end := bytes.IndexAny(text, ",]"); end > 0 && (text[0] == '-' || '0' <= text[0] && text[0] <= '9') {
		n, err := strconv.ParseInt(string(text[:end]), 10, 64)
		return n, text[end:], err == nil && (n == 0) == (text[0] == '0') && end < 20
	}
	if len(text) == 0 || text[0] != '"' {
		return nil, nil, false
	}
	end := bytes.IndexByte(text[1:], '"') + 1
	inside := text[1:max(end, 1)]
	plain := end > 0 && utf8.Valid(inside) && !bytes.ContainsFunc(inside, func(r rune) bool { return r < ' ' || r == '\\' })
	return string(inside), text[end+1:], plain
}

// otherItems returns the values of the key by all rules of JSON.
func otherItems(rest []byte) ([]any, error) {
	decoder := json.NewDecoder(io.MultiReader(strings.NewReader("["), bytes.NewReader(rest)))
	decoder.UseNumber()
	var items []any
	if err := decoder.Decode(&items); err != nil || decoder.InputOffset() != int64(len(rest)+1) || !utf8.Valid(rest) {
		return nil, errNodeID
	}
	for i := range items {
		var err error
		if items[i], err = nodeValue(items[i]); err != nil {
			return nil, errNodeValue
		}
	}
	return items, nil
}

// nodeValue returns the stored value that an item of the array stands for.
func nodeValue(item any) (any, error) {
	switch v := item.(type) {
	case nil, string:
		return v, nil
	case json.Number:
		return nodeNumber(string(v))
	case []any:
		text, isText := any(nil), false
		if len(v) == 1 || len(v) == 2 && v[1] == json.Number("1") {
			text, isText = v[0], len(v) == 2
		}
		encoded, ok := text.(string)
		data, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if !ok || err != nil || strings.ContainsAny(encoded, "\r\n") {
			return nil, errNodeID
		}
		if isText {
			return string(data), nil
		}
		return data, nil
	default:
		return nil, errNodeID
	}
}

func nodeNumber(text string) (any, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return nil, errNodeID
	}
	return f, nil
}
