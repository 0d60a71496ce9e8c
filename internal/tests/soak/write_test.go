//go:build linux

package soak_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// most is the number of items of an owner.
const most = 12

// write inserts, updates or deletes an item. A write that was left is kept or not: a read tells.
func (c *client) write() {
	id, leaves := c.some(), c.leaves()
	before, had := c.items[id]
	after, has := before, had
	var err error
	switch {
	case !had && len(c.items) >= most:
		return
	case !had:
		c.next++
		id, after, has = c.next, 1, true
		err = c.insert(leaves, id)
	case len(c.items) > 2 && c.IntN(4) == 0:
		has = false
		err = c.remove(leaves, id)
	default:
		after++
		err = c.update(leaves, id, after)
	}
	c.counts.wrote++
	c.set(id, after, has)
	if err == nil {
		return
	}
	if !errors.Is(err, errLeft) {
		c.failed(fmt.Sprintf("writing item %d (%d, %v to %v)", id, after, had, has), err)
		return
	}
	c.failed("a write that was left", c.settle(id, before, after, had, has))
}

// settle reads what has become of an item whose write was left.
func (c *client) settle(id, before, after int, had, has bool) error {
	now, err := c.one(false, id)
	if err != nil {
		return err
	}
	switch {
	case now == nil && !has || now != nil && has && now.Version == after:
	case now == nil && !had || now != nil && had && now.Version == before:
		c.set(id, before, had)
	default:
		return fmt.Errorf("item %d is neither as it was nor as it was to be", id)
	}
	if now == nil {
		return nil
	}
	return c.check(now)
}

func (c *client) set(id, version int, there bool) {
	if there {
		c.items[id] = version
	} else {
		delete(c.items, id)
	}
}

func (c *client) insert(leaves bool, id int) error {
	if c.IntN(2) == 0 {
		body, err := c.ask(leaves, http.MethodPost, "/item", map[string]any{
			"id": id, "owner_id": c.owner, "version": 1, "body": bodyOf(id, 1), "data": dataOf(id, 1),
		})
		return told(body, id, err)
	}
	var data struct{ InsertItem struct{ Node item } }
	err := c.graphQL(leaves, insertQuery, map[string]any{"input": map[string]any{
		"id": id, "ownerId": c.owner, "version": 1, "body": bodyOf(id, 1), "data": dataOf(id, 1),
	}}, &data)
	if err != nil {
		return err
	}
	return c.gave(&data.InsertItem.Node, id, 1)
}

func (c *client) update(leaves bool, id, version int) error {
	set := map[string]any{"version": version, "body": bodyOf(id, version), "data": dataOf(id, version)}
	if c.IntN(2) == 0 {
		body, err := c.ask(leaves, http.MethodPut, fmt.Sprint("/item/", id), set)
		return told(body, id, err)
	}
	var data struct {
		UpdateItem struct {
			AffectedRows int
			Node         item
		}
	}
	err := c.graphQL(leaves, updateQuery, map[string]any{"id": id, "set": set}, &data)
	if err == nil && data.UpdateItem.AffectedRows != 1 {
		err = fmt.Errorf("%d rows", data.UpdateItem.AffectedRows)
	}
	if err != nil {
		return err
	}
	return c.gave(&data.UpdateItem.Node, id, version)
}

func (c *client) remove(leaves bool, id int) error {
	if c.IntN(2) == 0 {
		body, err := c.ask(leaves, http.MethodDelete, fmt.Sprint("/item/", id), nil)
		return told(body, id, err)
	}
	var data struct{ DeleteItem struct{ AffectedRows int } }
	err := c.graphQL(leaves, deleteQuery, map[string]any{"id": id}, &data)
	if err == nil && data.DeleteItem.AffectedRows != 1 {
		err = fmt.Errorf("%d rows", data.DeleteItem.AffectedRows)
	}
	return err
}

// gave compares the row that a write has given.
func (c *client) gave(node *item, id, version int) error {
	same := node.ID == id && node.Version == version && node.Owner == c.owner
	if !same || node.Body != bodyOf(id, version) || !bytes.Equal(node.Data, dataOf(id, version)) {
		return fmt.Errorf("it gave item %d of version %d", node.ID, node.Version)
	}
	return nil
}

// told returns the error of a write by REST whose answer is not the row's id.
func told(body []byte, id int, err error) error {
	if err == nil && !strings.HasPrefix(string(body), fmt.Sprintf(`{"id":%d,"status":"success"`, id)) {
		err = errors.New("refused: " + short(body))
	}
	return err
}
