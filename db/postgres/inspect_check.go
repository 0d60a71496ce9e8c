package postgres

import "strings"

// listedIn returns the texts that a condition of one column allows, as the database writes it: an equality with a
// text, or with any of an array of them. It returns nil for any other condition.
//
//	(status = ANY (ARRAY['a'::text, 'b'::text]))
//	((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))
//	(VALUE = 'a'::text)
func listedIn(condition string) []string {
	r := checkReader{rest: condition}
	r.skip("(")
	if !r.operand() || !r.word("=") {
		return nil
	}
	if !r.word("ANY") {
		text, ok := r.text()
		if !ok || !r.over() {
			return nil
		}
		return []string{text}
	}
	r.skip("(")
	if !r.word("ARRAY[") {
		return nil
	}
	var listed []string
	for {
		text, ok := r.text()
		if !ok {
			return nil
		}
		listed = append(listed, text)
		if r.word("]") {
			break
		}
		if !r.word(",") {
			return nil
		}
	}
	if !r.over() {
		return nil
	}
	return listed
}

// checkReader reads a condition piece by piece.
type checkReader struct{ rest string }

// skip skips any number of a byte, and blanks.
func (r *checkReader) skip(c string) { r.rest = strings.TrimLeft(r.rest, c+" ") }

func (r *checkReader) word(w string) bool {
	var found bool
	r.rest, found = strings.CutPrefix(strings.TrimLeft(r.rest, " "), w)
	return found
}

// operand reads the name of a column, or VALUE of a domain, with its parentheses and casts.
func (r *checkReader) operand() bool {
	r.skip("(")
	if strings.HasPrefix(r.rest, `"`) {
		end := 1
		for end < len(r.rest) && r.rest[end] != '"' || strings.HasPrefix(r.rest[min(end, len(r.rest)):], `""`) {
			if r.rest[end] == '"' {
				end++
			}
			end++
		}
		r.rest = r.rest[min(end+1, len(r.rest)):]
	} else {
		name := strings.IndexAny(r.rest, " ():")
		if name <= 0 {
			return false
		}
		r.rest = r.rest[name:]
	}
	r.skip(")")
	r.cast()
	r.skip(")")
	return true
}

// typeName are the bytes of the name of a type.
const typeName = `abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_." `

// cast reads a cast to a type, with its modifier.
func (r *checkReader) cast() {
	if !r.word("::") {
		return
	}
	r.rest = strings.TrimLeft(r.rest, typeName)
	if strings.HasPrefix(r.rest, "(") {
		_, r.rest, _ = strings.Cut(r.rest, ")")
	}
	r.rest = strings.TrimPrefix(strings.TrimLeft(r.rest, typeName), "[]")
}

// text reads a quoted text, with parentheses and casts around it.
func (r *checkReader) text() (string, bool) {
	r.skip("(")
	if !r.word("'") {
		return "", false
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(r.rest, "'")
		if !found {
			return "", false
		}
		b.WriteString(before)
		if r.rest = after; !strings.HasPrefix(after, "'") {
			break
		}
		b.WriteByte('\'')
		r.rest = after[1:]
	}
	r.cast()
	r.skip(")")
	r.cast()
	return b.String(), true
}

// over reports whether only the ends of parentheses and casts follow.
func (r *checkReader) over() bool {
	r.skip(")")
	r.cast()
	r.skip(")")
	return r.rest == ""
}
