package document

// maxPlanBytes limits the approximate size of a cache's plans in bytes. A long list of values makes a large plan,
// and a client can send variables of any number of shapes.
const maxPlanBytes = 32 << 20

// plan returns the plan of a shape; nil if it is not cached.
func (e *Entry) plan(shape []byte) *Plan {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.plans[string(shape)]
}

// keep stores a plan. A full entry evicts any other plan, so no shape can lock out the rest.
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

// dropAny evicts any plan; e.mu must be held.
func (e *Entry) dropAny() {
	for shape, p := range e.plans {
		delete(e.plans, shape)
		e.charge(-p.size())
		return
	}
}

// charge adds to the size of the plans; e.mu must be held.
func (e *Entry) charge(bytes int64) {
	e.bytes += bytes
	if e.cache != nil && !e.left {
		e.cache.planBytes.Add(bytes)
	}
}

// leave marks the entry as evicted.
func (e *Entry) leave() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.left = true
	e.cache.planBytes.Add(-e.bytes)
}

// fit evicts the least recently used documents until there is room for the plans. If the latest document's own
// plans are too large, they are evicted.
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
