//go:build linux

package soak_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// item is a row as an answer has it.
type item struct {
	ID      int    `json:"id"`
	Owner   int    `json:"owner"`
	OwnerID int    `json:"owner_id"`
	Version int    `json:"version"`
	Body    string `json:"body"`
	Data    []byte `json:"data"`
}

// wide returns the length of a text of an item: most are short, many about as long as a block of rows, some longer.
func wide(id, version int) int {
	const block = 32 << 10
	switch n := id*7919 + version*104729; n % 20 {
	case 0:
		return n % (300 << 10)
	case 1, 2, 3:
		return block - 64 + n%128
	case 4, 5:
		return n % (2 * block)
	default:
		return n % 200
	}
}

// bodyOf returns the text of an item, which no other item has and no other version.
func bodyOf(id, version int) string {
	part := fmt.Sprintf("%d.%d \"é\\🌙\n", id, version)
	n := wide(id, version)
	return strings.Repeat(part, n/len(part)+1)
}

func dataOf(id, version int) []byte {
	part := []byte{byte(id), 0, byte(version), 255, byte(id >> 8)}
	return slices.Repeat(part, wide(version, id)%(40<<10)/len(part)+1)
}

// check compares a row with what it must be.
func (c *client) check(i *item) error {
	version, some := c.items[i.ID]
	switch {
	case !some:
		return fmt.Errorf("item %d is there", i.ID)
	case i.Version != version:
		return fmt.Errorf("item %d has the version %d, not %d", i.ID, i.Version, version)
	case max(i.Owner, i.OwnerID) != c.owner:
		return fmt.Errorf("item %d is of %d", i.ID, max(i.Owner, i.OwnerID))
	case i.Body != bodyOf(i.ID, version):
		return fmt.Errorf("item %d has another body of %d bytes, not %d", i.ID, len(i.Body), len(bodyOf(i.ID, version)))
	case !bytes.Equal(i.Data, dataOf(i.ID, version)):
		return fmt.Errorf("item %d has other data of %d bytes, not %d", i.ID, len(i.Data), len(dataOf(i.ID, version)))
	}
	return nil
}

const (
	fields      = "id owner: ownerId version body data"
	keyQuery    = "query ($id: Int!) { item(by: {id: $id}) { " + fields + " } }"
	listQuery   = "query ($owner: Int!) { items(where: {ownerId: {eq: $owner}}, orderBy: [{id: ASC}]) { " + fields + " } }"
	nestedQuery = "query ($owner: Int!) { owners(where: {id: {eq: $owner}}) { name items(orderBy: [{id: ASC}]) { " + fields + " } } }"
	twinQuery   = "query { twins(orderBy: [{id: ASC}]) { n } }"
	slowQuery   = "query { slows { n } }"
	insertQuery = "mutation ($input: ItemInsert!) { insertItem(input: $input) { node { " + fields + " } } }"
	updateQuery = "mutation ($id: Int!, $set: ItemSet!) { updateItem(by: {id: $id}, set: $set) { affectedRows node { " + fields + " } } }"
	deleteQuery = "mutation ($id: Int!) { deleteItem(by: {id: $id}) { affectedRows } }"
)

// read reads an item by its key.
func (c *client) read() {
	id := c.some()
	leaves := c.leaves()
	found, err := c.one(leaves, id)
	switch {
	case err != nil:
	case found != nil:
		err = c.check(found)
	default:
		if _, some := c.items[id]; some {
			err = fmt.Errorf("item %d is gone", id)
		}
	}
	c.failed("an item by its key", err)
}

// one returns an item, or nil if there is none.
func (c *client) one(leaves bool, id int) (*item, error) {
	if c.IntN(2) == 0 {
		var data struct{ Item *item }
		err := c.graphQL(leaves, keyQuery, map[string]any{"id": id}, &data)
		return data.Item, err
	}
	body, err := c.ask(leaves, http.MethodGet, fmt.Sprint("/item/", id), nil)
	if err != nil {
		return nil, err
	}
	if strings.Contains(string(body), `"error":"No data found."`) {
		return nil, nil //nolint:nilnil // there is none
	}
	var found item
	err = decode(body, &found)
	return &found, err
}

// The ways to list the items.
const (
	graphQLList = iota
	nestedList
	restList
	lists
)

// list reads all items of the owner.
func (c *client) list() { c.compare(c.IntN(lists)) }

func (c *client) compare(way int) {
	all, err := c.all(way)
	if err == nil {
		err = c.checkAll(all)
	}
	c.failed(fmt.Sprint("the list by way ", way), err)
}

func (c *client) all(way int) (all []item, err error) {
	leaves := c.leaves()
	switch way {
	case graphQLList:
		var data struct{ Items []item }
		err = c.graphQL(leaves, listQuery, map[string]any{"owner": c.owner}, &data)
		return data.Items, err
	case nestedList:
		var data struct {
			Owners []struct {
				Name  string
				Items []item
			}
		}
		err = c.graphQL(leaves, nestedQuery, map[string]any{"owner": c.owner}, &data)
		if err == nil && (len(data.Owners) != 1 || data.Owners[0].Name != fmt.Sprint("owner ", c.owner)) {
			err = errors.New("another owner")
		}
		if err != nil {
			return nil, err
		}
		return data.Owners[0].Items, nil
	default:
		body, err := c.ask(leaves, "FETCH", "/item", map[string]any{"where": map[string]any{"owner_id": c.owner}, "orderby": "id"})
		if err == nil {
			err = decode(body, &all)
		}
		return all, err
	}
}

func (c *client) checkAll(all []item) error {
	ids := slices.Sorted(maps.Keys(c.items))
	if len(all) != len(ids) {
		return fmt.Errorf("%d items, not %d", len(all), len(ids))
	}
	for i := range all {
		if all[i].ID != ids[i] {
			return fmt.Errorf("the item %d is not %d", all[i].ID, ids[i])
		}
		if err := c.check(&all[i]); err != nil {
			return err
		}
	}
	return nil
}

// twins reads the rows that another program writes: they are equal, and of no earlier moment than before.
func (c *client) twins() {
	var data struct{ Twins []struct{ N int } }
	err := c.graphQL(c.leaves(), twinQuery, nil, &data)
	if err == nil {
		n := data.Twins[0].N
		if len(data.Twins) != 3 || n != data.Twins[1].N || n != data.Twins[2].N || n < c.twin {
			err = fmt.Errorf("the rows are %v, after %d", data.Twins, c.twin)
		}
		c.twin = n
	}
	c.failed("rows of another program", err)
}

// slow asks for what takes longer than any client waits.
func (c *client) slow() {
	err := c.graphQL(true, slowQuery, nil, nil)
	if err == nil {
		err = errors.New("it had an answer")
	}
	c.failed("a slow request", err)
}
