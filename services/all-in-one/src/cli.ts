import { parseArgs } from 'node:util';
import { DomainError } from '@strata/kernel';
import { readConfig } from '@strata/runtime';
import { COMMANDS, type Command } from './cli-commands.ts';
import { reach } from './cli-reach.ts';

const HELP = `usage: npm run strata -- COMMAND [--data DIR] [--json]

  import FILE|FOLDER [--strict]   send a OneRoster bundle through the import door
  views                           every live view: version, state, position, documents
  rebuild VIEW                    build a view again beside the live one, then swap
  verify                          recount every rollup from its documents
  parked list                     events that could not be folded, and what waits behind them
  parked retry VIEW KEY           fold them again
  parked discard VIEW KEY         drop the first of them from this view, and fold the rest

Works with the running Strata of the data folder (default ./data); when none runs, starts one for the time being.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false }, json: { type: 'boolean', default: false }, strict: { type: 'boolean', default: false }, data: { type: 'string' } },
  });
  const [name = 'help', ...words] = positionals;
  const command: Command | undefined = COMMANDS[name];
  if (values.help || !command) {
    (values.help || name === 'help' ? process.stdout : process.stderr).write(values.help || name === 'help' ? HELP : `strata: there is no command "${name}"\n\n${HELP}`);
    return values.help || name === 'help' ? 0 : 2;
  }
  const config = readConfig();
  const reached = await reach(values.data ?? config.dataFolder, config);
  try {
    return await command({ ...reached, words, strict: values.strict, json: values.json, say });
  } finally {
    await reached.leave();
  }
};

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // whoever read along has seen enough
  throw error;
});

try {
  process.exitCode = await main();
} catch (error) {
  const known = error instanceof DomainError || (error instanceof Error && error.constructor === Error) || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(known ? `strata: ${(error as Error).message}\n` : `strata: ${(error as Error).stack ?? String(error)}\n`);
  process.exitCode = 1;
}
