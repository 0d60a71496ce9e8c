-- A column of every kind, with good cells, NULLs and cells that are not of their kind.
CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  small INT,
  big BIGINT,
  ratio REAL,
  price NUMERIC(10,2),
  exact DECIMAL,
  label TEXT,
  flag BOOLEAN,
  made_at DATETIME,
  made_on DATE,
  made_time TIME,
  ref UUID,
  extra JSON,
  data BLOB,
  status TEXT CHECK (status IN ('new', 'in stock', '2nd hand')),
  anything
);
INSERT INTO thing VALUES
  (1, 1, 9007199254740993, 1.5, 0.9, 12.5, 'plain', 1, '2024-02-29 12:30:00', '2024-02-29', '08:05:00', '123e4567-e89b-12d3-a456-426614174000', '{"b": 1, "a": {"x": [10, 20, null]}}', x'00ff10', 'new', 'text'),
  (2, -2147483648, -9223372036854775808, 1e100, 1234567.89, 1e15, 'naïve ☕', 0, '2024-02-29T12:30:00.123450Z', '1999-12-31', '23:59:59.999999', '123E4567-E89B-12D3-A456-426614174FFF', '[1, "two", false]', x'', 'in stock', 42),
  (3, 2147483647, 9223372036854775807, -0.0, 100, 0.1, '', 1, '2024-02-29T14:30:00+02:00', '2024-03-01', '00:00:00', NULL, '"just text"', NULL, '2nd hand', 1.5),
  (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE junk (
  id INTEGER PRIMARY KEY,
  small INT,
  strict_small INT NOT NULL,
  flag BOOLEAN NOT NULL,
  made_at DATETIME NOT NULL,
  ref UUID,
  extra JSON,
  status TEXT CHECK (status IN ('on', 'off')),
  price NUMERIC(10,2)
);
PRAGMA ignore_check_constraints = ON;
INSERT INTO junk VALUES
  (1, 'many', 1, 1, '2024-01-01 00:00:00', NULL, NULL, 'on', 1),
  (2, 3000000000, 2, 2, 'yesterday', 'not-a-uuid', '{broken', 'maybe', 'free'),
  (3, 3, 3, 0, '2024-13-45 00:00:00', NULL, 'null', NULL, 2);
CREATE TABLE ledger (id INTEGER PRIMARY KEY, amount INT NOT NULL, junk_id INTEGER REFERENCES junk (id));
INSERT INTO ledger VALUES (1, 5, 1), (2, 'lots', 2), (3, 7, 3);
-- So many rows before and after those that a look at the first and the last ones does not find the bad cell.
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO ledger SELECT -i, i, NULL FROM n;
INSERT INTO ledger SELECT 1000 - id, amount, NULL FROM ledger WHERE id < 0;
