// What relay-compiler reads: a list, its fragments, and one row. Relay's Babel plugin would put the artifacts in the
// place of these documents; the test imports them itself.
import { graphql } from 'relay-runtime';

export const shelf = graphql`
  query shopShelfQuery($limit: Int!, $where: ProductWhere) {
    products(where: $where, orderBy: [{ name: ASC }], limit: $limit) {
      nodeId
      ...shopCard
    }
    orders(limit: 1) {
      id
      orderLines { line ...shopLine }
    }
  }
`;

export const twins = graphql`
  query shopTwinsQuery {
    makers(where: { id: { eq: 1 } }) { nodeId id name }
    collections(where: { id: { eq: 1 } }) { nodeId id title }
  }
`;

export const card = graphql`
  fragment shopCard on Product {
    id
    name
    price
    collection { id title maker { id name } }
  }
`;

export const line = graphql`
  fragment shopLine on OrderLine {
    orderId
    quantity
    product { id name }
  }
`;

export const rename = graphql`
  mutation shopRenameMutation($id: Int!, $name: String!) {
    updateProduct(by: { id: $id }, set: { name: $name }) { node { ...shopCard } }
  }
`;

export const remove = graphql`
  mutation shopRemoveMutation($order: Int!, $line: Int!) {
    deleteOrderLine(by: { orderIdAndLine: { orderId: $order, line: $line } }) { deletedNodeId @deleteRecord }
  }
`;
