-- What deploy/compose.yml runs once, as the owner of the new database: the role of the server, which reads and writes
-- the tables that the owner creates. docs/postgres.md explains it.
CREATE ROLE tiddly_write LOGIN PASSWORD 'change-me';
GRANT USAGE ON SCHEMA public TO tiddly_write;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tiddly_write;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tiddly_write;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tiddly_write;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO tiddly_write;
CREATE SCHEMA tiddly_own AUTHORIZATION tiddly_write;
ALTER ROLE tiddly_write SET search_path = public, tiddly_own;
