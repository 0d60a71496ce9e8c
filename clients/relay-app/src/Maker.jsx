import { graphql, useLazyLoadQuery, useMutation, useRefetchableFragment } from 'react-relay';

const query = graphql`
  query MakerQuery($maker: ID!) {
    node(nodeId: $maker) { ...Maker_maker @alias(as: "maker") }
  }
`;

const fragment = graphql`
  fragment Maker_maker on Maker
  @refetchable(queryName: "MakerRefetchQuery")
  @argumentDefinitions(motto: { type: "Boolean", defaultValue: false }, first: { type: "Int", defaultValue: 100 }, after: { type: "String" }) {
    id
    name
    motto @include(if: $motto)
    collectionsConnection(first: $first, after: $after) @connection(key: "Maker_collectionsConnection") {
      __id
      edges { node { nodeId id title } }
    }
  }
`;

const add = graphql`
  mutation MakerAddMutation($input: CollectionInsert!, $connections: [ID!]!) {
    insertCollection(input: $input) {
      node @appendNode(connections: $connections, edgeTypeName: "CollectionEdge") { nodeId id title }
    }
  }
`;

const remove = graphql`
  mutation MakerRemoveMutation($id: Int!) {
    deleteCollection(by: { id: $id }) { deletedNodeId @deleteRecord }
  }
`;

// Maker shows a maker, whose fragment is read again by node when its motto is asked for, and changes its collections.
export function Maker({ maker }) {
  const { node } = useLazyLoadQuery(query, { maker });
  const [data, refetch] = useRefetchableFragment(fragment, node.maker);
  const [commitAdd] = useMutation(add);
  const [commitRemove] = useMutation(remove);
  const { __id, edges } = data.collectionsConnection;
  const insert = () => commitAdd({
    variables: { input: { makerId: data.id, title: 'New', season: 'SPRING' }, connections: [__id] },
  });
  return (
    <section>
      <h1>{data.name}</h1>
      {data.motto ?? <button onClick={() => refetch({ motto: true })}>Motto</button>}
      <ul>
        {edges.filter((edge) => edge.node).map((edge) => (
          <li key={edge.node.nodeId}>
            {edge.node.title} <button onClick={() => commitRemove({ variables: { id: edge.node.id } })}>Remove</button>
          </li>
        ))}
      </ul>
      <button onClick={insert}>Add</button>
    </section>
  );
}
