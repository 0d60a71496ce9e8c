package config

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"tiddly/internal/config/edit"
)

// entry is a key of a mapping with its value.
type entry struct {
	key, place string
	// at is the position of the key.
	at    *token.Position
	value ast.Node
}

// placed is a text of the file.
type placed struct{ text, place string }

// entries returns the entries of a mapping, without those that repeat a key. Mistakes name the mapping by what.
func (r *reader) entries(n ast.Node, what string) []entry {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case *ast.NullNode: // an empty section, with all its settings commented out
		return nil
	default:
		subject := what
		if what == "" {
			subject = "the file"
		}
		r.wrong(r.place(n), subject+" does not consist of keys and values", "write key: value, one per line"+indented(what))
		return nil
	}
	seen := map[string]string{}
	var list []entry
	for _, v := range values {
		key, ok := edit.Scalar(v.Key)
		place := r.place(v.Key)
		switch {
		case !ok:
			r.wrong(place, "this form of a key is not supported", "write key: value, without merge keys, anchors and tags")
		case seen[key] != "":
			r.wrong(place, joinKey(what, key)+" is set a second time", "remove one of them; the first is at  "+seen[key])
		default:
			seen[key] = place
			list = append(list, entry{key, place, v.Key.GetToken().Position, v.Value})
		}
	}
	return list
}

func indented(what string) string {
	if what == "" {
		return ""
	}
	return ", indented below " + what
}

func joinKey(under, key string) string {
	if under == "" {
		return key
	}
	return under + "." + key
}

// scalar returns the text of a single value, or reports any other node.
func (r *reader) scalar(n ast.Node, key string) (string, bool) {
	if text, ok := edit.Scalar(n); ok {
		return text, true
	}
	message, hint := key+": expected one value", "write "+key[strings.LastIndexByte(key, '.')+1:]+": VALUE, on one line"
	switch n.(type) {
	case *ast.NullNode:
		message, hint = key+" has no value", "specify one, or remove the line"
	case *ast.MappingNode, *ast.MappingValueNode:
		message += ", got keys"
	case *ast.SequenceNode:
		message += ", got a list"
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		message, hint = key+": anchors, aliases and tags are not supported", "write the value itself"
	}
	r.wrong(r.place(n), message, hint)
	return "", false
}

// texts returns the items of a list; one value counts as a list of one.
func (r *reader) texts(n ast.Node, key string) []placed {
	list, ok := n.(*ast.SequenceNode)
	if !ok {
		if text, ok := r.scalar(n, key); ok {
			return []placed{{text, r.place(n)}}
		}
		return nil
	}
	var texts []placed
	for i, item := range list.Values {
		if text, ok := r.scalar(item, fmt.Sprintf("%s[%d]", key, i)); ok {
			texts = append(texts, placed{text, r.place(item)})
		}
	}
	return texts
}
