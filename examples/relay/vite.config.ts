import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { relayDocuments } from './src/tiddly/vite.mjs';

export default defineConfig({ plugins: [relayDocuments(), react()] });
