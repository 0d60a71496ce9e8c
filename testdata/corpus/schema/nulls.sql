-- Primary keys that SQLite lets hold NULL: one that does, two that do not.
CREATE TABLE null_pk (k TEXT PRIMARY KEY, v TEXT);
INSERT INTO null_pk VALUES ('a', 'one'), (NULL, 'two'), (NULL, 'three');
CREATE TABLE whole_pk (k TEXT PRIMARY KEY, v TEXT);
INSERT INTO whole_pk VALUES ('a', 'one'), ('b', 'two');
CREATE TABLE pair (a TEXT, b INT, v TEXT, serial INT NOT NULL UNIQUE, PRIMARY KEY (a, b));
INSERT INTO pair VALUES ('x', 1, 'one', 10), ('x', NULL, 'two', 20);
CREATE TABLE given (k TEXT PRIMARY KEY DEFAULT 'z', n TEXT DEFAULT NULL);
