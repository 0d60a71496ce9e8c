-- kind recorder_runs.start DateTime strftime('%Y-%m-%dT%H:%M:%S', start)
-- kind recorder_runs.closed_incorrect Boolean
-- kind states.last_updated_ts Float
CREATE TABLE states_meta (metadata_id INTEGER NOT NULL, entity_id VARCHAR(255), PRIMARY KEY (metadata_id));
INSERT INTO states_meta VALUES (1, 'sun.sun'), (2, 'light.a');
CREATE TABLE states (state_id INTEGER NOT NULL, entity_id CHAR(0), state VARCHAR(255), attributes CHAR(0), event_id SMALLINT, last_changed CHAR(0), last_changed_ts FLOAT, last_updated CHAR(0), last_updated_ts FLOAT, old_state_id INTEGER, context_id_bin BLOB, metadata_id INTEGER, PRIMARY KEY (state_id), FOREIGN KEY(old_state_id) REFERENCES states (state_id), FOREIGN KEY(metadata_id) REFERENCES states_meta (metadata_id));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO states SELECT i, NULL, CASE WHEN i % 2 THEN 'on' ELSE '21.5' END, NULL, NULL, NULL, NULL, NULL, 1704164645.123456 + i, nullif(i - 1, 0), x'018CC8', i % 2 + 1 FROM n;
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states (metadata_id, last_updated_ts);
CREATE TABLE recorder_runs (run_id INTEGER NOT NULL, start DATETIME NOT NULL, "end" DATETIME, closed_incorrect BOOLEAN NOT NULL, created DATETIME NOT NULL, PRIMARY KEY (run_id));
INSERT INTO recorder_runs VALUES (1, '2024-01-02 03:04:05.678901', NULL, 1, '2024-01-02 03:04:06'), (2, '2024-01-03 03:04:05.678901', '2024-01-03 04:00:00.000000', 0, '2024-01-03 03:04:06');
