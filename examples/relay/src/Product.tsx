import { useState } from 'react';
import { graphql, useLazyLoadQuery, useMutation } from 'react-relay';

import { moves } from '../../ui/choice.ts';
import type { Choice, Edit } from '../../ui/choice.ts';
import { open } from '../../ui/place.ts';
import { ProductPage, Sheet } from '../../ui/ProductPage.tsx';
import type { ProductDeleteMutation } from './__generated__/ProductDeleteMutation.graphql.ts';
import type { ProductQuery } from './__generated__/ProductQuery.graphql.ts';
import type { ProductSaveMutation } from './__generated__/ProductSaveMutation.graphql.ts';
import { refreshLists, removeProduct, useReading } from './lists.ts';
import { reasonOf } from './tiddly/errors.ts';

const query = graphql`
  query ProductQuery($id: ID!) {
    node(nodeId: $id) {
      ... on Product @alias(as: "product") {
        id name price stock barcode released note
        collection { title season maker { name } }
        tags(orderBy: [{ name: ASC }]) { name }
      }
    }
  }
`;

const save = graphql`
  mutation ProductSaveMutation($id: Int!, $set: ProductSet!) @raw_response_type {
    updateProduct(by: { id: $id }, set: $set) { node { name price stock } }
  }
`;

const remove = graphql`
  mutation ProductDeleteMutation($id: Int!) {
    deleteProduct(by: { id: $id }) { deletedNodeId }
  }
`;

// Product shows one product, and changes it.
export function Product({ id, choice }: { id: string; choice: Choice }) {
  const { node } = useLazyLoadQuery<ProductQuery>(query, { id }, { fetchKey: useReading() });
  const [commitSave, saving] = useMutation<ProductSaveMutation>(save);
  const [commitRemove, removing] = useMutation<ProductDeleteMutation>(remove);
  const [error, setError] = useState<unknown>();
  const product = node?.product;
  if (!product) return <Sheet title="There is no such product">{null}</Sheet>;

  // The answer is shown before it comes; an error brings back what was there.
  const onSave = (set: Edit) => {
    setError(undefined);
    commitSave({
      variables: { id: product.id, set },
      optimisticResponse: { updateProduct: { node: { nodeId: id, ...set } } },
      onCompleted: () => { if (moves(choice, product, set)) refreshLists(); },
      onError: setError,
    });
  };
  const onDelete = () => {
    setError(undefined);
    commitRemove({
      variables: { id: product.id },
      updater: (store) => removeProduct(store, choice, id),
      onCompleted: () => open(''),
      onError: setError,
    });
  };
  return (
    <ProductPage
      product={{
        ...product, released: product.released ?? undefined, note: product.note ?? undefined, collection: product.collection?.title,
        season: product.collection?.season ?? undefined, maker: product.collection?.maker?.name, tags: product.tags.map((tag) => tag.name),
      }}
      reason={error === undefined ? undefined : reasonOf(error)} busy={saving || removing} onSave={onSave} onDelete={onDelete}
    />
  );
}
