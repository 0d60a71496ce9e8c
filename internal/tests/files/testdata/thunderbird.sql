CREATE TABLE properties (card TEXT, name TEXT, value TEXT);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO properties SELECT 'c' || (i % 3), 'n' || i, CASE WHEN i % 2 THEN i ELSE 'v' END FROM n;
CREATE INDEX properties_card ON properties(card);
CREATE TABLE lists (uid TEXT PRIMARY KEY, name TEXT, nickName TEXT, description TEXT);
INSERT INTO lists VALUES ('u1', 'a', '', ''), ('u2', NULL, NULL, NULL);
CREATE TABLE list_cards (list TEXT, card TEXT, PRIMARY KEY(list, card));
INSERT INTO list_cards VALUES ('u1', 'c1'), ('u1', 'c2');
