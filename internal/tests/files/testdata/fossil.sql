-- kind event.mtime DateTime strftime('%Y-%m-%dT%H:%M:%S', mtime)
-- kind blob.content Bytes
CREATE TABLE blob (rid INTEGER PRIMARY KEY, rcvid INTEGER, size INTEGER, uuid TEXT UNIQUE NOT NULL, content BLOB, CHECK (length(uuid) >= 40 AND rid > 0));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO blob SELECT i, 1, i * 10, printf('%040x', i), x'789c' FROM n;
CREATE TABLE event (type TEXT, mtime DATETIME, objid INTEGER PRIMARY KEY, tagid INTEGER, uid INTEGER REFERENCES user, bgcolor TEXT, comment TEXT, omtime DATETIME);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO event SELECT 'ci', 2460311.6278356 + i * 0.5, i, NULL, NULL, NULL, 'c' || i, NULL FROM n;
CREATE INDEX event_i1 ON event(mtime);
CREATE TABLE user (uid INTEGER PRIMARY KEY, login TEXT UNIQUE, pw TEXT, cap TEXT, mtime DATE);
INSERT INTO user VALUES (1, 'ada', 'x', 's', 1704164645), (2, 'bob', NULL, 'v', 1714164645);
CREATE TABLE config (name TEXT PRIMARY KEY NOT NULL, value CLOB, mtime DATE, CHECK (typeof(name) = 'text' AND length(name) >= 1)) WITHOUT ROWID;
INSERT INTO config VALUES ('a', 1, 1704164645), ('b', 'text', 1704264645), ('c', NULL, 0);
