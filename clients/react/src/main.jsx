import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { ApolloProvider } from '@apollo/client/react';
import { offsetLimitPagination } from '@apollo/client/utilities';
import { createRoot } from 'react-dom/client';

import { Shop } from './Shop.jsx';

const client = new ApolloClient({
  link: new HttpLink({ uri: import.meta.env.VITE_TIDDLY ?? 'http://127.0.0.1:8080/graphql' }),
  cache: new InMemoryCache({
    typePolicies: {
      // Pages with one filter and order are put together into one list.
      Query: { fields: { products: offsetLimitPagination(['where', 'orderBy']) } },
    },
  }),
});

createRoot(document.getElementById('root')).render(
  <ApolloProvider client={client}>
    <Shop />
  </ApolloProvider>,
);
