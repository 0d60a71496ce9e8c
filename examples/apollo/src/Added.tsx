import { useMutation, useQuery } from '@apollo/client/react';

import { NewProduct } from '../../ui/NewProduct.tsx';
import type { Draft } from '../../ui/NewProduct.tsx';
import { open } from '../../ui/place.ts';
import { refreshLists } from './tiddly/cache.ts';
import { reasonOf } from './tiddly/errors.ts';
import { graphql } from './tiddly/gql/index.ts';

const choicesQuery = graphql(`
  query Collections {
    collections(orderBy: [{ title: ASC }], limit: 100) { id title }
    categories(orderBy: [{ id: ASC }], limit: 1) { id }
  }
`);

const addMutation = graphql(`
  mutation AddProduct($input: ProductInsert!) {
    insertProduct(input: $input) { node { id } }
  }
`);

// Added adds a product, and opens it.
export function Added() {
  const { data } = useQuery(choicesQuery);
  const [add, { error, loading, client }] = useMutation(addMutation);
  const onAdd = ({ barcode, ...draft }: Draft) => add({
    variables: {
      input: { ...draft, barcode: BigInt(barcode), categoryId: data?.categories[0]?.id ?? 1, weight: 1, released: new Date().toISOString().slice(0, 10) },
    },
  }).then(({ data: answer }) => {
    // The server knows where in which lists it belongs.
    refreshLists(client.cache, 'Product');
    open(String(answer?.insertProduct.node?.id ?? ''));
  }).catch(() => {});
  return <NewProduct collections={data?.collections ?? []} reason={error && reasonOf(error)} busy={loading} onAdd={onAdd} />;
}
