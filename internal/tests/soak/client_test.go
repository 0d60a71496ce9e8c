//go:build linux

package soak_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// client asks one request after the other. It knows which items its owner must have: nobody else writes those.
type client struct {
	*rand.Rand
	t      *testing.T
	http   *http.Client
	server *served
	owner  int
	// items are the versions of the items, by their ids.
	items map[int]int
	next  int
	// twin is the greatest number that was read of another program's rows.
	twin   int
	counts counts
}

// counts are the numbers of requests, of those that were left, and of those that wrote.
type counts struct{ asked, left, wrote int }

func (c *counts) add(other counts) {
	c.asked += other.asked
	c.left += other.left
	c.wrote += other.wrote
}

func newClient(t *testing.T, server *served, owner int) *client {
	t.Helper()
	return &client{
		Rand: rand.New(rand.NewPCG(uint64(owner), 3)), t: t, http: &http.Client{Transport: &http.Transport{}}, server: server,
		owner: owner, items: map[int]int{}, next: owner * 1_000_000,
	}
}

// run asks until then, or until something is wrong.
func (c *client) run(until time.Time) counts {
	defer c.http.CloseIdleConnections()
	for time.Now().Before(until) && !c.t.Failed() {
		switch n := c.IntN(20); {
		case n < 6:
			c.write()
		case n < 11:
			c.read()
		case n < 17:
			c.list()
		case n < 19:
			c.twins()
		default:
			c.slow()
		}
	}
	c.compare(graphQLList)
	c.compare(restList)
	return c.counts
}

// errLeft is the error of a request that the client has left.
var errLeft = errors.New("the client has left")

// retries is how often a request is asked that was planned for tables which have changed since.
const retries = 20

// ask sends a request, which may be left in the middle, and returns the body of its answer.
func (c *client) ask(leaves bool, method, path string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	for n := 0; ; n++ {
		answer, err := c.askOnce(leaves, method, path, text)
		if err != nil || n == retries || !bytes.Contains(answer, []byte(`"SCHEMA_CHANGED"`)) && !bytes.Contains(answer, []byte(changedText)) {
			return answer, err
		}
		time.Sleep(time.Duration(c.IntN(50)) * time.Millisecond)
	}
}

// changedText is in the answer to such a request by REST, which has no code: it names every column. Where a part of a
// list was sent already, it stands at the end.
const changedText = `"error":"the database no longer has what the request reads`

func (c *client) askOnce(leaves bool, method, path string, text []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	if leaves {
		after := time.AfterFunc(time.Duration(c.IntN(8000))*time.Microsecond, cancel)
		defer after.Stop()
	}
	r, err := http.NewRequestWithContext(ctx, method, c.server.url+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	c.counts.asked++
	r.Header.Set(clientHeader, strconv.Itoa(c.owner))
	r.Header.Set(numberHeader, strconv.Itoa(c.counts.asked))
	answer, err := c.http.Do(r)
	if err == nil {
		defer func() { _ = answer.Body.Close() }()
		var body []byte
		if body, err = io.ReadAll(answer.Body); err == nil {
			return body, nil
		}
	}
	if leaves && ctx.Err() != nil {
		c.counts.left++
		c.server.gate.leave(c.owner, c.counts.asked)
		return nil, errLeft
	}
	return nil, err
}

// leaves decides whether a request is left.
func (c *client) leaves() bool { return c.IntN(6) == 0 }

// graphQL asks a document, which may be one that nobody has asked before.
func (c *client) graphQL(leaves bool, document string, variables, into any) error {
	if c.IntN(50) == 0 {
		document = strings.Replace(document, "query", "query Q"+strings.Repeat("q", c.IntN(60)), 1)
	}
	body, err := c.ask(leaves, http.MethodPost, "/graphql", map[string]any{"query": document, "variables": variables})
	if err != nil {
		return err
	}
	return decode(body, into)
}

// decode reads an answer, in which no error may be.
func decode(body []byte, into any) error {
	var answer struct {
		Errors json.RawMessage `json:"errors"`
		Error  *string         `json:"error"`
		Data   json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return errors.New("no JSON: " + short(body))
	}
	if answer.Errors != nil || answer.Error != nil {
		return errors.New("refused: " + short(body))
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer.Data, into)
}

// short returns both ends of a body.
func short(body []byte) string {
	const end = 300
	if len(body) <= 2*end {
		return string(body)
	}
	return string(body[:end]) + " … " + string(body[len(body)-end:])
}

// some returns the id of one of the items, or of none.
func (c *client) some() int {
	if len(c.items) == 0 || c.IntN(10) == 0 {
		return c.next + 1
	}
	ids := make([]int, 0, len(c.items))
	for id := range c.items {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids[c.IntN(len(ids))]
}

// failed reports what is wrong, and nothing where the client has left.
func (c *client) failed(what string, err error) {
	if err != nil && !errors.Is(err, errLeft) {
		c.t.Errorf("client %d, %s: %v", c.owner, what, err)
	}
}
