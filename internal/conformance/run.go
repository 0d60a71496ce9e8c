package conformance

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"

	"tiddly/db"
	"tiddly/internal/engine"
	"tiddly/internal/fault"
	"tiddly/internal/gql/handwritten"
)

// Options say what is run.
type Options struct {
	// Address is the database beside which the suite makes its own.
	Address string
	// Only selects the cases whose names match; nil is all.
	Only *regexp.Regexp
	// Filters is the number of random filters of each table, Seed what they are made from.
	Filters int
	Seed    uint64
	// Project is a project without code of an owner.
	Project *handwritten.Project
}

// Difference is a case with another answer than the expected one.
type Difference struct {
	Case      *Case
	Want, Got string
	// Why is the reason in the list of known differences; empty where it is not listed.
	Why string
}

// Result is what a run has found.
type Result struct {
	// Engine is the name of the engine.
	Engine string
	// Ran are the cases that were run; Differences those that differ.
	Ran         []*Case
	Differences []Difference
	// Gone are the listed differences that no longer exist.
	Gone []Known
	// Filters are the random filters that were asked, and Torn what differs among their answers.
	Filters int
	Torn    []string
}

// Failed reports whether anything differs that is not listed, or is listed and does not differ.
func (r *Result) Failed() bool {
	return len(r.Gone) > 0 || len(r.Torn) > 0 || slices.ContainsFunc(r.Differences, func(d Difference) bool { return d.Why == "" })
}

// Run runs the suite in databases of its own beside the one at an address, and drops these.
func Run(ctx context.Context, o Options) (result *Result, err error) {
	schemas, err := Schemas()
	if err != nil {
		return nil, err
	}
	cases, err := Cases()
	if err != nil {
		return nil, err
	}
	known, err := Listed()
	if err != nil {
		return nil, err
	}
	scratch, err := db.NewScratch(ctx, o.Address)
	if err != nil {
		return nil, err
	}
	// What was made is dropped even if the run is interrupted.
	defer func() { err = errors.Join(err, scratch.Close(context.WithoutCancel(ctx))) }()
	r := &Result{Engine: db.EngineName(o.Address)}
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		s := schemas[name]
		var of []*Case
		for _, c := range cases {
			if c.Schema == name && (o.Only == nil || o.Only.MatchString(c.Name)) {
				of = append(of, c)
			}
		}
		if len(of) == 0 && o.Filters == 0 {
			continue
		}
		if err := r.schema(ctx, scratch, s, of, &o); err != nil {
			return nil, fmt.Errorf("the schema %s: %w", name, err)
		}
	}
	r.compareList(known, o.Only == nil)
	return r, nil
}

// schema runs the cases of one schema.
func (r *Result) schema(ctx context.Context, scratch db.Scratch, s *Schema, cases []*Case, o *Options) (err error) {
	place, err := s.Make(ctx, scratch)
	if err != nil {
		return err
	}
	database, err := db.Open(ctx, place.Address, place.Options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	served, err := open(ctx, database, engine.Options{Overrides: place.Overrides}, rowLimit, o.Project)
	if err != nil {
		return err
	}
	for _, c := range cases {
		if err := r.run(ctx, served, c); err != nil {
			return err
		}
		if !c.Writes() {
			continue
		}
		if err := scratch.Fill(ctx, place, s.Rows); err != nil {
			return err
		}
	}
	if o.Filters == 0 {
		return nil
	}
	if served, err = open(ctx, database, engine.Options{Overrides: place.Overrides}, allRows, o.Project); err != nil {
		return err
	}
	return r.partition(ctx, served, s, o)
}

// run runs one case.
func (r *Result) run(ctx context.Context, served *edges, c *Case) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(err, fault.LimitTime, "the run was interrupted")
	}
	answer, then, err := served.answer(ctx, c)
	if err != nil {
		return err
	}
	r.Ran = append(r.Ran, c)
	if answer != c.Answer {
		r.Differences = append(r.Differences, Difference{Case: c, Want: c.Answer, Got: answer})
	} else if then != c.AnswerThen {
		r.Differences = append(r.Differences, Difference{Case: c, Want: c.AnswerThen, Got: then})
	}
	return nil
}

// compareList sets the reasons of listed differences, and finds those that no longer exist if all cases were run.
func (r *Result) compareList(known []Known, all bool) {
	for _, k := range known {
		if k.Engine != r.Engine {
			continue
		}
		found := false
		for i := range r.Differences {
			if match, _ := path.Match(k.Cases, r.Differences[i].Case.Name); match {
				r.Differences[i].Why, found = k.Why, true
			}
		}
		if !found && all {
			r.Gone = append(r.Gone, k)
		}
	}
}
