package exec

import "tiddly/internal/fault"

// Answer is what a run gave.
type Answer struct {
	// Data is the JSON object of all root fields; nil where it is null.
	Data []byte
	// Members are the parts of Data, one a root field, in order; empty where Data is nil.
	Members []Member
	// Errors stand at their response paths; at most MaxErrors. Omitted is how many more there are.
	Errors  []*fault.Fault
	Omitted int
	// Cuts are the lists that ended at the default limit though more rows follow.
	Cuts []Cut
	// Moved tells that nothing was done and nothing is answered, since the tables are no longer those of Options.Mark.
	Moved bool
	// Wanted are the bytes for which there was no room; 0 where there was room for all.
	Wanted int
	// Statements and Rows count what was run and read.
	Statements, Rows int
}

// Member is the part Data[Start:End] of one root field: its value without its key.
type Member struct {
	Key        string
	Start, End int
}

// Cut is a list that was cut at the default limit.
type Cut struct {
	Path []any
	Rows int
}

// MaxErrors is the most field errors an answer carries.
const MaxErrors = 10
