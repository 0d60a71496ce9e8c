-- Keys that compare otherwise than byte by byte.
CREATE TABLE own (email TEXT PRIMARY KEY COLLATE NOCASE, name TEXT NOT NULL);
CREATE TABLE pet (id INTEGER PRIMARY KEY, own TEXT NOT NULL REFERENCES own(email) ON DELETE CASCADE ON UPDATE CASCADE, name TEXT NOT NULL);
INSERT INTO own VALUES ('Ann@x', 'Ann'), ('bob@x', 'Bob'), ('Cid@x', 'Cid');
INSERT INTO pet VALUES (1, 'ann@x', 'Ace'), (2, 'ANN@X', 'Bix'), (3, 'Bob@x', 'Cat');
-- A junction of both: the tag's key ignores blanks at the end.
CREATE TABLE tag (label TEXT PRIMARY KEY COLLATE RTRIM NOT NULL);
CREATE TABLE own_tag (own TEXT NOT NULL REFERENCES own ON DELETE CASCADE, tag TEXT NOT NULL REFERENCES tag, PRIMARY KEY (own, tag));
INSERT INTO tag VALUES ('red'), ('blue ');
INSERT INTO own_tag VALUES ('ANN@x', 'red '), ('ann@x', 'blue'), ('BOB@x', 'blue  ');
-- Columns that keep values otherwise than the key that they refer to.
CREATE TABLE shelf (number INTEGER PRIMARY KEY, code TEXT UNIQUE);
CREATE TABLE book (id INTEGER PRIMARY KEY, on_shelf TEXT REFERENCES shelf, shelf_any REFERENCES shelf, shelf_code INTEGER REFERENCES shelf(code));
CREATE INDEX book_any ON book (shelf_any);
INSERT INTO shelf VALUES (1, '01'), (2, '2');
INSERT INTO book VALUES (1, '1', 1, 1), (2, '01', '1', 2), (3, '2.0', ' 2', 2), (4, 'two', 'two', NULL);
-- The collation of the key's index counts, not that of the column.
CREATE TABLE place (country TEXT, city TEXT COLLATE NOCASE, note TEXT, PRIMARY KEY (country COLLATE NOCASE, city)) WITHOUT ROWID;
INSERT INTO place VALUES ('FR', 'Paris', 'capital'), ('DE', 'Bonn', 'was');
-- A tree of them.
CREATE TABLE part (name TEXT PRIMARY KEY NOT NULL COLLATE NOCASE, up TEXT COLLATE NOCASE REFERENCES part);
CREATE INDEX part_up ON part (up);
INSERT INTO part VALUES ('Car', NULL), ('Wheel', 'CAR'), ('Nut', 'wheel'), ('Door', 'car');
