// One set of compiler options for the start-up hook, Jest and the image build, so that all three run the same code.
/** @type {import('@swc/core').Options} */
export const swcOptions = {
  swcrc: false,
  configFile: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: {
      legacyDecorator: true,
      // Nest itself takes explicit tokens, but without metadata the OpenAPI document silently loses every body and parameter.
      decoratorMetadata: true,
      useDefineForClassFields: false,
    },
  },
};

/**
 * For the page's components in a spec; Vite has a compiler of its own.
 * @type {import('@swc/core').Options}
 */
export const swcPageOptions = {
  ...swcOptions,
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', tsx: true },
    transform: { react: { runtime: 'automatic' } },
  },
};
