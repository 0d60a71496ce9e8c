import { useState } from 'react';
import { gql } from '@apollo/client';
import { useQuery } from '@apollo/client/react';

import { Product } from './Product.jsx';

const productsQuery = gql`
  query Products($word: String, $offset: Int = 0) {
    products(where: { name: { iContains: $word } }, orderBy: [{ name: ASC }], limit: 10, offset: $offset) {
      id
      name
      price
      stock
      collection {
        id
        title
        maker { id name }
      }
    }
  }
`;

export function Shop() {
  const [word, setWord] = useState('');
  const { data, error, fetchMore } = useQuery(productsQuery, { variables: { word } });
  if (error) {
    return <p role="alert">{error.message}</p>;
  }
  const products = data?.products ?? [];
  const more = () => fetchMore({ variables: { offset: products.length } });
  return (
    <main>
      <h1>The shop</h1>
      <label>Search <input value={word} onChange={(e) => setWord(e.target.value)} /></label>
      <ul>{products.map((product) => <Product key={product.id} product={product} />)}</ul>
      <button type="button" onClick={more}>More</button>
    </main>
  );
}
