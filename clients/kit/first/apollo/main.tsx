import { ApolloProvider, useQuery } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';

import { createClient } from './tiddly/client';
import { reasonOf } from './tiddly/errors';
import { graphql } from './tiddly/gql';

const productsQuery = graphql(`
  query Products($after: String) {
    productsConnection(orderBy: [{ name: ASC }], first: 20, after: $after) {
      edges { node { id name price barcode collection { id title } } }
      pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
  }
`);

function Products() {
  const { data, error, fetchMore } = useQuery(productsQuery);
  if (error) return <p role="alert">{reasonOf(error).message}</p>;
  if (!data) return <p>…</p>;
  const { edges, pageInfo } = data.productsConnection;
  return (
    <main>
      <ul>{edges.map(({ node }) => <li key={node.id}>{node.name}, {node.price}, {node.collection?.title}</li>)}</ul>
      {pageInfo.hasNextPage && <button onClick={() => fetchMore({ variables: { after: pageInfo.endCursor } })}>More</button>}
    </main>
  );
}

createRoot(document.getElementById('root')!).render(<ApolloProvider client={createClient()}><Products /></ApolloProvider>);
