-- Foreign keys over unique keys: at most one row on either side.
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  mentor_id INTEGER UNIQUE REFERENCES person (id),
  desk_id INTEGER UNIQUE REFERENCES desk (id)
);
-- Two keys that would have one name on each side.
CREATE TABLE desk (id INTEGER PRIMARY KEY, wood TEXT NOT NULL, person_id INTEGER UNIQUE REFERENCES person (id));
CREATE TABLE passport (id INTEGER PRIMARY KEY, number TEXT, person_id INTEGER REFERENCES person (id) ON DELETE CASCADE, UNIQUE (person_id));
-- The primary key is the foreign key.
CREATE TABLE badge (person_id INTEGER PRIMARY KEY REFERENCES person (id), color TEXT NOT NULL);
-- Two keys lead to one table, and one of them is unique.
CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT NOT NULL, lead_id INTEGER UNIQUE REFERENCES person (id), deputy_id INTEGER REFERENCES person (id));
CREATE TABLE room (building TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (building, number));
CREATE TABLE heater (
  id INTEGER PRIMARY KEY, watts INTEGER NOT NULL, building TEXT, room INTEGER,
  UNIQUE (room, building), FOREIGN KEY (building, room) REFERENCES room (building, number)
);
-- What is no key: one over some rows, one over an expression, one over more columns.
CREATE TABLE visit (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person (id), gone INTEGER NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX visit_now ON visit (person_id) WHERE NOT gone;
CREATE TABLE call (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person (id), day INTEGER, UNIQUE (person_id, day));
CREATE UNIQUE INDEX call_sign ON call (person_id * day);
-- A key that tells apart what the foreign key takes as equal is none for it; one that tells apart less is.
CREATE TABLE account (email TEXT PRIMARY KEY NOT NULL COLLATE NOCASE, code TEXT NOT NULL UNIQUE);
CREATE TABLE mailbox (id INTEGER PRIMARY KEY, account TEXT UNIQUE REFERENCES account (email));
CREATE TABLE vault (id INTEGER PRIMARY KEY, account TEXT COLLATE NOCASE UNIQUE REFERENCES account (email));
CREATE TABLE ticket (id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE REFERENCES account (code));
CREATE TABLE label (id INTEGER PRIMARY KEY, person TEXT UNIQUE REFERENCES person (id));
INSERT INTO person VALUES (1, 'Ada', NULL, 2), (2, 'Bo', 1, NULL), (3, 'Cy', 2, 1), (4, 'Di', NULL, NULL);
INSERT INTO desk VALUES (1, 'oak', 2), (2, 'elm', 1), (3, 'ash', NULL);
INSERT INTO passport VALUES (1, 'P-2', 1), (2, 'P-1', 2), (3, 'P-3', NULL), (4, 'P-4', NULL);
INSERT INTO badge VALUES (2, 'red'), (3, 'blue');
INSERT INTO team VALUES (1, 'Kites', 1, 2), (2, 'Owls', 2, 2), (3, 'Newts', NULL, 3);
INSERT INTO room VALUES ('A', 1), ('A', 2), ('B', 1);
INSERT INTO heater VALUES (1, 900, 'A', 2), (2, 400, 'B', 1), (3, 700, 'A', NULL);
INSERT INTO visit VALUES (1, 1, 1), (2, 1, 1), (3, 1, 0), (4, 2, 0);
INSERT INTO call VALUES (1, 1, 1), (2, 1, 2), (3, 2, 3);
INSERT INTO account VALUES ('Ann@x', 'a'), ('Bob@x', 'b');
INSERT INTO mailbox VALUES (1, 'ann@x'), (2, 'ANN@X'), (3, 'Bob@x');
INSERT INTO vault VALUES (1, 'ANN@x'), (2, NULL);
INSERT INTO ticket VALUES (1, 'b');
INSERT INTO label VALUES (1, '1'), (2, '01'), (3, '2');
