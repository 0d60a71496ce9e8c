// Apollo's cache with its own policies for the lists and connections of Tiddly.
import { InMemoryCache } from '@apollo/client';
import { offsetLimitPagination, relayStylePagination } from '@apollo/client/utilities';

export function cache() {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          // Pages by limit and offset.
          products: offsetLimitPagination(['where', 'orderBy']),
          // Pages by cursors, in both directions.
          productsConnection: relayStylePagination(['where', 'orderBy']),
        },
      },
      // Rows without a column named id are told apart by their global id.
      OrderLine: { keyFields: ['nodeId'] },
    },
  });
}
