import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';

const config: UserConfig = {
  plugins: [react()],
  // `source` leads @strata imports to TypeScript, as everywhere in the house.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: { target: 'es2022', cssCodeSplit: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': 'http://127.0.0.1:4600', '/enter': 'http://127.0.0.1:4600' } },
};

export default defineConfig(config);
