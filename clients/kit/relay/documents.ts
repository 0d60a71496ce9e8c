// Documents over every kind of value and key, as relay-compiler reads them.
import { graphql } from 'relay-runtime';

export const things = graphql`
  query documentsThingsQuery($first: Int!) {
    thingsConnection(first: $first) @connection(key: "documents_thingsConnection") {
      edges { node { id name state size price madeAt day at mark extra picture } }
    }
    parts(limit: 2) { thingId place weight }
    notes { id text }
  }
`;

export const node = graphql`
  query documentsNodeQuery($id: ID!) {
    node(nodeId: $id) { ... on Thing { name } }
  }
`;

export const nodes = graphql`
  query documentsNodesQuery($ids: [ID!]!) {
    nodes(nodeIds: $ids) { ... on Thing { name } }
  }
`;

export const set = graphql`
  mutation documentsSetMutation($id: Int!, $set: ThingSet!) {
    updateThing(by: { id: $id }, set: $set) { node { name size } }
  }
`;
