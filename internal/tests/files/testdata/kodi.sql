CREATE TABLE files ( idFile integer primary key, idPath integer, strFilename text, playCount integer, lastPlayed text, dateAdded text);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO files SELECT i, 1, 'f' || i, nullif(i % 3, 0), '', '2024-01-02 03:04:05' FROM n;
CREATE TABLE movie ( idMovie integer primary key, idFile integer, c00 text, c05 text, c11 text, premiered text);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12)
INSERT INTO movie SELECT i, i, 'm' || i, 7.5, 120 * i, '19' || (80 + i) FROM n;
CREATE UNIQUE INDEX ix_movie_file_1 ON movie ( idFile, idMovie );
CREATE TABLE version (idVersion integer, iCompressCount integer);
INSERT INTO version VALUES (121, 0);
CREATE VIEW movie_view AS SELECT movie.*, files.strFilename AS strFileName, files.playCount AS playCount FROM movie JOIN files ON files.idFile = movie.idFile;
