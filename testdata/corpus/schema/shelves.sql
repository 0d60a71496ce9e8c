-- Tables that the model of internal/tests/corpus/model_test.go knows by heart.
CREATE TABLE shelf (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  rank  INTEGER DEFAULT 7 CHECK (rank < 50)
);
CREATE TABLE item (
  id        INTEGER PRIMARY KEY,
  shelf_id  INTEGER NOT NULL REFERENCES shelf (id),
  label     TEXT,
  n         INTEGER
);
