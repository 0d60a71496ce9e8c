CREATE TABLE public."book" (
  "isbn" text NOT NULL,
  "title" text NOT NULL,
  "shelf_room" text,
  "shelf_number" integer,
  PRIMARY KEY ("isbn")
);
CREATE TABLE public."book_count" (
  "room" text,
  "books" integer
);
CREATE TABLE public."country" (
  "id" integer NOT NULL,
  "code" text NOT NULL,
  "name" text NOT NULL,
  PRIMARY KEY ("id"),
  UNIQUE ("code")
);
CREATE TABLE public."event_log" (
  "at" timestamp without time zone,
  "message" text
);
CREATE TABLE public."favourite" (
  "person_id" integer NOT NULL,
  "isbn" text NOT NULL,
  "added_at" timestamp without time zone NOT NULL,
  PRIMARY KEY ("person_id", "isbn")
);
CREATE TABLE public."ghost" (
  "id" integer NOT NULL,
  "nowhere_id" integer,
  PRIMARY KEY ("id")
);
CREATE TABLE public."loan" (
  "person_id" integer NOT NULL,
  "isbn" text NOT NULL,
  "since" date NOT NULL,
  "note" text NOT NULL,
  PRIMARY KEY ("person_id", "isbn")
);
CREATE TABLE public."match" (
  "id" integer NOT NULL,
  "home_team" integer NOT NULL,
  "away_team" integer NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."person" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "email" text,
  "boss_id" integer,
  "mentor" integer,
  "country_code" text,
  PRIMARY KEY ("id"),
  UNIQUE ("email")
);
CREATE TABLE public."shelf" (
  "room" text NOT NULL,
  "number" integer NOT NULL,
  "label" text,
  PRIMARY KEY ("room", "number")
);
