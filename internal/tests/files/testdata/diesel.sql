-- kind __diesel_schema_migrations.run_on DateTime strftime('%Y-%m-%dT%H:%M:%S', run_on)
-- kind posts.published Boolean
CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
INSERT INTO __diesel_schema_migrations VALUES ('20240101000000', '2024-01-01 00:00:00');
CREATE TABLE posts (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, title VARCHAR NOT NULL, body TEXT NOT NULL, published BOOLEAN NOT NULL DEFAULT 0);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO posts SELECT i, 't' || i, 'b', i % 2 FROM n;
