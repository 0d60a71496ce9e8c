-- kind Event.eventDate DateTime strftime('%Y-%m-%dT%H:%M:%S', eventDate / 1000, 'unixepoch')
-- kind Event.id BigInt
CREATE TABLE hibernate_sequence (next_val bigint);
INSERT INTO hibernate_sequence VALUES (13);
CREATE TABLE Event (id bigint not null, eventDate timestamp, title varchar(255), open boolean, amount numeric(19,2), primary key (id));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO Event SELECT i, 1704164645006 + i * 60000, 't' || i, i % 2, i * 2.25 FROM n;
