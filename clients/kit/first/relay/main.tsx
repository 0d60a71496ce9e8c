import { Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { graphql, RelayEnvironmentProvider, useLazyLoadQuery, usePaginationFragment } from 'react-relay';

import type { main_products$key } from './__generated__/main_products.graphql';
import type { mainQuery } from './__generated__/mainQuery.graphql';
import { createEnvironment } from './tiddly/environment';

const query = graphql`
  query mainQuery { ...main_products }
`;

const list = graphql`
  fragment main_products on Query
  @refetchable(queryName: "mainPageQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    productsConnection(orderBy: [{ name: ASC }], first: $first, after: $after) @connection(key: "main_productsConnection") {
      edges { node { nodeId name price barcode collection { title } } }
    }
  }
`;

function Products() {
  const root = useLazyLoadQuery<mainQuery>(query, {});
  const { data, hasNext, loadNext } = usePaginationFragment<mainQuery, main_products$key>(list, root);
  return (
    <main>
      <ul>
        {data.productsConnection.edges.map(({ node }) => <li key={node.nodeId}>{node.name}, {node.price}, {node.collection?.title}</li>)}
      </ul>
      {hasNext && <button onClick={() => loadNext(20)}>More</button>}
    </main>
  );
}

createRoot(document.getElementById('root')!).render(
  <RelayEnvironmentProvider environment={createEnvironment()}>
    <Suspense fallback="…"><Products /></Suspense>
  </RelayEnvironmentProvider>,
);
