-- Rows for the tables of db/schema.sql.
INSERT INTO user (id, email, password, name) VALUES
  (1, 'ada@example.org', 'x', 'Ada'), (2, 'bob@example.org', NULL, 'Bob'), (3, NULL, NULL, 'Cy "the" <kid>'),
  (4, 'bob@example.org', NULL, NULL), (5, 'e', 'p', CAST(x'ff41' AS TEXT)), (6, 'f', NULL, 'Zoë');
INSERT INTO dual (id, text) VALUES (1, 'line
break'), (2, char(1) || 'control' || char(8232)), (3, NULL), (4, '\ / "');
