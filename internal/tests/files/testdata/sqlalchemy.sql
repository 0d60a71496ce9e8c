-- kind measurement.taken DateTime strftime('%Y-%m-%dT%H:%M:%S', taken)
-- kind measurement.day Date date(day)
-- kind measurement.clock Time
-- kind measurement.ok Boolean
-- kind measurement.value Decimal
-- kind measurement.extra JSON
-- kind measurement.kind MeasurementKind
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO alembic_version VALUES ('deadbeef');
CREATE TABLE measurement (id INTEGER NOT NULL, taken DATETIME, day DATE, clock TIME, ok BOOLEAN, value NUMERIC(10, 2), extra JSON, note VARCHAR(20), kind VARCHAR(5), big BIGINT, ratio FLOAT, raw BLOB, PRIMARY KEY (id), CHECK (ok IN (0, 1)), CONSTRAINT kinds CHECK (kind IN ('small', 'large')));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO measurement SELECT i, '2024-01-' || printf('%02d', i) || ' 03:04:05.123456', '2024-01-' || printf('%02d', i), printf('%02d:04:05.123456', i), i % 2, round(i * 1.1, 2), CASE WHEN i % 3 THEN json_array(i, NULL) ELSE 'null' END, 'n' || i, CASE WHEN i % 2 THEN 'small' ELSE 'large' END, i * 10000000000, i / 7.0, x'ff' FROM n;
