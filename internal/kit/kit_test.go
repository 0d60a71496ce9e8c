package kit

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// served is a schema as it is served, cut to what the kits read of it.
const served = `
type Query {
  things(where: ThingWhere, orderBy: [ThingOrderBy!], limit: Int, offset: Int): [Thing!]!
  thingsConnection(where: ThingWhere, first: Int, after: String, last: Int, before: String): ThingConnection!
  thingsAggregate(where: ThingWhere, groupBy: [String!], limit: Int, offset: Int): [ThingAggregate!]!
  thing(by: ThingKey!): Thing
  part(by: PartKey!): Part
  parts(limit: Int, offset: Int): [Part!]!
  day(by: DayKey!): Day
  notes(limit: Int, offset: Int): [Note!]!
  weather: Weather
  node(nodeId: ID!): Node
}
interface Node { nodeId: ID! }
type Thing implements Node { nodeId: ID! id: Int! size: BigInt! sizes: [BigInt!] parts(limit: Int, offset: Int): [Part!]! }
type Part implements Node { nodeId: ID! thingId: Int! place: Int! thing: Thing }
type Day implements Node { nodeId: ID! day: Date id: Int! }
type Note { id: Int text: String }
type Weather { id: ID! sky: String }
type ThingConnection { edges: [ThingEdge!]! nodes: [Thing!]! pageInfo: PageInfo! totalCount: Int! }
type ThingEdge { cursor: String! node: Thing! }
type PageInfo { startCursor: String endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! }
type ThingAggregate { count(distinct: String): Int! min: ThingMin max: ThingMin }
type ThingMin { id: Int size: BigInt }
input ThingKey @oneOf { id: Int size: BigInt }
input PartKey @oneOf { thingIdAndPlace: PartThingIdAndPlaceKey }
input PartThingIdAndPlaceKey { thingId: Int! place: Int! }
input DayKey @oneOf { day: Date }
input ThingWhere { and: [ThingWhere!] id: IntFilter size: BigIntFilter old: Int @deprecated(reason: "say \"new\"") }
input IntFilter { eq: Int in: [Int!] }
input BigIntFilter { eq: BigInt in: [BigInt!] }
input ThingOrderBy { id: Order = ASC }
enum Order { ASC DESC @deprecated(reason: "no") }
scalar BigInt @specifiedBy(url: "https://example.org/big")
scalar Date
`

func parse(t *testing.T, sdl string) *ast.Schema {
	t.Helper()
	s, err := Parse(sdl)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fileOf(t *testing.T, files []File, name string) string {
	t.Helper()
	for _, f := range files {
		if f.Name == name {
			return f.Text
		}
	}
	t.Fatalf("there is no file %s", name)
	return ""
}

func files(t *testing.T, kit, sdl string) []File {
	t.Helper()
	made, err := Files(kit, parse(t, sdl), Options{Sources: "..", Path: "src/tiddly"})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// TestIdentities shows how rows are told apart: by their key, by the global id where a column of the key can be null,
// and not at all where Apollo would take a column called id for a key that it is not.
func TestIdentities(t *testing.T) {
	policies := fileOf(t, files(t, "apollo", served), "policies.ts")
	for _, want := range []string{
		"  Part: {\n    keyFields: ['thingId', 'place'],\n",
		"  Day: {\n    keyFields: ['nodeId'],\n",
		"  Note: {\n    // Nothing tells these apart: they are kept where they were read.\n    keyFields: false,\n",
		"  ThingMin: {\n    // Nothing tells these apart: they are kept where they were read.\n    keyFields: false,\n    fields: {\n      size: { scalar: 'BigInt' },\n",
		"  Thing: {\n    fields: {\n      size: { scalar: 'BigInt' },\n      sizes: { scalar: '[BigInt]' },\n      parts: list([]),\n",
		"      things: list(['where', 'orderBy']),\n      thingsConnection: connection(['where']),\n      thingsAggregate: list(['where', 'groupBy']),\n",
		"      thing: single('Thing', 'id', ['id']),\n      part: single('Part', 'thingIdAndPlace', ['thingId', 'place']),\n      parts: list([]),\n      notes:",
		"  Node: [\n    'Day',\n    'Part',\n    'Thing',\n  ],\n",
		"  BigIntFilter: {\n    fields: {\n      eq: 'BigInt',\n      in: '[BigInt]',\n",
		"  ThingWhere: {\n    fields: {\n      and: '[ThingWhere]',\n      size: 'BigIntFilter',\n    },\n",
		"  Thing: {\n    Query: ['things', 'thingsConnection', 'thingsAggregate'],\n  },\n",
	} {
		if !strings.Contains(policies, want) {
			t.Errorf("policies.ts has no\n%s\n%s", want, policies)
		}
	}
	if strings.Contains(policies, "Weather") || strings.Contains(policies, "IntFilter: {\n    fields: {\n      eq: 'Int'") {
		t.Errorf("a type of the owner with an id, or an input without such scalars, has a policy:\n%s", policies)
	}
}

// TestRelayPreset serves the global id as id, which is what both clients expect by themselves.
func TestRelayPreset(t *testing.T) {
	renamed := strings.NewReplacer("id: Int", "rowId: Int", "nodeId", "id").Replace(served)
	environment := fileOf(t, files(t, "relay", renamed), "environment.ts")
	if strings.Contains(environment, "getDataID") || !strings.Contains(environment, "args['id']") {
		t.Errorf("the environment is\n%s", environment)
	}
	if config := fileOf(t, files(t, "relay", renamed), "relay.config.json"); !strings.Contains(config, `"nodeInterfaceIdField": "id"`) {
		t.Errorf("the configuration is\n%s", config)
	}
	if policies := fileOf(t, files(t, "apollo", renamed), "policies.ts"); strings.Contains(policies, "keyFields: ['") {
		t.Errorf("the policies are\n%s", policies)
	}
	if environment := fileOf(t, files(t, "relay", served), "environment.ts"); !strings.Contains(environment, "getDataID: (row) => row['nodeId']") {
		t.Errorf("the environment is\n%s", environment)
	}
}

// TestGateway leaves out what a subgraph has for gateways: its kits are those of the same tables without it.
func TestGateway(t *testing.T) {
	subgraph := strings.Replace(served, "type Query {", "type Query {\n  _entities(representations: [_Any!]!): [_Entity]!\n  _service: _Service!", 1) +
		"union _Entity = Thing | Part\nscalar _Any\ntype _Service { sdl: String! }\n"
	for _, kit := range Names() {
		plain := files(t, kit, served)
		schema := parse(t, subgraph)
		made, err := Files(kit, schema, Options{Sources: "..", Path: "src/tiddly"})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range made {
			if f != plain[i] {
				t.Errorf("%s: %s is\n%s\nand without a gateway\n%s", kit, f.Name, f.Text, plain[i].Text)
			}
		}
		if schema.Types["_Any"] == nil || schema.Query.Fields.ForName("_service") == nil {
			t.Error("the schema was changed")
		}
	}
	// What the owner of another server calls so is theirs.
	own := "type Query { _service: Int a: _Any }\nscalar _Any\n"
	if printed := fileOf(t, files(t, "relay", own), "schema.graphql"); !strings.Contains(printed, "_service: Int") || !strings.Contains(printed, "scalar _Any") {
		t.Errorf("the schema is\n%s", printed)
	}
}

// TestNothingIsLeftToFill requires that no frame keeps the name of a value, for any schema.
func TestNothingIsLeftToFill(t *testing.T) {
	for _, sdl := range []string{served, "type Query { a: Int }"} {
		for _, kit := range Names() {
			for _, f := range files(t, kit, sdl) {
				for _, name := range []string{"$path$", "$sources$", "$kit$", "$imports$", "$scalars$", "$identity$", "$argument$", "$functions$"} {
					if strings.Contains(f.Text, name) {
						t.Errorf("%s: %s has %s", kit, f.Name, name)
					}
				}
			}
		}
	}
}

func TestUnknownKit(t *testing.T) {
	if _, err := Files("urql", parse(t, served), Options{}); err == nil || !strings.Contains(err.Error(), "urql") {
		t.Errorf("the error is %v", err)
	}
}
