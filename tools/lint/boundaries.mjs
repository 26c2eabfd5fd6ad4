// Who may import whom. The tags stand in each project's package.json under "nx".

const NEST = ['@nestjs/*', 'fastify', '@fastify/*'];
const TEST_TOOLS = ['@jest/globals', 'fast-check'];

/**
 * @param {string} sourceTag
 * @param {string[]} onlyDependOnLibsWithTags
 * @param {{ bannedExternalImports?: string[], allowedExternalImports?: string[] }} [external]
 */
const allow = (sourceTag, onlyDependOnLibsWithTags, external = {}) => ({
  sourceTag,
  onlyDependOnLibsWithTags,
  ...external,
});

const service = ['kernel', 'contracts', 'runtime'];

const constraints = [
  allow('kernel', [], { allowedExternalImports: TEST_TOOLS }),
  // The file-level rules narrow this to `import type`: a schema needs the envelope's types, never the kernel's code.
  allow('contracts', ['kernel'], {
    allowedExternalImports: ['zod', ...TEST_TOOLS, 'ajv', 'ajv-formats', '@asyncapi/specs'],
  }),
  allow('engine', ['kernel'], { bannedExternalImports: NEST }),
  allow('runtime', ['kernel', 'contracts']),
  allow('service', service),
  allow('dashboard', ['contracts'], { bannedExternalImports: [...NEST, 'rxjs', 'pino'] }),
  // The demo is a customer like any other: it reaches the product over HTTP only.
  allow('demo', ['contracts', 'kernel'], { bannedExternalImports: NEST }),
  allow('bench', ['*']),
  allow('all-in-one', ['*']),
];

/** @param {typeof constraints} depConstraints @returns {import('eslint').Linter.RuleEntry} */
const rule = depConstraints => ['error', { checkDynamicDependenciesExceptions: ['.*'], depConstraints }];

/** The rule for every file of every project. */
export const boundaries = rule(constraints);

/** The rule for `services/<name>/src/main.ts`, the one place of a service that chooses an engine. */
export const mainBoundaries = rule(
  constraints.map(entry => (entry.sourceTag === 'service' ? allow('service', [...service, 'engine']) : entry)),
);
