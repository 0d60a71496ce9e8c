-- What writes can meet: defaults, computed columns, constraints of every sort, triggers, keys of every sort and none.
CREATE TABLE author (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT UNIQUE,
  rank INT NOT NULL DEFAULT 7,
  note TEXT
);
CREATE TABLE book (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL CHECK (length(title) < 40),
  author_id INTEGER REFERENCES author (id) ON DELETE RESTRICT,
  state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'in print', 'sold out')),
  price NUMERIC(10,2),
  copies INT NOT NULL DEFAULT 0,
  total BIGINT,
  weight REAL,
  listed BOOLEAN NOT NULL DEFAULT 1,
  printed_at DATETIME,
  extra JSON,
  cover BLOB,
  shout TEXT GENERATED ALWAYS AS (upper(title)) VIRTUAL
);
CREATE TABLE shelf (room TEXT NOT NULL, number INT NOT NULL, label TEXT, PRIMARY KEY (room, number)) WITHOUT ROWID;
CREATE TABLE placed (
  book_id INTEGER NOT NULL REFERENCES book (id) ON DELETE CASCADE,
  room TEXT NOT NULL,
  number INT NOT NULL,
  PRIMARY KEY (book_id, room, number),
  FOREIGN KEY (room, number) REFERENCES shelf (room, number) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE diary (at DATETIME DEFAULT '2024-01-01 00:00:00', line TEXT, length INT GENERATED ALWAYS AS (length(line)) STORED);
CREATE TABLE news (id INTEGER PRIMARY KEY, headline TEXT NOT NULL);
CREATE TABLE seal (code TEXT PRIMARY KEY, serial INT UNIQUE);
CREATE TABLE strict_sum (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL) STRICT;
CREATE TABLE odd (id INTEGER PRIMARY KEY, amount INT NOT NULL, note TEXT);
CREATE VIEW printed AS SELECT id, title FROM book WHERE state = 'in print';
CREATE TRIGGER book_diary AFTER INSERT ON book BEGIN INSERT INTO diary (line) VALUES ('new: ' || new.title); END;
CREATE TRIGGER news_fixed BEFORE DELETE ON news WHEN old.id = 1 BEGIN SELECT RAISE(ABORT, 'the first headline stays'); END;

INSERT INTO author VALUES (1, 'Ada', 'ada@example.org', 1, NULL), (2, 'Bo', NULL, 2, 'shy'), (3, 'Cy', 'cy@example.org', 3, '');
INSERT INTO book (title, author_id, state, price, copies, total, weight, listed) VALUES
  ('Alpha', 1, 'in print', 10.5, 3, 9007199254740993, 0.5, 1),
  ('Beta', 1, 'draft', NULL, 0, NULL, NULL, 0),
  ('Gamma', 2, 'sold out', 7, 12, 1, 1.25, 1);
DELETE FROM diary;
INSERT INTO shelf VALUES ('hall', 1, 'low'), ('hall', 2, NULL), ('attic', 1, 'dusty');
INSERT INTO placed VALUES (1, 'hall', 1), (3, 'hall', 1), (3, 'attic', 1);
INSERT INTO news VALUES (1, 'First'), (2, 'Second');
INSERT INTO seal VALUES ('a', 1), ('b', NULL), (NULL, 3);
INSERT INTO strict_sum VALUES (1, 5);
INSERT INTO odd VALUES (1, 'lots', NULL), (2, 2, NULL);
-- So many rows before and after those that a look at the first and the last ones does not find the bad cell.
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO odd SELECT -i, i, NULL FROM n;
INSERT INTO odd SELECT 1000 - id, amount, NULL FROM odd WHERE id < 0;
