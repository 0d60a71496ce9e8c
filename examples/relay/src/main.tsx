import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RelayEnvironmentProvider } from 'react-relay';

import { Boundary } from '../../ui/Notice.tsx';
import { Shop } from '../../ui/Shop.tsx';
import { Added } from './Added.tsx';
import { refreshLists } from './lists.ts';
import { Product } from './Product.tsx';
import { Products } from './Products.tsx';
import { createEnvironment } from './tiddly/environment.ts';
import { reasonOf } from './tiddly/errors.ts';

const environment = createEnvironment({ url: import.meta.env.VITE_TIDDLY ?? 'http://127.0.0.1:8080/graphql' });

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <RelayEnvironmentProvider environment={environment}>
      <Shop
        list={(choice, open) => (
          <Boundary reasonOf={reasonOf} onRetry={refreshLists}>
            <Suspense fallback={<p role="status">Reading the products …</p>}><Products choice={choice} open={open} /></Suspense>
          </Boundary>
        )}
        sheet={(choice, open) => (
          <Boundary key={open} reasonOf={reasonOf} onRetry={refreshLists}>
            <Suspense fallback={<section className="sheet" aria-busy="true" />}>
              {open === 'new' ? <Added /> : <Product id={open} choice={choice} />}
            </Suspense>
          </Boundary>
        )}
      />
    </RelayEnvironmentProvider>
  </StrictMode>,
);
