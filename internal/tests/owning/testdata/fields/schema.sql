CREATE TABLE author (
    id    INTEGER NOT NULL PRIMARY KEY,
    name  TEXT NOT NULL,
    email TEXT
);
CREATE TABLE book (
    id        INTEGER NOT NULL PRIMARY KEY,
    title     TEXT NOT NULL,
    author_id INTEGER NOT NULL REFERENCES author (id)
);
