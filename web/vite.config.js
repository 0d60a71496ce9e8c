import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// What is built lies in internal/console/dist and is committed: whoever builds the server needs no Node.
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// The server that the pages talk to while they are worked on (npm run dev).
const server = process.env.TIDDLY_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: here('../internal/console/dist'),
    emptyOutDir: true,
    sourcemap: false,
    // The notices of what is built in, which its licences ask for.
    license: { fileName: 'licenses.md' },
    target: 'es2022',
    // These have light-dark(). For older ones it would be rewritten, and then followed the system alone, not the theme that was chosen.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The Content-Security-Policy lets no data: through but small pictures.
    assetsInlineLimit: 0,
    // Monaco is one piece of its own, loaded after the page stands.
    chunkSizeWarningLimit: 4000,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { index: here('index.html'), tables: here('tables.html'), schema: here('schema.html') } },
  },
  worker: { format: 'es' },
  server: { proxy: { '/graphql': server, '/schema.graphqls': server, '/login': server, '/logout': server } },
});
