package dialect

import (
	"iter"
	"strconv"
	"strings"
)

// Fragment is a piece of SQL in which marks stand for what differs: {column} for the column, {value} for one bound
// value, {values} for as many as the list has, or as Each has for one, and those that the places of a fragment
// document. {place} is the number that the statement has for the column: a function of the engine that cannot read a
// cell notes it there (see exec.Witness). {stray} is NULL, and notes a stray cell (Storage.Stray). A mark in quotes is
// text, except {n} and {scale}, which are numbers. All other text is SQL, whatever it is.
type Fragment struct {
	SQL string
	// Encode holds, for each {value} or {keys} in order, how it is bound.
	Encode []Encoding
	// Each holds how each item of a list is bound at {values}: one bound value an entry.
	Each []Encoding
}

// EncodeAt returns how the value at i is bound; nil is as it is.
func (f *Fragment) EncodeAt(i int) Encoding {
	if i < len(f.Encode) {
		return f.Encode[i]
	}
	return nil
}

// Mark is the kind of a piece of a fragment.
type Mark uint8

// The marks. Text is SQL that is copied unchanged, Quoted the same in quotes.
const (
	Text Mark = iota
	Quoted
	MarkColumn
	MarkValue
	MarkValues
	MarkKeys
	MarkParts
	MarkKey
	MarkRef
	MarkPlace
	MarkStray
)

var marks = map[string]Mark{
	"{column}": MarkColumn, "{value}": MarkValue, "{values}": MarkValues, "{keys}": MarkKeys, "{parts}": MarkParts,
	"{key}": MarkKey, "{ref}": MarkRef, "{place}": MarkPlace, "{stray}": MarkStray,
}

// Numbered returns the text of a fragment with a number in place of {n} and {scale}.
func Numbered(sql string, n int) string {
	return strings.NewReplacer("{n}", strconv.Itoa(n), "{scale}", strconv.Itoa(n)).Replace(sql)
}

// Pieces splits SQL at its marks. A piece of text comes with its text, a mark with itself.
func Pieces(sql string) iter.Seq2[Mark, string] {
	return func(yield func(Mark, string) bool) {
		for part, quoted := range Segments(sql) {
			if quoted {
				if !yield(Quoted, part) {
					return
				}
				continue
			}
			if !unquoted(part, yield) {
				return
			}
		}
	}
}

func unquoted(part string, yield func(Mark, string) bool) bool {
	start := 0
	for at := 0; at < len(part); {
		end := markEnd(part[at:])
		mark, known := marks[part[at:at+end]]
		if !known {
			at++
			continue
		}
		if start < at && !yield(Text, part[start:at]) || !yield(mark, part[at:at+end]) {
			return false
		}
		at += end
		start = at
	}
	return start == len(part) || yield(Text, part[start:])
}

// markEnd returns the length of the mark at the start of text, or 0 where there is none.
func markEnd(text string) int {
	if text[0] != '{' {
		return 0
	}
	end := 1 + len(text[1:]) - len(strings.TrimLeft(text[1:], "abcdefghijklmnopqrstuvwxyz"))
	if end == 1 || end == len(text) || text[end] != '}' {
		return 0
	}
	return end + 1
}

// Segments splits SQL into its quoted parts (strings and identifiers, with their quotes) and what stands between them.
// A doubled quote ends one quoted part and begins the next, which comes to the same.
func Segments(sql string) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		for sql != "" {
			start := strings.IndexAny(sql, "'\"`")
			if start != 0 {
				if start < 0 {
					start = len(sql)
				}
				if !yield(sql[:start], false) {
					return
				}
				sql = sql[start:]
				continue
			}
			end := strings.IndexByte(sql[1:], sql[0]) + 2
			if end < 2 {
				end = len(sql)
			}
			if !yield(sql[:end], true) {
				return
			}
			sql = sql[end:]
		}
	}
}
