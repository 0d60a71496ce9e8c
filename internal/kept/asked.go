package kept

const (
	// places is the number of requests that are counted at a time, tableBytes what they take. One that is asked between
	// two asks of another and has the same place makes it forgotten, which costs a hit and no more.
	places     = 1 << 13
	tableBytes = places * 8
)

// asked counts how often answers were asked for, by the hashes of their keys.
type asked struct {
	table []place
}

// place is the count of a hash, of which it has the upper half.
type place struct{ hash, times uint32 }

// count counts a hash and returns how often it was counted since it was last kept.
func (c *asked) count(hash uint64) uint32 {
	p := c.of(hash)
	p.times++
	return p.times
}

// kept begins to count anew: with the one ask after which an answer is kept again where that has paid.
func (c *asked) kept(hash uint64) { c.of(hash).times = leastAsked - 1 }

func (c *asked) of(hash uint64) *place {
	if c.table == nil {
		c.table = make([]place, places)
	}
	p, upper := &c.table[hash%places], uint32(hash>>32)
	if p.hash != upper {
		*p = place{hash: upper}
	}
	return p
}

const (
	// leastAsked is how often an answer is asked for before it is kept, mostAsked that where keeping has not paid: then the
	// cost of finding out the state, and of a copy, is spread over so many requests.
	leastAsked, mostAsked = 2, 64
	// judged is the number of answers kept and given after which the gain is judged, if the state stays.
	judged = 1024
)

// gain adapts how often an answer has to be asked for to be kept. Where everything is written over before it is asked for
// again, or asked for too seldom, next to nothing is kept.
type gain struct {
	needed uint32
	// given and made are the answers given and kept since the last judgement.
	given, made int
}

func (g *gain) gave() { g.given++; g.expire() }
func (g *gain) took() { g.made++; g.expire() }

func (g *gain) expire() {
	if g.given+g.made >= judged {
		g.judge()
	}
}

// judge judges whether answers were given again as often as they were kept.
func (g *gain) judge() {
	switch {
	case g.given == 0 && g.made == 0:
	case g.given >= g.made:
		g.needed = max(g.needed/4, leastAsked)
	default:
		g.needed = min(g.needed*2, mostAsked)
	}
	g.given, g.made = 0, 0
}
