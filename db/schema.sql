-- The tables that Tiddly serves where no database is named. They are yours to change: a table or an index that the
-- database lacks is made when the server starts. What is there is never touched; where it differs from this file the server
-- says which columns do, and the statement that makes them equal.

-- The people who may use the application.
CREATE TABLE user (
    id       INTEGER NOT NULL PRIMARY KEY,
    email    VARCHAR,
    password VARCHAR,
    name     VARCHAR
);

-- A table to try things on.
CREATE TABLE dual (
    id   INTEGER NOT NULL PRIMARY KEY,
    text VARCHAR
);
