-- kind moz_places.last_visit_date BigInt
-- kind moz_places.url_hash BigInt
-- kind moz_bookmarks.dateAdded BigInt
CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, rev_host LONGVARCHAR, visit_count INTEGER DEFAULT 0, hidden INTEGER DEFAULT 0 NOT NULL, typed INTEGER DEFAULT 0 NOT NULL, frecency INTEGER DEFAULT -1 NOT NULL, last_visit_date INTEGER , guid TEXT, foreign_count INTEGER DEFAULT 0 NOT NULL, url_hash INTEGER DEFAULT 0 NOT NULL , description TEXT, preview_image_url TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO moz_places SELECT i, 'https://e.org/' || i, CASE WHEN i % 3 THEN 't' || i END, 'gro.e.', i, 0, 0, i * 100, CASE WHEN i % 4 THEN 1704164645006000 + i END, 'g' || i, 0, 47356370932282 + i, NULL, NULL FROM n;
CREATE UNIQUE INDEX moz_places_guid_uniqueindex ON moz_places (guid);
CREATE TABLE moz_bookmarks ( id INTEGER PRIMARY KEY, type INTEGER, fk INTEGER DEFAULT NULL, parent INTEGER, position INTEGER, title LONGVARCHAR, keyword_id INTEGER, folder_type TEXT, dateAdded INTEGER, lastModified INTEGER, guid TEXT, syncStatus INTEGER NOT NULL DEFAULT 0);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO moz_bookmarks SELECT i, 1, i, 0, i, 't', NULL, NULL, 1704164645006000 + i, 1704164645006000, 'b' || i, 0 FROM n;
