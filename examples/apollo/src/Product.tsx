import { useMutation, useQuery } from '@apollo/client/react';

import { moves } from '../../ui/choice.ts';
import type { Choice, Edit } from '../../ui/choice.ts';
import { Notice } from '../../ui/Notice.tsx';
import { open } from '../../ui/place.ts';
import { ProductPage, Sheet } from '../../ui/ProductPage.tsx';
import { refreshLists, removeRow } from './tiddly/cache.ts';
import { reasonOf } from './tiddly/errors.ts';
import { graphql } from './tiddly/gql/index.ts';

const productQuery = graphql(`
  query Product($id: Int!) {
    product(by: { id: $id }) {
      id name price stock barcode released note
      collection { id title season maker { id name } }
      tags(orderBy: [{ name: ASC }]) { id name }
    }
  }
`);

const saveMutation = graphql(`
  mutation SaveProduct($id: Int!, $set: ProductSet!) {
    updateProduct(by: { id: $id }, set: $set) { node { id name price stock } }
  }
`);

const deleteMutation = graphql(`
  mutation DeleteProduct($id: Int!) {
    deleteProduct(by: { id: $id }) { node { id } }
  }
`);

// Product shows one product, and changes it.
export function Product({ id, choice }: { id: number; choice: Choice }) {
  const { data, error, loading, refetch } = useQuery(productQuery, { variables: { id } });
  const [save, saving] = useMutation(saveMutation);
  const [remove, removing] = useMutation(deleteMutation);
  const product = data?.product;
  if (error) return <Sheet title="Product"><Notice reason={reasonOf(error)} onRetry={() => void refetch()} /></Sheet>;
  if (!product) return loading ? <section className="sheet" aria-busy="true" /> : <Sheet title="There is no such product">{null}</Sheet>;

  // The answer is shown before it comes; an error brings back what was there.
  const onSave = (set: Edit) => save({
    variables: { id, set },
    optimisticResponse: { __typename: 'Mutation', updateProduct: { __typename: 'ProductPayload', node: { __typename: 'Product', id, ...set } } },
  }).then(() => { if (moves(choice, product, set)) refreshLists(saving.client.cache, 'Product'); }).catch(() => {});
  const onDelete = () => remove({
    variables: { id },
    update(cache) {
      open('');
      removeRow(cache, product);
    },
  }).catch(() => {});
  const failed = saving.error ?? removing.error;
  return (
    <ProductPage
      product={{
        ...product, barcode: product.barcode.toString(), released: product.released ?? undefined, note: product.note ?? undefined,
        collection: product.collection?.title, season: product.collection?.season ?? undefined, maker: product.collection?.maker?.name,
        tags: product.tags.map((tag) => tag.name),
      }}
      reason={failed && reasonOf(failed)} busy={saving.loading || removing.loading} onSave={onSave} onDelete={onDelete}
    />
  );
}
