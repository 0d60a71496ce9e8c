package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
)

// metricsPath is the path of the metrics.
const metricsPath = "/metrics"

// metrics serves the metrics to permitted requests and 404 to others.
func (s *Server) metrics(w http.ResponseWriter, r *http.Request) {
	if s.options.Metrics == nil || s.options.Measures == nil || !s.options.Measures(r) {
		notFound(w, r)
		return
	}
	s.options.Metrics.ServeHTTP(w, r)
}

// ServeMetrics serves only the metrics, on a listener of their own, until ctx ends; then it returns nil.
func ServeMetrics(ctx context.Context, listener net.Listener, metrics http.Handler, log *slog.Logger) error {
	routes := http.NewServeMux()
	routes.Handle("GET "+metricsPath, metrics)
	web := &http.Server{
		Handler:           routes,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      readTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	stop := context.AfterFunc(ctx, func() { _ = web.Close() }) // nothing is lost: scrapers ask again
	defer stop()
	if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
