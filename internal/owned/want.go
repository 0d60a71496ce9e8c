package owned

import (
	"strings"
	"unicode"
)

// Type is a Go type as text in which each package stands as its path between « and »: []*«tiddly/graph/model».User.
type Type string

// Parameter is a parameter of a method, by the name that it has where a person has not chosen another.
type Parameter struct {
	Name string
	Type Type
}

// Want is a method that the generated half of the package requires.
type Want struct {
	// Receiver and Name are those of the method, Field is what it answers (Query.users).
	Receiver, Name, Field string
	Parameters            []Parameter
	Results               []Type
	// Body is the generated body; it calls the package of the models model. It is empty where it is not known what was
	// generated.
	Body string
	// Complete reports whether a generated body does all that the method is for, as those of tables do. Bodies of other
	// methods are a person's, whatever they look like: only the place for them was generated.
	Complete bool
	// File is where a missing method is added.
	File string
	// Stands is what the method stands for, whatever its name: a table and what is done with it. It is empty where only
	// the name counts.
	Stands string
}

// Key returns receiver and name.
func (w *Want) Key() string { return w.Receiver + "." + w.Name }

func (w *Want) names() []string {
	all := make([]string, len(w.Parameters))
	for i, p := range w.Parameters {
		all[i] = p.Name
	}
	return all
}

// types returns the names of the types of packages in the head of the method.
func (w *Want) types() map[string]bool {
	all := map[string]bool{}
	add := func(t Type) {
		for _, part := range strings.Split(string(t), "».")[1:] {
			end := strings.IndexFunc(part, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if end < 0 {
				end = len(part)
			}
			all[part[:end]] = true
		}
	}
	for _, p := range w.Parameters {
		add(p.Type)
	}
	for _, t := range w.Results {
		add(t)
	}
	return all
}

// Object is a type with methods of that kind. The generated half requires a method of Resolver that returns it.
type Object struct {
	// Accessor is the name of that method, and Interface its result.
	Accessor, Interface string
	Receiver            string
	File, Stands        string
}

// Half is what the generated half of the package requires of the other.
type Half struct {
	Methods []Want
	Objects []Object
}

// index finds the parts of a Half: methods by receiver and name, objects by their receiver and by their accessor.
type index struct {
	methods            map[string]*Want
	objects, accessors map[string]*Object
}

func indexOf(h Half) index {
	i := index{map[string]*Want{}, map[string]*Object{}, map[string]*Object{}}
	for n := range h.Methods {
		i.methods[h.Methods[n].Key()] = &h.Methods[n]
	}
	for n := range h.Objects {
		i.objects[h.Objects[n].Receiver], i.accessors[h.Objects[n].Accessor] = &h.Objects[n], &h.Objects[n]
	}
	return i
}

// successors returns, for each method and object of the half as it was, the one that stands for the same now: by
// their keys, for objects their receivers. Those that stand for nothing any more are not in it.
func successors(before, now Half) map[string]string {
	all := map[string]string{}
	stood, stands := map[string]bool{}, map[string]string{}
	for _, w := range before.Methods {
		stood[w.Stands] = true
	}
	for _, o := range before.Objects {
		stood[o.Stands] = true
	}
	for _, w := range now.Methods {
		stands[w.Stands] = w.Key()
	}
	for _, o := range now.Objects {
		stands[o.Stands] = o.Receiver
	}
	is := indexOf(now)
	follow := func(key, was string, found bool, stand string) {
		switch follower, ok := stands[was]; {
		case was != "" && ok:
			all[key] = follower
		case found && (was == "" || stand == "" || !stood[stand]):
			// What it stood for is gone, or was not known. The name is there, and nothing else had it before.
			all[key] = key
		}
	}
	for _, w := range before.Methods {
		if n := is.methods[w.Key()]; n != nil {
			follow(w.Key(), w.Stands, true, n.Stands)
		} else {
			follow(w.Key(), w.Stands, false, "")
		}
	}
	for _, o := range before.Objects {
		if n := is.objects[o.Receiver]; n != nil {
			follow(o.Receiver, o.Stands, true, n.Stands)
		} else {
			follow(o.Receiver, o.Stands, false, "")
		}
	}
	return all
}

// packages returns the paths in a type.
func (t Type) packages() []string {
	var all []string
	rest := string(t)
	for {
		_, after, ok := strings.Cut(rest, "«")
		if !ok {
			return all
		}
		importPath, behind, _ := strings.Cut(after, "»")
		all = append(all, importPath)
		rest = behind
	}
}
