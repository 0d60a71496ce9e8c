-- kind message.timestamp BigInt
CREATE TABLE message (_id INTEGER PRIMARY KEY AUTOINCREMENT, chat_row_id INTEGER NOT NULL, from_me INTEGER NOT NULL, key_id TEXT NOT NULL, status INTEGER, timestamp INTEGER, text_data TEXT, sort_id INTEGER NOT NULL DEFAULT 0);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO message SELECT i, 1, i % 2, 'k' || i, i % 3, 1704164645006 + i, 'é' || i, i FROM n;
CREATE UNIQUE INDEX message_key_index ON message (chat_row_id, from_me, key_id);
CREATE TABLE chat (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid_row_id INTEGER UNIQUE, hidden BOOLEAN, subject TEXT, sort_timestamp INTEGER);
INSERT INTO chat VALUES (1, 5, 0, 's', 1704164645006), (2, 6, NULL, NULL, 0);
