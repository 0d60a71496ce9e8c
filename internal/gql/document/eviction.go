package document

// maxPlanBytes is the limit in bytes, about, of the plans of a cache together. A list of 10,000 values makes a plan of
// a megabyte, and a client can send variables of any number of shapes.
const maxPlanBytes = 32 << 20

// plan returns the plan of a shape; nil where none is kept.
func (e *Entry) plan(shape []byte) *Plan {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.plans[string(shape)]
}

// keep stores a plan. Where the entry is full, any other plan goes: no shape can lock the rest out.
func (e *Entry) keep(shape []byte, p *Plan) {
	e.mu.Lock()
	if was, known := e.plans[string(shape)]; known {
		e.charge(-was.size())
	} else if len(e.plans) >= maxShapes {
		e.dropAny()
	}
	e.plans[string(shape)] = p
	e.charge(p.size())
	e.mu.Unlock()
	if e.cache != nil {
		e.cache.fit(e)
	}
}

// dropAny forgets any plan; e.mu is held.
func (e *Entry) dropAny() {
	for shape, p := range e.plans {
		delete(e.plans, shape)
		e.charge(-p.size())
		return
	}
}

// charge counts bytes of plans; e.mu is held.
func (e *Entry) charge(bytes int64) {
	e.bytes += bytes
	if e.cache != nil && !e.left {
		e.cache.planBytes.Add(bytes)
	}
}

// leave notes that the cache has forgotten the entry.
func (e *Entry) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.left = true
	e.cache.planBytes.Add(-e.bytes)
}

// fit forgets documents, those first that were not asked for the longest time, until the plans have room. Of one whose
// own plans are too many, those go.
func (c *Cache) fit(latest *Entry) {
	if c.planBytes.Load() <= maxPlanBytes {
		return
	}
	c.mu.Lock()
	for c.planBytes.Load() > maxPlanBytes && c.recent.Len() > 0 {
		oldest := c.recent.Back()
		if oldest.Value.(*cached).entry == latest {
			break
		}
		c.drop(oldest)
	}
	c.mu.Unlock()
	latest.mu.Lock()
	defer latest.mu.Unlock()
	for c.planBytes.Load() > maxPlanBytes && !latest.left && len(latest.plans) > 1 {
		latest.dropAny()
	}
}
