package cli

import (
	"context"
	"log/slog"

	"tiddly/db"
	"tiddly/internal/config"
	"tiddly/internal/cursor"
	"tiddly/internal/store"
)

// cursorSecret is the name of the secret in the database.
const cursorSecret = "cursors"

// cursorKey returns the key of cursors: that of the settings, else one beside the server's own tables, where the
// database has any. It is nil where cursors end with the process: for their sake nothing is written.
func cursorKey(ctx context.Context, s *config.Settings, database *db.Database) (*cursor.Key, error) {
	if s.Cursors.Secret != "" {
		return cursor.NewKey([]byte(s.Cursors.Secret)), nil
	}
	kept, err := keptSecret(ctx, storeOf(database), database.ReadOnly())
	if err != nil || kept == "" {
		return nil, err
	}
	return cursor.NewKey([]byte(kept)), nil
}

func keptSecret(ctx context.Context, st *store.Store, readOnly bool) (string, error) {
	if readOnly {
		return st.Secret(ctx, cursorSecret)
	}
	if there, err := st.Any(ctx); !there || err != nil {
		return "", err
	}
	return st.KeepSecret(ctx, cursorSecret, cursor.NewSecret())
}

// tellCursors logs that cursors end with the process, where they do.
func tellCursors(log *slog.Logger, key *cursor.Key) {
	if key == nil {
		log.Info("cursors of connections are valid until the server stops: set cursors.secret where they have to outlive it, or to hold on several servers")
	}
}
