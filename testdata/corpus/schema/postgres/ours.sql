CREATE TABLE public."SMSes" (
  "id" integer NOT NULL,
  "text" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."USER_WHERE" (
  "id" integer NOT NULL,
  "place" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."dates" (
  "id" integer NOT NULL,
  "day" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."favorites" (
  "user_id" integer NOT NULL,
  "post_id" integer NOT NULL,
  PRIMARY KEY ("user_id", "post_id")
);
CREATE TABLE public."follows" (
  "user_id" integer NOT NULL,
  "followed_id" integer NOT NULL,
  PRIMARY KEY ("user_id", "followed_id")
);
CREATE TABLE public."json" (
  "id" integer NOT NULL,
  "text" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."players" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  "team_id" integer,
  PRIMARY KEY ("id")
);
CREATE TABLE public."posts" (
  "id" integer NOT NULL,
  "title" text NOT NULL,
  "user_id" integer,
  PRIMARY KEY ("id")
);
CREATE TABLE public."queries" (
  "id" integer NOT NULL,
  "text" text,
  PRIMARY KEY ("id")
);
CREATE TABLE public."spatial_ref_sys" (
  "srid" integer NOT NULL,
  "auth_name" text,
  PRIMARY KEY ("srid")
);
CREATE TABLE public."subscriptions" (
  "id" integer NOT NULL,
  "plan" text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."teams" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."trials" (
  "player_id" integer NOT NULL,
  "team_id" integer NOT NULL,
  PRIMARY KEY ("player_id", "team_id")
);
CREATE TABLE public."users" (
  "id" integer NOT NULL,
  "name" text NOT NULL,
  PRIMARY KEY ("id")
);
CREATE TABLE public."votes" (
  "user_id" integer NOT NULL,
  "post_id" integer NOT NULL,
  PRIMARY KEY ("post_id", "user_id")
);
