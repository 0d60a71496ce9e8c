CREATE TABLE task (id integer not null primary key, queue text not null, data blob not null, priority real not null default 0.0);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO task SELECT i, 'q', x'80049500', i FROM n;
CREATE TABLE kv (queue text not null, key text not null, value blob not null, primary key(queue, key));
INSERT INTO kv VALUES ('q', 'a', x'00'), ('q', 'b', 'text');
CREATE TABLE schedule (id integer not null primary key, queue text not null, data blob not null, timestamp real not null);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO schedule SELECT i, 'q', x'01', 1704164645.5 + i FROM n;
