CREATE TABLE author (
    id    INTEGER NOT NULL PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE,
    email TEXT
);

CREATE TABLE book (
    id        INTEGER NOT NULL PRIMARY KEY,
    title     TEXT NOT NULL,
    mood      TEXT CHECK (mood IN ('calm', 'wild')),
    about     JSON,
    price     DECIMAL(10, 2) NOT NULL DEFAULT 0,
    sold      BIGINT NOT NULL DEFAULT 0,
    author_id INTEGER NOT NULL REFERENCES author (id)
);

CREATE TABLE review (
    id      INTEGER NOT NULL PRIMARY KEY,
    stars   INTEGER NOT NULL,
    book_id INTEGER NOT NULL REFERENCES book (id)
);

CREATE TABLE shelf (
    room  TEXT NOT NULL,
    place INTEGER NOT NULL,
    label TEXT,
    PRIMARY KEY (room, place)
);

CREATE TABLE copy (
    id    INTEGER NOT NULL PRIMARY KEY,
    room  TEXT NOT NULL,
    place INTEGER NOT NULL,
    FOREIGN KEY (room, place) REFERENCES shelf (room, place)
);

CREATE TABLE mark (
    book_id INTEGER NOT NULL REFERENCES book (id)
);

CREATE VIEW titles AS SELECT title FROM book;

CREATE TABLE member (
    id     INTEGER NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    secret TEXT NOT NULL
);
