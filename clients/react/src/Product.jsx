import { gql } from '@apollo/client';
import { useMutation } from '@apollo/client/react';

const restockMutation = gql`
  mutation Restock($id: Int!) {
    updateProduct(by: { id: $id }, inc: { stock: 1 }) {
      node { id stock }
    }
  }
`;

export function Product({ product }) {
  const [restock, { error }] = useMutation(restockMutation, { variables: { id: product.id } });
  return (
    <li>
      <strong>{product.name}</strong> by {product.collection?.maker?.name}: {product.price}, {product.stock} left
      {' '}
      <button type="button" onClick={() => restock()}>Restock</button>
      {error && <em role="alert">{error.message}</em>}
    </li>
  );
}
