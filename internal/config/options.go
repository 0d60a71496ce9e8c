package config

import (
	"time"

	"tiddly/internal/catalog"
)

// The groups, in the order in which help and docs show them: that of the options.
var (
	serving = &group{"Serving", "What is served, and where."}
	access  = &group{"Access", "Who can reach the server, and what it shows them. The defaults are safe for a server on your own machine: " +
		"only programs and pages of this machine reach it."}
	accounts   = &group{"Accounts", "Authentication is off by default; `auth.users`, `auth.jwt` and `auth.required` turn it on. See [accounts](accounts.md)."}
	naming     = &group{"Names", "How the tables appear. The names themselves are set below `tables`, see the end of this page."}
	generating = &group{"Generating code", "What `go generate ./...` writes for the tables of a project, see [owning the code](owning.md). The server does not use these settings."}
	operation  = &group{"Operation", "Logs, metrics and spans. See [operation](operation.md)."}
	limits     = &group{"Limits", "The limits of one request. They are checked before the work starts; a request that exceeds one is refused with a code that begins with `LIMIT_`."}
)

// The examples of accounts, whose settings belong together.
const (
	accountsExample  = "auth:\n  users:\n    table: user\n    identity: email\n    password: password"
	secretExample    = "auth:\n  jwt:\n    secret: a text of at least thirty-two bytes" //nolint:gosec // it is an example
	cursorsExample   = "cursors:\n  secret: a text of at least thirty-two bytes"        //nolint:gosec // it is an example
	documentsExample = "documents: only\nmanifest: persisted-query-manifest.json"
	tokensExample    = "auth:\n  jwt:\n    jwks: https://login.example.org/jwks.json\n    algorithm: ES256\n" +
		"    issuer: https://login.example.org/\n    audience: tiddly"
	servicesExample = "auth:\n  jwt:\n    jwks: https://login.example.org/jwks.json\n    services: [kind=service]"
)

// options are all settings.
var options = []option{
	{
		group: serving, key: "config", flag: "config", standard: "", value: text("FILE"), outside: true,
		help:  "file of settings; by default tiddly.yml in this directory, if it exists",
		about: "A file that is named must exist.",
	},
	{
		group: serving, key: "db", flag: "db", standard: DefaultDatabase, shown: DefaultDatabase, value: text("DATABASE"),
		help: "database to open: %s", example: "shop.db",
		about: "The default, `tiddly.db`, is created if it does not exist; any other database only with `create`.",
	},
	{
		group: serving, key: "schemas", flag: "schemas", standard: []string{}, value: list("SCHEMA", text("SCHEMA")),
		help: "schemas to serve, where the database has them; by default those in the search path of the role", example: "[public, audit]",
		about: "Tables of the first one have their own names, those of the others that of their schema in front.",
	},
	{
		group: serving, key: "create", flag: "create", standard: false, shown: "false", value: toggle,
		help: "create the database file if it does not exist",
	},
	{
		group: serving, key: "readOnly", flag: "read-only", standard: false, shown: "false", value: toggle,
		help: "never write to the database", about: "The schema then has no mutations.",
	},
	{
		group: serving, key: "wal", flag: "wal", standard: false, shown: "false", value: toggle,
		help:  "switch an existing database to write-ahead logging (changes its file)",
		about: "For databases that are one file. With it readers do not wait for the writer. A database created by Tiddly uses it from the start.",
	},
	{
		group: serving, key: "listen", flag: "listen", standard: "127.0.0.1:8080", shown: "127.0.0.1:8080", value: address,
		help: "address to listen on; port 0 uses any free one", example: "127.0.0.1:9000",
		about: "An address that is not loopback is refused unless `auth.required` or `public` is set: authentication is off by default.",
	},
	{
		group: serving, key: "rest.legacy", flag: "rest-legacy", standard: On, shown: On, value: choice(On, Off),
		help: "serve every table at /{table} too, for clients of the original Tiddly", about: "With the verbs GET, POST, PUT, DELETE and FETCH.",
	},
	{
		group: serving, key: "federation", flag: "federation", standard: false, shown: "false", value: toggle,
		help:  "serve the schema as a subgraph of Apollo Federation 2",
		about: "Adds `_service`, which is hidden where introspection is, and `_entities`. See [federation](federation.md).",
	},
	{
		group: serving, key: "graphql.cacheControl", flag: "graphql-cache-control", standard: "", value: cacheControl, example: "max-age=60, stale-while-revalidate=30",
		help: "Cache-Control of the answers of GraphQL to GET and QUERY, for browsers and caches",
		about: "Answers with errors are never cached. Answers to callers who show who they are, and answers with `me`, become `private`, without `public` and `s-maxage`. " +
			"Without the setting, answers say nothing about caches, and those to such callers are `no-store`. See [GraphQL over HTTP](http.md#caches).",
	},
	{
		group: serving, key: "compression", flag: "compression", standard: On, shown: On, value: choice(On, Off), example: "off",
		help:  "send answers in gzip to clients that accept it, from 1,400 bytes on",
		about: "Of GraphQL, REST and the schema; the pages for browsers are always sent so. Turn it off where a proxy compresses. See [compression](http.md#compression).",
	},
	{
		group: access, key: "public", flag: "public", standard: false, shown: "false", value: toggle,
		help:  "let everyone who reaches the address read and write, without signing in",
		about: "Needed to listen on an address that is not loopback without `auth.required`. The server then prints at the start who can read and write what.",
	},
	{
		group: access, key: "hosts", flag: "hosts", standard: []string{}, value: list("NAME", hostName),
		help: "names under which the server is reached, besides those of loopback", example: "[api.example.org]",
		about: "A request for another Host is answered with 421: a page on the web can point a name of its own to your machine, " +
			"and would read answers as if they were its own. Names of loopback, and the one in `listen`, are always served; " +
			"numeric addresses are where `public` or `auth.required` is set.",
	},
	{
		group: access, key: "cors.origins", flag: "cors", standard: []string{}, value: list("ORIGIN", origin),
		help: "origins of pages that may use the server from a browser", example: "[\"https://app.example.org\"]",
		about: "An origin is `https://app.example.org`, with its port if that is not the default; `*` is every page. " +
			"On loopback the pages of `http://localhost` and `http://127.0.0.1`, at any port, may use the server without being named here, and without credentials.",
	},
	{
		group: access, key: "cors.headers", flag: "cors-headers", standard: []string{}, value: list("NAME", headerName), example: "[authorization, x-api-key]",
		help:  "headers that these pages may send; if none is named, all that they request",
		about: "It applies to the pages of this machine too. `Content-Type`, and what a browser sends without asking, is always allowed.",
	},
	{
		group: access, key: "cors.credentials", flag: "cors-credentials", standard: false, shown: "false", value: toggle,
		help:  "let the origins of --cors send credentials, such as cookies",
		about: "It cannot be combined with the origin `*`.",
	},
	{
		group: access, key: "introspection", flag: "introspection", standard: Auto, shown: Auto, value: choice(Auto, On, Off),
		help: "answer introspection of the schema",
		about: "`auto` answers them on loopback: the server listens on loopback only, none of `hosts`, `public` and `auth.proxies` is set, and the request names a host " +
			"of loopback, over HTTP/1.1 or newer, with no header of a proxy. See [behind a proxy](proxies.md).",
	},
	{
		group: access, key: "trace", flag: "trace", standard: Auto, shown: Auto, value: choice(Auto, On, Off),
		help: "return the SQL, stages and query plans of a request that requests a trace",
		about: "A request sets the header `Tiddly-Trace`, as the playground does; a trace never contains bound values. `auto` returns them on loopback, " +
			"as with `introspection`; `on` returns them to everyone who reaches the server.",
	},
	{
		group: access, key: "console", flag: "console", standard: Auto, shown: Auto, value: choice(Auto, On, Off),
		help:  "serve the pages for browsers: the playground and the picture of the tables",
		about: "`auto` serves them on loopback, as with `introspection`, which they need. See [the playground](playground.md).",
	},
	{
		group: access, key: "documents", flag: "documents", standard: Off, shown: Off, value: choice(Off, Allow, Only), together: documentsExample,
		help: "answer the documents in the manifest by their ids (allow), or nothing else by GraphQL (only)",
		about: "`only` refuses every other document, introspection and `/schema.graphqls`, and lets clients register none. It does not cover REST: " +
			"set `rest.legacy: off`. See [trusted documents](http.md#trusted-documents).",
	},
	{
		group: access, key: "manifest", flag: "manifest", standard: "", value: text("FILE"), together: documentsExample,
		help:  "file of the trusted documents, as Apollo's or Relay's tools write it",
		about: "A document that the schema does not allow stops the start. SIGHUP reads the file again; if it is wrong then, the previous documents stay, and the log says why.",
	},
	{
		group: accounts, key: "auth.required", flag: "auth-required", standard: false, shown: "false", value: toggle,
		help: "require everyone to sign in: anonymous requests read and write nothing",
		about: "Without it anonymous requests are served too, and accounts only identify the caller. With it the server may listen on an address that is not loopback. " +
			"API keys (`tiddly keys add`) work without any other setting.",
	},
	{
		group: accounts, key: "auth.users.table", flag: "auth-users-table", standard: "", value: text("TABLE"), together: accountsExample,
		help:  "table of the accounts, by its SQL name",
		about: "With it, people sign in with `POST /login`, and passwords are stored as hashes. The three settings below `auth.users` go together.",
	},
	{
		group: accounts, key: "auth.users.identity", flag: "auth-users-identity", standard: "", value: text("COLUMN"), together: accountsExample,
		help: "column of the name by which an account signs in; its values should be unique",
	},
	{
		group: accounts, key: "auth.users.password", flag: "auth-users-password", standard: "", value: text("COLUMN"), together: accountsExample,
		help:  "column of the accounts that holds the password",
		about: "Clients can write it, but nobody can read it: a hash (argon2id) is stored. A plain password that is stored already is accepted, and hashed, when its owner signs in.",
	},
	{
		group: accounts, key: "auth.session.idle", flag: "auth-session-idle", standard: 7 * day, shown: "7d", value: duration(time.Minute, 365*day), example: "12h",
		help: "time after which an unused session ends",
	},
	{
		group: accounts, key: "auth.session.longest", flag: "auth-session-longest", standard: 30 * day, shown: "30d", value: duration(time.Minute, 365*day), example: "7d",
		help: "time after which every session ends",
	},
	{
		group: accounts, key: "auth.proxies", flag: "auth-proxies", standard: []string{}, value: list("NETWORK", network), example: "[10.0.0.0/8]",
		help: "addresses and networks of proxies whose X-Forwarded-For is trusted, besides this machine",
		about: "Failed logins and the bytes that wait to be sent are counted by address. For a request from a proxy named here, or from this machine, the address is the last one in `X-Forwarded-For` or `Forwarded` " +
			"that is not such a proxy, with or without a port; those headers of other clients are ignored. See [behind a proxy](proxies.md).",
	},
	{
		group: accounts, key: "auth.jwt.secret", flag: "auth-jwt-secret", standard: "", value: ownSecret, together: secretExample,
		help:  "secret by which tokens (JWT) are signed with HS256; at least 32 bytes",
		about: "Set it with the variable `TIDDLY_AUTH_JWT_SECRET`: others on the machine can see the arguments of a program. It is never logged.",
	},
	{
		group: accounts, key: "auth.jwt.jwks", flag: "auth-jwt-jwks", standard: "", value: keySet, example: "https://login.example.org/jwks.json",
		help: "URL of the public keys (JWKS) by which tokens are signed",
		about: "It must begin with `https://`, and not name a host of this machine or of a private network, unless `auth.jwt.insecure` is set. " +
			"The keys are cached, and read again every hour and when a token names an unknown key.",
	},
	{
		group: accounts, key: "auth.jwt.algorithm", flag: "auth-jwt-algorithm", standard: "", value: choice(HS256, RS256, ES256),
		help: "the one algorithm by which tokens are signed", together: tokensExample,
		about: "The default is HS256 with `auth.jwt.secret`, RS256 with `auth.jwt.jwks`. A token signed with another algorithm is refused.",
	},
	{
		group: accounts, key: "auth.jwt.issuer", flag: "auth-jwt-issuer", standard: "", value: text("TEXT"), together: tokensExample,
		help: "the iss that a token must have",
	},
	{
		group: accounts, key: "auth.jwt.audience", flag: "auth-jwt-audience", standard: "", value: text("TEXT"), together: tokensExample,
		help: "the aud that a token must have", about: "Set it where the same issuer signs tokens for other programs too; with `auth.jwt.jwks`, the server warns at the start if it is not set.",
	},
	{
		group: accounts, key: "auth.jwt.services", flag: "auth-jwt-services", standard: []string{}, value: list("CLAIM=VALUE", claimValue), together: servicesExample,
		help: "claims that mark the token of a program, which needs no account",
		about: "With `auth.users`, every other token needs an existing account, named by its `sub`. A claim must equal the value, or be a list that contains it; " +
			"one of several settings is enough. Use a claim that only the issuer can set.",
	},
	{
		group: accounts, key: "auth.jwt.insecure", flag: "auth-jwt-insecure", standard: false, shown: "false", value: toggle,
		help: "allow an auth.jwt.jwks over http, on this machine or in a private network (for tests)",
	},
	{
		group: naming, key: "strictNames", flag: "strict-names", standard: false, shown: "false", value: toggle,
		help:  "refuse a database in which two names clash instead of numbering them",
		about: "Without it, the table whose name sorts first keeps the name, the others get a number, and the log names the setting that resolves the clash.",
	},
	{
		group: naming, key: "naming.preset", flag: "naming-preset", standard: string(catalog.Standard), shown: string(catalog.Standard), value: choice(catalog.Presets()...),
		help: "names of the global id and of what goes with it: nodeId, or id for Relay", example: "relay",
		about: "With `relay` the global id of a row is `id`, and a column of that name `rowId`; a column that would be `rowId` gets an underscore. " +
			"`node` takes `id`, `nodes` takes `ids`, and payloads have `deletedId` and `deletedIds`. Names of the settings stay as they are. See [Relay](relay.md#the-names-that-relay-expects).",
	},
	{
		group: naming, key: "nullability", flag: "nullability", standard: Standard, shown: Standard, value: choice(Standard, Semantic), example: Semantic,
		help: "how fields say that they are null only if there is an error: not at all, or by @semanticNonNull",
		about: "`semantic` marks nullable fields whose column is `NOT NULL`, and in which nothing that is stored reads as null. " +
			"See [nullability](reading.md#nullability).",
	},
	{
		group: generating, key: "generate.source", flag: "generate-source", standard: "", value: text("SOURCE"), example: "db/schema.sql",
		help: "script (….sql) or database that code is generated for; without it, db/schema.sql",
		about: "A path is relative to the folder of the file. `tiddly generate --db shop.db` and `--schema shop.sql` write it, without a password; " +
			"after that, another source is refused unless `--force` is set. Set an address that has a password as the variable: " +
			"others on the machine can see the arguments of a program.",
	},
	{
		group: generating, key: "generate.tables", flag: "generate-tables", standard: []string{}, value: list("PATTERN", tablePattern),
		help: "tables that have Go code; by default, all", example: "[author, book, shop_*]",
		about: "SQL names, with the wildcards `*`, `?` and `[a-z]`. All tables are served, with or without code.",
	},
	{
		group: generating, key: "generate.numberNames", flag: "generate-number-names", standard: false, shown: "false", value: toggle,
		help:  "number names that clash, in the schema and in Go, instead of refusing them",
		about: "Without it `generate` writes nothing, and names the setting that resolves each clash.",
	},
	{
		group: operation, key: "log.level", flag: "log-level", standard: "info", shown: "info", value: choice("debug", "info", "warn", "error"),
		help:  "lowest level to log",
		about: "`info` logs every request, `debug` also those for health and metrics.",
	},
	{
		group: operation, key: "log.format", flag: "log-format", standard: Auto, shown: Auto, value: choice(Auto, "text", "json"),
		help: "format of the log", about: "`auto` writes text to a terminal, and JSON elsewhere.",
	},
	{
		group: operation, key: "log.slow", flag: "log-slow", standard: time.Second, shown: "1s", value: duration(0, time.Hour),
		help: "log statements that take at least this long; 0s logs none", about: "The log contains their SQL, which never contains values.", example: "200ms",
	},
	{
		group: operation, key: "metrics", flag: "metrics", standard: Auto, shown: Auto, value: wordOrAddress(Auto, On, Off), example: "127.0.0.1:9090",
		help: "serve metrics at /metrics: on loopback (auto), to everyone, to nobody, or at an address of their own",
		about: "A separate address serves nothing else, so it can be one that only your Prometheus server reaches. " +
			"If metrics are off, nothing is counted.",
	},
	{
		group: operation, key: "otel", flag: "otel", standard: "", value: collector, example: "http://127.0.0.1:4318",
		help:  "OpenTelemetry collector to send spans to (needs a build with -tags otel)",
		about: "Each request, stage and statement has a span, sent by OTLP over HTTP. Headers for the collector come from the variable `OTEL_EXPORTER_OTLP_HEADERS`.",
	},
	{
		group: operation, key: "cursors.secret", flag: "cursors-secret", standard: "", value: ownSecret, together: cursorsExample,
		help: "secret by which the cursors of connections are authenticated; at least 32 bytes",
		about: "Where it is not set, the secret is kept in the database if Tiddly has tables of its own there; otherwise cursors are valid until the server " +
			"stops. Give it as the variable `TIDDLY_CURSORS_SECRET`. It is never logged.",
	},
	{
		group: limits, key: "limits.time", flag: "timeout", standard: 10 * time.Second, shown: "10s", value: duration(time.Millisecond, time.Hour),
		help: "time limit of a request", example: "30s",
	},
	{
		group: limits, key: "limits.requests", flag: "limit-requests", standard: 128, shown: "128", value: number(1, 100_000),
		help: "limit of requests that run at the same time",
		about: "A request runs from when it has arrived completely until its answer is ready to be sent, so slow clients take no place. " +
			"Others wait for their turn.",
	},
	{
		group: limits, key: "limits.waiting", flag: "limit-waiting", standard: 1000, shown: "1000", value: number(0, 1_000_000),
		help: "limit of requests that wait for their turn", about: "Further requests are refused at once, with 503 and `LIMIT_REQUESTS`.",
	},
	{
		group: limits, key: "limits.wait", flag: "limit-wait", standard: 5 * time.Second, shown: "5s", value: duration(time.Millisecond, time.Minute),
		help: "time limit of that wait", example: "2s",
	},
	{
		group: limits, key: "limits.outgoing", flag: "limit-outgoing", standard: 64 << 20, shown: "64MiB", value: size(1<<20, 1<<40),
		help: "limit of the bytes of all answers that wait to be sent", example: "256MiB",
		about: "A request reserves its share before it reads: as much as earlier answers to it took. If there is no room it waits for its turn, and is then refused " +
			"with 503 and `LIMIT_OUTGOING`. No address holds more than a quarter. Never less than `limits.answerBytes`.",
	},
	{
		group: limits, key: "limits.body", flag: "limit-body", standard: 1 << 20, shown: "1MiB", value: size(1<<10, 256<<20),
		help: "limit of the bytes of a request body",
	},
	{
		group: limits, key: "limits.batch", flag: "limit-batch", standard: 0, shown: "0", value: number(0, 1000), example: "10",
		help:  "limit of the requests in an array of requests; 0 accepts no arrays",
		about: "Each request of an array has the limits of a request of its own, but for `limits.requests`, `limits.body` and `limits.answerBytes`, which the array has as a whole. See [arrays](http.md#arrays).",
	},
	{
		group: limits, key: "limits.persisted", flag: "limit-persisted", standard: 4 << 20, shown: "4MiB", value: size(0, 1<<30),
		help:  "limit of the bytes of all documents that clients register by their hash; 0 lets none be registered",
		about: "The least recently used ones are forgotten, and clients register them again by themselves. See [automatic persisted queries](http.md#automatic-persisted-queries).",
	},
	{
		group: limits, key: "limits.kept", flag: "limit-kept", standard: 32 << 20, shown: "32MiB", value: size(0, 1<<40),
		help: "limit of the bytes of answers that are kept while nobody writes to the database; 0 keeps none", example: "256MiB",
		about: "For databases that are one file. An answer that was asked for twice is given again, to the same caller, until anybody commits a write, through the server or past it. " +
			"See [answers that are kept](limits.md#answers-that-are-kept).",
	},
	{
		group: limits, key: "limits.tokens", flag: "limit-tokens", standard: 2000, shown: "2000", value: number(10, 1_000_000),
		help: "limit of the tokens (names, numbers, brackets) of a document",
	},
	{
		group: limits, key: "limits.fields", flag: "limit-fields", standard: 300, shown: "300", value: number(1, 100_000),
		help: "limit of the fields of a document, as written and with its fragments expanded", example: "1000",
	},
	{
		group: limits, key: "limits.rootAliases", flag: "limit-root-aliases", standard: 15, shown: "15", value: number(0, 10_000),
		help: "limit of the aliased root fields of a document",
	},
	{
		group: limits, key: "limits.aliases", flag: "limit-aliases", standard: 100, shown: "100", value: number(0, 100_000),
		help: "limit of the aliases of a document",
	},
	{
		group: limits, key: "limits.directives", flag: "limit-directives", standard: 50, shown: "50", value: number(0, 10_000),
		help: "limit of the directives of a document",
	},
	{
		group: limits, key: "limits.depth", flag: "limit-depth", standard: 10, shown: "10", value: number(1, 100),
		help: "limit of the levels of nested selections",
	},
	{
		group: limits, key: "limits.introspectionDepth", flag: "limit-introspection-depth", standard: 20, shown: "20", value: number(1, 100),
		help: "the same below __schema and __type", about: "The usual tools nest by more than 10 levels there.",
	},
	{
		group: limits, key: "limits.cost", flag: "limit-cost", standard: 100_000, shown: "100000", value: number(1, 1_000_000_000),
		help:  "limit of the rows that a request could read: the limits of its lists, multiplied",
		about: "A list without `limit` counts 100 rows at the root and 20 in another list.",
	},
	{
		group: limits, key: "limits.rows", flag: "limit-rows", standard: 1000, shown: "1000", value: number(1, maxRows),
		help: "limit of the rows of one list, and the default of `limit`", example: "500",
	},
	{
		group: limits, key: "limits.answerRows", flag: "limit-answer-rows", standard: 100_000, shown: "100000", value: number(1, 10_000_000),
		help: "limit of the rows of a whole answer",
	},
	{
		group: limits, key: "limits.answerBytes", flag: "limit-answer-bytes", standard: 10 << 20, shown: "10MiB", value: size(1<<10, 1<<30),
		help: "limit of the bytes of a whole answer",
	},
}
