// Documents over every kind of value and key, typed by what the kit's configuration of graphql-codegen writes.
import { graphql } from './tiddly/gql/index.js';

export const things = graphql(`
  query Things($where: ThingWhere, $limit: Int, $offset: Int) {
    things(where: $where, limit: $limit, offset: $offset) { id name state size price madeAt day at mark extra picture }
  }
`);

export const topThings = graphql(`
  query TopThings($limit: Int!) { things(limit: $limit) { id name } }
`);

export const thingPages = graphql(`
  query ThingPages($first: Int, $after: String, $last: Int, $before: String) {
    thingsConnection(first: $first, after: $after, last: $last, before: $before) {
      totalCount
      edges { node { id name } }
      pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
  }
`);

export const oneThing = graphql(`
  query OneThing($id: Int!) { thing(by: { id: $id }) { id name } }
`);

export const oneOther = graphql(`
  query OneOther($thing: Int!, $place: Int!, $serial: BigInt!) {
    part(by: { thingIdAndPlace: { thingId: $thing, place: $place } }) { thingId place weight }
    stamp(by: { serial: $serial }) { serial text }
  }
`);

export const others = graphql(`
  query Others {
    parts(limit: 2) { thingId place weight }
    labels(limit: 2) { code text }
    stamps { serial text }
    notes { id text writtenAt }
    days { nodeId day thingId }
  }
`);

export const nodes = graphql(`
  query Nodes($ids: [ID!]!) {
    nodes(nodeIds: $ids) { __typename ... on Node { nodeId } ... on Label { code text } }
  }
`);

export const setThing = graphql(`
  mutation SetThing($id: Int!, $set: ThingSet!) {
    updateThing(by: { id: $id }, set: $set) { node { id name size madeAt } }
  }
`);

export const addThing = graphql(`
  mutation AddThing($input: ThingInsert!) { insertThing(input: $input) { node { id name } } }
`);

export const removeThing = graphql(`
  mutation RemoveThing($id: Int!) { deleteThing(by: { id: $id }) { node { id } affectedRows } }
`);
