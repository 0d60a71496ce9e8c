package config

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// maxTime bounds the time of a request: longer than any request should hold a connection.
const maxTime = time.Hour

// maxRows bounds the rows of one list: an answer is cut at as many (limit of a whole answer).
const maxRows = 100_000

func parseText(text string) (any, *Mistake) { return text, nil }

func parseSwitch(text string) (any, *Mistake) {
	on, err := strconv.ParseBool(text)
	if err != nil {
		return nil, &Mistake{Message: strconv.Quote(text) + " is neither true nor false", Hint: "give true or false"}
	}
	return on, nil
}

func parseDuration(text string) (any, *Mistake) {
	d, err := time.ParseDuration(text)
	if err != nil {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not a duration", Hint: "give a number with a unit, such as 500ms, 10s or 1m"}
	}
	if d < time.Millisecond || d > maxTime {
		return nil, &Mistake{Message: strconv.Quote(text) + " is out of range", Hint: "give a duration from 1ms to " + maxTime.String()}
	}
	return d, nil
}

func parseRows(text string) (any, *Mistake) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not a whole number", Hint: "give a number from 1 to " + strconv.Itoa(maxRows)}
	}
	if n < 1 || n > maxRows {
		return nil, &Mistake{Message: text + " is out of range", Hint: "give a number from 1 to " + strconv.Itoa(maxRows)}
	}
	return n, nil
}

// parseListen takes loopback addresses alone: nobody is asked who they are, so whoever can reach the
// port can read the database.
func parseListen(text string) (any, *Mistake) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		return nil, &Mistake{Message: strconv.Quote(text) + " is not an address", Hint: "give HOST:PORT, such as 127.0.0.1:8080"}
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil {
		return nil, &Mistake{Message: strconv.Quote(port) + " is not a port", Hint: "give a number from 0 to 65535; 0 takes any free port"}
	} else if !Loopback(host) {
		where := strconv.Quote(text) + " is not loopback"
		if host == "" {
			where = strconv.Quote(text) + " means every address of this machine"
		}
		return nil, &Mistake{
			Message: where + ": without authentication everyone who reaches it could read the database",
			Hint:    "listen on 127.0.0.1:" + strconv.FormatUint(n, 10),
		}
	}
	return text, nil
}

// Loopback tells whether a host name or address without port is one of this machine only: localhost, a name
// below it, 127.0.0.0/8 or ::1.
func Loopback(host string) bool {
	host = strings.ToLower(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
