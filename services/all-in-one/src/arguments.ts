import { parseArgs } from 'node:util';
import type { Config } from '@strata/runtime';

export const HELP = `Strata: who receives core, more and highly specialized support, live.

  npm start                          a made-up district with a live day, on an empty data folder; else what is there
  npm start -- --empty               start clean
  npm start -- --import roster.zip   start with your own OneRoster 1.1 or 1.2 bundle (ZIP or folder)
  npm start -- --data DIR            where everything is kept (default ./data, or STRATA_DATA)
  npm start -- --port N              port on this machine (default 4600, or STRATA_PORT; 0 takes a free one)
  npm start -- --strict              with --import: refuse what the standard forbids instead of warning
`;

export type Arguments = {
  readonly help: boolean;
  readonly dataFolder: string;
  readonly port: number;
  /** What to do with a data folder that holds nothing yet. */
  readonly begin: { readonly with: 'demo' } | { readonly with: 'nothing' } | { readonly with: 'import'; readonly path: string; readonly strict: boolean };
};

/** The command line over the environment. @throws Error with a sentence for whoever typed it. */
export const readArguments = (words: readonly string[], config: Config): Arguments => {
  const { values } = parseArgs({
    args: [...words],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      empty: { type: 'boolean', default: false },
      strict: { type: 'boolean', default: false },
      import: { type: 'string' },
      data: { type: 'string' },
      port: { type: 'string' },
    },
  });
  const port = values.port === undefined ? config.port : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port takes a number from 0 to 65535, not "${values.port}".`);
  if (values.empty && values.import !== undefined) throw new Error('--empty and --import do not go together: choose one.');
  if (values.strict && values.import === undefined) throw new Error('--strict is said of an import: add --import FILE.');
  const begin = values.import !== undefined ? ({ with: 'import', path: values.import, strict: values.strict } as const) : ({ with: values.empty ? 'nothing' : 'demo' } as const);
  return { help: values.help, dataFolder: values.data ?? config.dataFolder, port, begin };
};
