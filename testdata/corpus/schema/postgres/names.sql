CREATE TABLE public."group" (
  "id" integer NOT NULL,
  "from" integer,
  "news_id" integer,
  "news" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."news" (
  "id" integer NOT NULL,
  "URLPath" text,
  "createdAt" text,
  "created_at" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."o'brien" (
  "id" integer NOT NULL,
  "x'); DROP TABLE news; --" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."query" (
  "id" integer NOT NULL,
  "order" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."user list" (
  "First Name" text,
  "2nd" text,
  "and" integer,
  "or" integer,
  "not" integer,
  "nodeId" text,
  "__meta" text,
  "id" integer NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."user_list" (
  "id" integer NOT NULL,
  "straße" text,
  "☕" text,
  "a.b" text,
  "say ""hi""" text,
  "select" text,
  "créé" text,
  PRIMARY KEY ("id")
);
