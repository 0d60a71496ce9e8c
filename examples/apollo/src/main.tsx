import { StrictMode } from 'react';
import { ApolloProvider } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';

import { Shop } from '../../ui/Shop.tsx';
import { Added } from './Added.tsx';
import { Product } from './Product.tsx';
import { Products } from './Products.tsx';
import { createClient } from './tiddly/client.ts';

const client = createClient({ url: import.meta.env.VITE_TIDDLY ?? 'http://127.0.0.1:8080/graphql' });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <Shop
        list={(choice, open) => <Products choice={choice} open={open} />}
        sheet={(choice, open) => (open === 'new' ? <Added /> : <Product key={open} id={Number(open)} choice={choice} />)}
      />
    </ApolloProvider>
  </StrictMode>,
);
