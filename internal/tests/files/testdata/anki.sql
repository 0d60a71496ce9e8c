-- collation unicase
-- kind notes.id BigInt
-- kind notes.mod BigInt
-- kind notes.sfld String
-- kind cards.id BigInt
-- absent insertTag
-- absent updateTag
-- absent deleteTag
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, conf text NOT NULL);
INSERT INTO col VALUES (1, 1704164645, 1704164645006, '{"a":1}');
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL, usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO notes SELECT 1704164645006 + i, 'g' || i, 1600000000000, 1704164645 + i * 100000000, -1, ' a b ', 'front' || char(31) || 'back', CASE WHEN i % 6 THEN 'front' || i ELSE i END, 3000000000 + i, 0, '' FROM n;
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL, due integer NOT NULL, factor integer NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO cards SELECT 1704164645106 + i, 1704164645006 + i, 1, 0, i, 2500 FROM n;
CREATE TABLE tags (tag text NOT NULL PRIMARY KEY COLLATE unicase, usn integer NOT NULL, collapsed boolean NOT NULL, config blob NULL) WITHOUT ROWID;
INSERT INTO tags VALUES ('Verb', -1, 0, NULL), ('noun', -1, 1, NULL), ('Über', 3, 0, x'00');
