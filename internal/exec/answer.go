package exec

import "tiddly/internal/fault"

// Answer is the result of a run.
type Answer struct {
	// Data is the JSON object of all root fields; nil where it is null.
	Data []byte
	// Members are the parts of Data, one for each root field, in order; empty where Data is nil.
	Members []Member
	// Errors holds at most MaxErrors field errors with their response paths. Omitted is the number of further ones.
	Errors  []*fault.Fault
	Omitted int
	// Cuts are the lists that ended at the default limit though more rows follow.
	Cuts []Cut
	// Moved reports that nothing was done or returned, since the tables are no longer those of Options.Mark.
	Moved bool
	// Wanted is the number of bytes for which there was no room; 0 where there was room for all.
	Wanted int
	// Statements is the number of statements run, Rows that of rows read.
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

// MaxErrors is the maximum number of field errors in an answer.
const MaxErrors = 10
