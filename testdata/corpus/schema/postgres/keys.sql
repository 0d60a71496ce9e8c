CREATE TABLE public."book" (
  "id" integer NOT NULL,
  "on_shelf" integer,
  "shelf_any" integer,
  "shelf_code" text,
  PRIMARY KEY ("id")
);
CREATE EXTENSION citext SCHEMA public;
CREATE TABLE public."own" (
  "email" public.citext NOT NULL,
  "name" text NOT NULL,
  PRIMARY KEY ("email")
);
CREATE TABLE public."own_tag" (
  "own" public.citext NOT NULL,
  "tag" character(20) NOT NULL,
  PRIMARY KEY ("own", "tag")
);
CREATE TABLE public."part" (
  "name" public.citext NOT NULL,
  "up" public.citext,
  PRIMARY KEY ("name")
);
CREATE TABLE public."pet" (
  "id" integer NOT NULL,
  "own" public.citext NOT NULL,
  "name" text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."place" (
  "country" public.citext NOT NULL,
  "city" public.citext NOT NULL,
  "note" text,
  PRIMARY KEY ("country", "city")
);
CREATE TABLE public."shelf" (
  "number" integer NOT NULL,
  "code" text,
  PRIMARY KEY ("number"),
  UNIQUE ("code")
);
CREATE TABLE public."tag" (
  "label" character(20) NOT NULL,
  PRIMARY KEY ("label")
);
