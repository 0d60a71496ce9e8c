-- kind messages.sent_at BigInt
CREATE TABLE conversations(id STRING PRIMARY KEY ASC, json TEXT, active_at INTEGER, type STRING, members TEXT, name TEXT, profileName TEXT);
INSERT INTO conversations VALUES ('a1', '{"id":"a1"}', 1704164645006, 'private', NULL, 'Ada', NULL), (17, '{"id":"17"}', NULL, 'group', '', NULL, NULL);
CREATE TABLE messages(rowid INTEGER PRIMARY KEY ASC, id STRING UNIQUE, json TEXT, readStatus INTEGER, expires_at INTEGER, sent_at INTEGER, conversationId STRING, received_at INTEGER, hasAttachments INTEGER, isErased INTEGER, body TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO messages SELECT i, 'm' || i, '{}', 0, NULL, 1704164645006 + i, 'a1', i, 0, 0, 'b' FROM n;
