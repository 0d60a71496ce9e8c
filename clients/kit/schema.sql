-- What a kit has to know how to deal with: every kind of value, and every kind of key.
CREATE TABLE things (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'in use', 'gone')),
    size BIGINT NOT NULL,
    price NUMERIC(12,2) NOT NULL,
    made_at DATETIME,
    day DATE,
    at TIME,
    mark UUID,
    extra JSON,
    picture BLOB
);
-- A key of several columns.
CREATE TABLE parts (
    thing_id INTEGER NOT NULL REFERENCES things ON DELETE CASCADE,
    place INTEGER NOT NULL,
    weight BIGINT NOT NULL,
    PRIMARY KEY (thing_id, place)
) WITHOUT ROWID;
-- No column id.
CREATE TABLE labels (code TEXT NOT NULL PRIMARY KEY, thing_id INTEGER REFERENCES things ON DELETE CASCADE, text TEXT NOT NULL);
-- A key beyond what a number holds.
CREATE TABLE stamps (serial BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL);
-- No key, and a column id that is none.
CREATE TABLE notes (id INTEGER, text TEXT NOT NULL, written_at DATETIME);
-- A key with a column that can be null as it is read.
CREATE TABLE days (day DATE NOT NULL, thing_id INTEGER NOT NULL REFERENCES things ON DELETE CASCADE, PRIMARY KEY (day, thing_id)) WITHOUT ROWID;
-- Names that mean something in JavaScript, in GraphQL or to a client.
CREATE TABLE "constructor" ("class" INTEGER NOT NULL, "default" BIGINT NOT NULL, "constructor" BIGINT, "valueOf" DATETIME, PRIMARY KEY ("class", "default"));
CREATE TABLE "Query" (id INTEGER PRIMARY KEY, "__proto__" BIGINT, "nodeId" TEXT, "limit" INTEGER, "where" TEXT);

INSERT INTO things (id, name, state, size, price, made_at, day, at, mark, extra, picture)
    SELECT value, printf('thing %02d', value), 'new', 9007199254740992 + value, value || '.10', '2024-05-01 12:00:00.123456', '2024-05-01',
        '12:00:00', '0b0c0d0e-0000-4000-8000-00000000000' || (value % 10), '{"a": [1]}', x'00ff' FROM (
        WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 30) SELECT value FROM n);
INSERT INTO parts SELECT id, 1, 9007199254740993 FROM things UNION ALL SELECT id, 2, id FROM things;
INSERT INTO labels SELECT 'L' || id, id, 'label of ' || name FROM things;
INSERT INTO stamps VALUES (9007199254740993, 'a'), (9007199254740994, 'b');
INSERT INTO notes VALUES (1, 'one', NULL), (1, 'the same', '2024-05-01 12:00:00');
INSERT INTO days SELECT '2024-05-01', id FROM things WHERE id < 4;
