import { useState } from 'react';
import { graphql, useLazyLoadQuery, useMutation } from 'react-relay';

import { NewProduct } from '../../ui/NewProduct.tsx';
import type { Draft } from '../../ui/NewProduct.tsx';
import { open } from '../../ui/place.ts';
import type { AddedMutation } from './__generated__/AddedMutation.graphql.ts';
import type { AddedQuery } from './__generated__/AddedQuery.graphql.ts';
import { refreshLists, useReading } from './lists.ts';
import { reasonOf } from './tiddly/errors.ts';

const query = graphql`
  query AddedQuery {
    collections(orderBy: [{ title: ASC }], limit: 100) { id title }
    categories(orderBy: [{ id: ASC }], limit: 1) { id }
  }
`;

const add = graphql`
  mutation AddedMutation($input: ProductInsert!) {
    insertProduct(input: $input) { node { nodeId } }
  }
`;

// Added adds a product, and opens it.
export function Added() {
  const { collections, categories } = useLazyLoadQuery<AddedQuery>(query, {}, { fetchKey: useReading() });
  const [commit, busy] = useMutation<AddedMutation>(add);
  const [error, setError] = useState<unknown>();
  const onAdd = (draft: Draft) => {
    setError(undefined);
    commit({
      variables: { input: { ...draft, categoryId: categories[0]?.id ?? 1, weight: 1, released: new Date().toISOString().slice(0, 10) } },
      onCompleted: ({ insertProduct }) => {
        // The server knows where in which lists it belongs.
        refreshLists();
        open(insertProduct.node?.nodeId ?? '');
      },
      onError: setError,
    });
  };
  return <NewProduct collections={collections} reason={error === undefined ? undefined : reasonOf(error)} busy={busy} onAdd={onAdd} />;
}
