CREATE TABLE public."dual" (
  "id" integer NOT NULL,
  "text" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."user" (
  "id" integer NOT NULL,
  "email" text,
  "password" text,
  "name" text,
  PRIMARY KEY ("id")
);
