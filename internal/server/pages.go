package server

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"tiddly/internal/accept"
	"tiddly/internal/caller"
)

// root serves the playground to browsers that may have it, and a plain text to other clients.
func (s *Server) root(w http.ResponseWriter, r *http.Request) {
	accept.Vary(w.Header(), "Accept")
	if s.shows(r) && s.options.Pages != nil && wantsPage(r.Header) {
		s.options.Pages.ServeHTTP(w, r)
		return
	}
	writeText(w, "It Works!") // exact text: clients of the original compare it
}

// page serves the addresses that only the pages use.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	if s.options.Pages == nil || !s.shows(r) {
		notFound(w, r)
		return
	}
	s.options.Pages.ServeHTTP(w, r)
}

// schemaOrPage serves the schema page to browsers that may have it, and calls sdl for other clients.
func (s *Server) schemaOrPage(sdl http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		accept.Vary(w.Header(), "Accept")
		if s.shows(r) && s.options.Pages != nil && wantsPage(r.Header) {
			s.options.Pages.ServeHTTP(w, r)
			return
		}
		sdl.ServeHTTP(w, r)
	}
}

// databaseHeader is the name of the served database, percent-encoded, for those who may have the schema.
const databaseHeader = "Tiddly-Database"

// schema writes the SDL, which discloses the same as introspection.
func (s *Server) schema(w http.ResponseWriter, r *http.Request) {
	if s.options.SDL == nil || s.options.Introspects == nil || !s.options.Introspects(r) {
		notFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	if s.options.Database != "" {
		w.Header().Set(databaseHeader, url.PathEscape(s.options.Database))
	}
	writeText(w, s.options.SDL(caller.From(r.Context())))
}

func (s *Server) shows(r *http.Request) bool { return s.options.Shows != nil && s.options.Shows(r) }

// wantsPage reports whether a client is a browser: it accepts HTML by name. A client that accepts anything (*/*)
// is usually a program.
func wantsPage(h http.Header) bool {
	for _, line := range h["Accept"] {
		for part := range strings.SplitSeq(line, ",") {
			media, parameters, err := mime.ParseMediaType(part)
			if err != nil || media != "text/html" {
				continue
			}
			q, err := strconv.ParseFloat(parameters["q"], 64)
			return parameters["q"] == "" || (err == nil && q > 0)
		}
	}
	return false
}

func writeText(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = io.WriteString(w, text)
}
