package exec

import "tiddly/internal/sqlgen"

// running is a statement that was started.
type running struct {
	sqlgen.Statement
	bound []any
	rows  Rows
}

// start runs a statement, or the one that may take its place while its columns are known to hold only cells of their
// kind; or it takes the rows of one that was sent already.
func (r *run) start(reader Reader, s sqlgen.Statement, keys *keySet) (running, error) {
	if sent, ok := reader.(*together); ok {
		rows, bound, err := sent.rows()
		return running{s, bound, rows}, err
	}
	if s.Pure != nil {
		if p, ok := reader.(Prover); ok && p.Pure(s.SQL, s.Pure.Columns) {
			started, err := r.startPure(reader, p, s.Pure, keys)
			if started.rows != nil || err != nil {
				return started, err
			}
		}
	}
	bound, err := r.bind(s.Args, keys)
	if err != nil {
		return running{}, err
	}
	start := r.watch.now()
	rows, err := reader.Query(s.SQL, bound)
	if err != nil {
		r.watch.statement(reader, start, s.SQL, s.Args, bound, 0)
		return running{}, err
	}
	return running{s, bound, rows}, nil
}

// startPure returns no rows where the columns may hold other cells now.
func (r *run) startPure(reader Reader, p Prover, s *sqlgen.Pure, keys *keySet) (running, error) {
	bound, err := r.bind(s.Args, keys)
	if err != nil {
		return running{}, err
	}
	start := r.watch.now()
	rows, ok, err := p.QueryPure(s.SQL, bound, s.Columns)
	switch {
	case err != nil:
		r.watch.statement(reader, start, s.SQL, s.Args, bound, 0)
		return running{}, err
	case !ok:
		return running{}, nil
	}
	return running{s.Statement, bound, rows}, nil
}
