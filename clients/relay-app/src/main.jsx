import { StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { RelayEnvironmentProvider } from 'react-relay';

import { environment } from './environment.js';
import { Makers } from './Makers.jsx';

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <RelayEnvironmentProvider environment={environment}>
      <Suspense fallback="…">
        <Makers />
      </Suspense>
    </RelayEnvironmentProvider>
  </StrictMode>,
);
