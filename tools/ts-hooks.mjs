// Runs TypeScript with decorators straight from source: `node --conditions=source --import ./tools/ts-hooks.mjs main.ts`.
// Nothing is written to disk. Node's own type stripping refuses decorators, which Nest needs.
import { readFileSync } from 'node:fs';
import { registerHooks, setSourceMapsSupport } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';
import { swcOptions } from './swc-options.mjs';

// Stack traces name the line of the TypeScript file; packages keep their own.
setSourceMapsSupport(true, { nodeModules: false });

registerHooks({
  load(url, context, next) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const source = transformSync(readFileSync(filename, 'utf8'), { ...swcOptions, filename }).code;
    return { format: 'module', shortCircuit: true, source };
  },
});
