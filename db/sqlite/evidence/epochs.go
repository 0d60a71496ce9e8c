package evidence

import (
	"tiddly/internal/catalog"
	"tiddly/internal/cell"
)

// epoch is an epoch by the name that settings have for it.
type epoch struct {
	cell.Epoch
	name string
	// since is the rest of "seconds …".
	since string
	// exact reports that a number and its instant are one to one, unless the number is a real.
	exact bool
}

const (
	epochCount = 8
	// since2001 is the place of seconds since 2001.
	since2001 = 6
)

// epochs are all epochs, in the order of catalog.Epochs.
var epochs = [epochCount]epoch{
	{cell.UnixSeconds, catalog.EpochSeconds, "since 1970", true},
	{cell.UnixMillis, catalog.EpochMillis, "since 1970", true},
	{cell.UnixMicros, catalog.EpochMicros, "since 1970", true},
	{cell.UnixNanos, catalog.EpochNanos, "since 1970", false},
	{cell.Micros1601, catalog.EpochMicros1601, "since 1601", true},
	{cell.FileTime, catalog.EpochFileTime, "since 1601", false},
	{cell.Seconds2001, catalog.EpochSeconds2001, "since 2001", false},
	{cell.JulianDays, catalog.EpochJulianDays, "of the julian calendar", false},
}

// Exact returns whether a number of the epoch that the settings call so and its instant are one to one, unless the
// number is a real. EpochNamed returns the epoch.
func Exact(name string) bool {
	e, ok := named(name)
	return ok && e.exact
}

// EpochNamed returns the epoch that the settings call so.
func EpochNamed(name string) (cell.Epoch, bool) {
	e, ok := named(name)
	return e.Epoch, ok
}

func named(name string) (epoch, bool) {
	for i := range epochs {
		if epochs[i].name == name {
			return epochs[i], true
		}
	}
	return epoch{}, false
}

// describe returns what numbers of the epoch are, for the log.
func (e *epoch) describe() string { return e.Unit() + " " + e.since }

// epoch returns the epoch of the numbers: the one by which all but 0 are instants between 1990 and 2100. It returns nil
// where there is none, or nothing but zeros. The numbers of seconds since 2001 are those of seconds since 1970 too: they
// are looked for only where the file is one of those that count so.
func (t *Tally) epoch() *epoch {
	counted := t.numbers() - t.zeros - t.realZeros
	if counted == 0 {
		return nil
	}
	if t.claim.Since2001 && t.plausible[since2001] == counted {
		return &epochs[since2001]
	}
	for i := range epochs {
		if i != since2001 && t.plausible[i] == counted {
			return &epochs[i]
		}
	}
	return nil
}

// fineOf returns the number of reals that are finer than the epoch's instants, where numbers are else one to one with them.
func (t *Tally) fineOf(e *epoch) int {
	for i := range epochs {
		if &epochs[i] == e && e.exact {
			return t.fine[i]
		}
	}
	return 0
}

// midnightsOf returns the number of numbers that are midnights by the epoch.
func (t *Tally) midnightsOf(e *epoch) int {
	n := 0
	for i := range epochs {
		if &epochs[i] == e {
			n = t.atMidnight[i]
		}
	}
	if _, ok := e.OfInt(0); ok && e.Begin%cell.Day == 0 {
		n += t.zeros + t.realZeros
	}
	return n
}
