package engine

import "context"

// Renew reloads the database if it has changed.
func (l *Live) Renew(ctx context.Context) { l.renew(ctx, false) }
