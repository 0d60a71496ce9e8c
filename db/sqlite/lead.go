package sqlite

import "time"

// lead runs a job on the goroutine of its caller, which spares two switches between goroutines. Jobs that come meanwhile
// are run by a goroutine of their own. It reports false if the job has to wait for another program; then it is queued.
func (d *Database) lead(j *job) bool {
	w := &d.writer
	returned := false
	defer func() {
		if !returned { // a panic of our own, after which others can still write
			_ = w.session.drop()
			w.pass(d)
		}
	}()
	answered := w.session.lead(j)
	returned = true
	if !answered {
		w.push(j)
	}
	w.pass(d)
	return answered
}

// lead runs a job in a transaction of its own, on the goroutine of its caller. It reports false, and has done nothing, if
// the transaction cannot begin at once.
func (s *session) lead(j *job) bool {
	if s.conn == nil || s.conn.limited != s.d.limited.Load() || s.d.place.writable() != nil || s.conn.runNow("BEGIN IMMEDIATE") != nil {
		return false
	}
	s.mark, s.stuck = "", time.Time{}
	s.led[0] = j
	s.settle(s.led[:], s.run(j, false))
	s.led[0] = nil
	return true
}

// pass ends the writing of a caller: jobs that wait by now are run by a goroutine of their own.
func (w *writer) pass(d *Database) {
	if !w.rest() {
		go d.write()
	}
}
