package plan

import (
	"fmt"
	"strconv"
	"strings"

	"tiddly/internal/request"
)

// predicate returns a condition in one line; a group inside another one is in parentheses.
func predicate(p *Predicate) string {
	switch p.Kind {
	case Fixed:
		return strconv.FormatBool(p.Value)
	case And:
		return join(p.Children, " and ")
	case Or:
		return join(p.Children, " or ")
	case Not:
		return "not (" + predicate(p.Children[0]) + ")"
	case Compare:
		return comparison(name(p.Column.SQLName), p)
	case Counted:
		return comparison("number of "+p.Relation.Name, p)
	case CompareJSON:
		return comparison(fmt.Sprintf("%s at path $%s", name(p.Column.SQLName), p.JSONPath), p)
	default:
		return related(p)
	}
}

func part(p *Predicate) string {
	if p.Kind == And || p.Kind == Or {
		return "(" + predicate(p) + ")"
	}
	return predicate(p)
}

func join(children []*Predicate, word string) string {
	parts := make([]string, len(children))
	for i, child := range children {
		parts[i] = part(child)
	}
	return strings.Join(parts, word)
}

var symbols = map[request.Op]string{
	request.Eq: "=", request.Ne: "<>", request.Gt: ">", request.Gte: ">=", request.Lt: "<", request.Lte: "<=",
	request.NotIn: "not in", request.NotLike: "not like", request.NotILike: "not ilike",
}

func comparison(left string, p *Predicate) string {
	switch {
	case p.Op == request.IsNull && p.Flag:
		return left + " is null"
	case p.Op == request.IsNull:
		return left + " is not null"
	}
	word, ok := symbols[p.Op]
	if !ok {
		word = p.Op.String()
	}
	text := fmt.Sprintf("%s %s $%s", left, word, p.Slot)
	if p.By != "" {
		text += fmt.Sprintf(" as its key compares (%s)", p.By)
	}
	return text
}

func related(p *Predicate) string {
	word := map[request.Quantifier]string{request.NoneOf: "not exists", request.Every: "every"}[p.Quantifier]
	if word == "" {
		word = "exists"
	}
	if len(p.Children) == 0 {
		return word + " " + p.Relation.Name
	}
	return word + " " + p.Relation.Name + " (" + predicate(p.Children[0]) + ")"
}
