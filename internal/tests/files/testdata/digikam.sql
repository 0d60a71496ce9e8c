-- kind Images.modificationDate DateTime strftime('%Y-%m-%dT%H:%M:%S', modificationDate)
-- kind Images.fileSize BigInt
CREATE TABLE Albums (id INTEGER PRIMARY KEY, albumRoot INTEGER NOT NULL, relativePath TEXT NOT NULL, date DATE, caption TEXT, collection TEXT, icon INTEGER, UNIQUE(albumRoot, relativePath));
INSERT INTO Albums VALUES (1, 1, '/', '2024-01-02', NULL, NULL, NULL), (2, 1, '/a', '2024-01-03', 'c', NULL, 1);
CREATE TABLE Images (id INTEGER PRIMARY KEY, album INTEGER, name TEXT NOT NULL, status INTEGER NOT NULL, category INTEGER NOT NULL, modificationDate DATETIME, fileSize INTEGER, uniqueHash TEXT, UNIQUE (album, name));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO Images SELECT i, i % 2 + 1, 'n' || i, 1, 1, '2024-01-' || printf('%02d', i) || 'T03:04:05', 4000000000 + i, printf('%032x', i) FROM n;
CREATE TRIGGER delete_image DELETE ON Images BEGIN DELETE FROM Albums WHERE icon = OLD.id AND 0; END;
