-- Every shape of key and relation.
CREATE TABLE country (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT UNIQUE,
  boss_id INTEGER REFERENCES person (id),
  mentor INTEGER REFERENCES person (id),
  country_code TEXT REFERENCES country (code)
);
CREATE TABLE match (
  id INTEGER PRIMARY KEY,
  home_team INTEGER NOT NULL REFERENCES person (id),
  away_team INTEGER NOT NULL REFERENCES person (id)
);
CREATE TABLE shelf (room TEXT NOT NULL, number INTEGER NOT NULL, label TEXT, PRIMARY KEY (room, number)) WITHOUT ROWID;
CREATE TABLE book (
  isbn TEXT PRIMARY KEY NOT NULL,
  title TEXT NOT NULL,
  shelf_room TEXT,
  shelf_number INTEGER,
  FOREIGN KEY (shelf_room, shelf_number) REFERENCES shelf (room, number)
);
CREATE TABLE loan (
  person_id INTEGER NOT NULL REFERENCES person (id),
  isbn TEXT NOT NULL REFERENCES book (isbn),
  since DATE NOT NULL DEFAULT '2024-01-01',
  note TEXT NOT NULL,
  PRIMARY KEY (person_id, isbn)
);
CREATE TABLE favourite (
  person_id INTEGER NOT NULL REFERENCES person (id),
  isbn TEXT NOT NULL REFERENCES book (isbn),
  added_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (person_id, isbn)
);
CREATE TABLE event_log (at DATETIME, message TEXT);
CREATE VIEW book_count AS SELECT shelf_room AS room, count(*) AS books FROM book GROUP BY shelf_room;
CREATE TABLE ghost (id INTEGER PRIMARY KEY, nowhere_id INTEGER REFERENCES nowhere (id));
INSERT INTO country VALUES (1, 'FR', 'France'), (2, 'IS', 'Iceland');
INSERT INTO person VALUES (1, 'Ada', 'ada@example.org', NULL, NULL, 'FR'), (2, 'Bo', NULL, 1, 1, 'IS'),
  (3, 'Cy', 'cy@example.org', 1, 2, NULL), (4, 'Di', 'DI@example.org', 2, NULL, 'XX');
INSERT INTO match VALUES (1, 1, 2), (2, 2, 1), (3, 3, 1);
INSERT INTO shelf VALUES ('hall', 1, 'low'), ('hall', 2, NULL), ('attic', 1, 'dusty');
INSERT INTO book VALUES ('a-1', 'Alpha', 'hall', 1), ('b-2', 'Beta', 'hall', 1), ('c-3', 'Gamma', 'attic', 1), ('d-4', 'Delta', NULL, NULL), ('e-5', 'Half', 'hall', NULL);
INSERT INTO loan VALUES (1, 'a-1', '2024-05-01', 'soon back'), (2, 'c-3', '2024-06-01', '');
INSERT INTO favourite VALUES (1, 'a-1', '2024-01-01 10:00:00'), (1, 'c-3', '2024-01-02 10:00:00'), (2, 'a-1', '2024-01-03 10:00:00');
INSERT INTO event_log VALUES ('2024-01-02 00:00:00', 'second'), ('2024-01-01 00:00:00', 'first'), (NULL, 'undated');
INSERT INTO ghost VALUES (1, 99);
