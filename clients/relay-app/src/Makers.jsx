import { useState } from 'react';
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay';

import { Maker } from './Maker.jsx';

const query = graphql`
  query MakersQuery($count: Int!, $after: String) {
    ...Makers_list @arguments(first: $count, after: $after)
  }
`;

const list = graphql`
  fragment Makers_list on Query
  @refetchable(queryName: "MakersPageQuery")
  @argumentDefinitions(first: { type: "Int" }, after: { type: "String" }, last: { type: "Int" }, before: { type: "String" }) {
    makersConnection(orderBy: [{ founded: DESC }], first: $first, after: $after, last: $last, before: $before)
    @connection(key: "Makers_makersConnection") {
      edges { node { nodeId name founded } }
    }
  }
`;

const page = 2;

// Makers lists makers from a place on, and reads further ones in both directions.
export function Makers() {
  const after = new URLSearchParams(location.search).get('after');
  const root = useLazyLoadQuery(query, { count: page, after });
  const { data, hasNext, loadNext, hasPrevious, loadPrevious } = usePaginationFragment(list, root);
  const [open, setOpen] = useState(null);
  return (
    <main>
      <button disabled={!hasPrevious} onClick={() => loadPrevious(page)}>Newer</button>
      <ol>
        {data.makersConnection.edges.map(({ node }) => (
          <li key={node.nodeId}>
            <button onClick={() => setOpen(node.nodeId)}>{node.name}</button> {node.founded}
          </li>
        ))}
      </ol>
      <button disabled={!hasNext} onClick={() => loadNext(page)}>Older</button>
      {open && <Maker key={open} maker={open} />}
    </main>
  );
}
