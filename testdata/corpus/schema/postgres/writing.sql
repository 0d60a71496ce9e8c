CREATE TABLE public."author" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "email" text,
  "rank" integer NOT NULL,
  "note" text,
  PRIMARY KEY ("id"),
  UNIQUE ("email")
);
CREATE TYPE public.enum_1 AS ENUM ('draft', 'in print', 'sold out');
CREATE TABLE public."book" (
  "id" integer NOT NULL,
  "title" text NOT NULL,
  "author_id" integer,
  "state" public.enum_1 NOT NULL,
  "price" numeric(10,2),
  "copies" integer NOT NULL,
  "total" bigint,
  "weight" double precision,
  "listed" boolean NOT NULL,
  "printed_at" timestamp without time zone,
  "extra" jsonb,
  "cover" bytea,
  "shout" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."diary" (
  "at" timestamp without time zone,
  "line" text,
  "length" integer
);
CREATE TABLE public."news" (
  "id" integer NOT NULL,
  "headline" text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."odd" (
  "id" integer NOT NULL,
  "amount" integer NOT NULL,
  "note" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."placed" (
  "book_id" integer NOT NULL,
  "room" text NOT NULL,
  "number" integer NOT NULL,
  PRIMARY KEY ("book_id", "room", "number")
);
CREATE TABLE public."printed" (
  "id" integer,
  "title" text
);
CREATE TABLE public."seal" (
  "code" text NOT NULL,
  "serial" integer,
  PRIMARY KEY ("code"),
  UNIQUE ("serial")
);
CREATE TABLE public."shelf" (
  "room" text NOT NULL,
  "number" integer NOT NULL,
  "label" text,
  PRIMARY KEY ("room", "number")
);
CREATE TABLE public."strict_sum" (
  "id" integer NOT NULL,
  "amount" integer NOT NULL,
  PRIMARY KEY ("id")
);
