CREATE TABLE public."given" (
  "k" text NOT NULL,
  "n" text,
  PRIMARY KEY ("k")
);
CREATE TABLE public."null_pk" (
  "k" text NOT NULL,
  "v" text,
  PRIMARY KEY ("k")
);
CREATE TABLE public."pair" (
  "a" text NOT NULL,
  "b" integer NOT NULL,
  "v" text,
  "serial" integer NOT NULL,
  PRIMARY KEY ("a", "b"),
  UNIQUE ("serial")
);
CREATE TABLE public."whole_pk" (
  "k" text NOT NULL,
  "v" text,
  PRIMARY KEY ("k")
);
