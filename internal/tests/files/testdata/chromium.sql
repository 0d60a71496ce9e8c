-- kind urls.last_visit_time BigInt
-- kind cookies.creation_utc BigInt
-- kind visits.transition BigInt
CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
INSERT INTO meta VALUES ('version', '59'), ('mmap_status', -1);
CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT,url LONGVARCHAR,title LONGVARCHAR,visit_count INTEGER DEFAULT 0 NOT NULL,typed_count INTEGER DEFAULT 0 NOT NULL,last_visit_time INTEGER NOT NULL,hidden INTEGER DEFAULT 0 NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO urls SELECT i, 'https://e.org/' || i, 't' || i, i, 0, 13348638245006000 + i, 0 FROM n;
CREATE TABLE visits(id INTEGER PRIMARY KEY AUTOINCREMENT,url INTEGER NOT NULL,visit_time INTEGER NOT NULL,from_visit INTEGER,transition INTEGER DEFAULT 0 NOT NULL,visit_duration INTEGER DEFAULT 0 NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO visits SELECT i, i, 13348638245006000 + i, i - 1, 805306368 + i * 300000000, 0 FROM n;
CREATE TABLE cookies(creation_utc INTEGER NOT NULL,host_key TEXT NOT NULL,name TEXT NOT NULL,value TEXT NOT NULL,encrypted_value BLOB NOT NULL DEFAULT '',path TEXT NOT NULL,is_secure INTEGER NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO cookies SELECT 13348638245006000 + i, '.e.org', 'n' || i, '', x'763130ff', '/', 1 FROM n;
CREATE UNIQUE INDEX cookies_unique_index ON cookies(host_key, name, path);
