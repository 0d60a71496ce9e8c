// Package console is the pages that the server shows to a browser: the playground and the picture of the tables. Their
// source is in web/, what Vite makes of it is committed in dist and embedded, so the server is built without Node. The
// pages talk to the public GraphQL endpoint only; this package knows nothing of the project. The build tag noconsole
// leaves them out.
package console
