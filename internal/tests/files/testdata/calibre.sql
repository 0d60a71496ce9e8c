-- function title_sort
-- function uuid4
-- kind books.timestamp DateTime strftime('%Y-%m-%dT%H:%M:%S', timestamp)
-- kind books.pubdate DateTime strftime('%Y-%m-%dT%H:%M:%S', pubdate)
-- kind books.has_cover Boolean
-- absent insertBook
-- absent updateBook
CREATE TABLE books (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL DEFAULT 'Unknown' COLLATE NOCASE, sort TEXT COLLATE NOCASE, timestamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP, pubdate TIMESTAMP DEFAULT CURRENT_TIMESTAMP, series_index REAL NOT NULL DEFAULT 1.0, author_sort TEXT COLLATE NOCASE, path TEXT NOT NULL DEFAULT "", uuid TEXT, has_cover BOOL DEFAULT 0, last_modified TIMESTAMP NOT NULL DEFAULT "2000-01-01 00:00:00+00:00");
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO books SELECT i, 'The ' || i, i || ', The', '2024-01-' || printf('%02d', i) || ' 03:04:05.123456+00:00', CASE WHEN i % 3 THEN '2023-05-01 22:00:00+00:00' ELSE '0101-01-01 00:00:00+00:00' END, i * 0.5, 'A', 'p' || i, 'u' || i, i % 2, '2024-02-02 00:00:00+00:00' FROM n;
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, sort TEXT COLLATE NOCASE, link TEXT NOT NULL DEFAULT "", UNIQUE(name));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO authors SELECT i, 'N' || i, 'n' || i, '' FROM n;
CREATE TABLE books_authors_link (id INTEGER PRIMARY KEY, book INTEGER NOT NULL, author INTEGER NOT NULL, UNIQUE(book, author));
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO books_authors_link SELECT i, i, 13 - i FROM n;
CREATE INDEX books_idx ON books (sort COLLATE NOCASE);
CREATE TRIGGER books_insert_trg AFTER INSERT ON books BEGIN UPDATE books SET sort=title_sort(NEW.title),uuid=uuid4() WHERE id=NEW.id; END;
CREATE TRIGGER books_update_trg AFTER UPDATE ON books BEGIN UPDATE books SET sort=title_sort(NEW.title) WHERE id=NEW.id AND OLD.title <> NEW.title; END;
CREATE VIEW meta AS SELECT id, title, (SELECT count(*) FROM books_authors_link WHERE book = books.id) AS authors FROM books;
