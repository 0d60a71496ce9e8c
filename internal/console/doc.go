// Package console embeds the pages that the server shows to browsers: the playground and the diagram of the
// tables. Their source is in web/; the output of Vite is committed in dist and embedded, so the server is built
// without Node. The pages use the public GraphQL endpoint only; this package knows nothing of the project. The
// build tag noconsole leaves them out.
package console
