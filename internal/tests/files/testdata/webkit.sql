-- kind history_visits.visit_time Float
CREATE TABLE history_items (id INTEGER PRIMARY KEY AUTOINCREMENT,url TEXT NOT NULL UNIQUE,domain_expansion TEXT NULL,visit_count INTEGER NOT NULL,daily_visit_counts BLOB NOT NULL,weekly_visit_counts BLOB NULL,autocomplete_triggers BLOB NULL,should_recompute_derived_visit_counts INTEGER NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO history_items SELECT i, 'https://e.org/' || i, 'e', i, x'64000000', NULL, NULL, 0 FROM n;
CREATE TABLE history_visits (id INTEGER PRIMARY KEY AUTOINCREMENT,history_item INTEGER NOT NULL REFERENCES history_items(id) ON DELETE CASCADE,visit_time REAL NOT NULL,title TEXT NULL,load_successful BOOLEAN NOT NULL DEFAULT 1,redirect_source INTEGER NULL UNIQUE REFERENCES history_visits(id) ON DELETE CASCADE);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO history_visits SELECT i, i, 725846645.123456 + i * 60, 't' || i, 1, nullif(i - 1, 0) FROM n;
CREATE INDEX history_visits__last_visit ON history_visits (history_item, visit_time DESC);
