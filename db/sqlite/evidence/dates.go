package evidence

import "tiddly/internal/catalog"

// date decides a column of dates.
func (t *Tally) date() Verdict {
	if t.numbers() == 0 {
		return t.textDate()
	}
	e := t.epoch()
	switch {
	case e == nil && t.numbers() == t.cells():
		return t.number("numbers that are not instants between 1990 and 2100")
	case e == nil:
		return t.textDate()
	}
	v := verdict(t.claim.Kind, "numbers that are "+e.describe())
	v.Pin.Epoch = e.name
	if t.claim.Kind == catalog.Date && (t.midnightsOf(e) < t.numbers() || t.texts.instants > 0) {
		v.Pin.Kind = catalog.DateTime.String()
		v.Why += ", with a time of day"
	}
	switch {
	case t.dates()+t.noDates() > 0 && t.dates() >= t.numbers():
		v.Pin.Mixed = text
	case t.dates()+t.noDates() > 0, t.fineOf(e) > 0:
		v.Pin.Mixed = number
	}
	if t.dates() > 0 {
		v.Why += ", beside texts"
	}
	return v
}

// textDate decides a column of dates in which there are no numbers that are dates.
func (t *Tally) textDate() Verdict {
	var v Verdict
	if t.claim.Kind == catalog.Date && t.texts.instants > 0 {
		v = verdict(catalog.DateTime, "dates with a time of day")
	}
	if t.noDates() > 0 {
		if v.Pin.Kind == "" {
			v = verdict(t.claim.Kind, "texts that are not dates")
		}
		v.Pin.EmptyNull = true
	}
	return v
}

// time decides a column of times of day. Some programs write them as instants of some day.
func (t *Tally) time() Verdict {
	switch {
	case t.numbers() == t.cells():
		return t.number("numbers")
	case t.texts.clocks == 0 && t.dates() > 0:
		v := verdict(catalog.DateTime, "texts with a date")
		v.Pin.EmptyNull = t.noDates() > 0
		return v
	case t.noDates() > 0:
		v := verdict(catalog.Time, "texts that are not times")
		v.Pin.EmptyNull = true
		return v
	default:
		return Verdict{}
	}
}
