import { describe, expect, test } from '@jest/globals';
import { readConfig } from '@strata/runtime';
import { readArguments } from './arguments.ts';

const config = readConfig({});

describe('the command line of npm start', () => {
  test('nothing said means the demo, in ./data, on port 4600', () => {
    expect(readArguments([], config)).toEqual({ help: false, dataFolder: './data', port: 4600, begin: { with: 'demo' } });
  });

  test('a folder, a port and a roster can be named', () => {
    expect(readArguments(['--data', 'd', '--port', '0', '--import', 'r.zip', '--strict'], config)).toEqual({ help: false, dataFolder: 'd', port: 0, begin: { with: 'import', path: 'r.zip', strict: true } });
  });

  test('the environment gives way to the command line', () => {
    const set = readConfig({ STRATA_DATA: '/a', STRATA_PORT: '1' });
    expect(readArguments(['--data', '/b'], set)).toMatchObject({ dataFolder: '/b', port: 1 });
  });

  test.each([
    [['--port', 'x'], '--port takes a number'],
    [['--empty', '--import', 'r.zip'], 'do not go together'],
    [['--strict'], 'add --import'],
    [['--bogus'], 'bogus'],
  ])('%j is refused with a sentence', (words, sentence) => {
    expect(() => readArguments(words, config)).toThrow(sentence);
  });

  test('an environment that does not fit lists every fault at once', () => {
    expect(() => readConfig({ STRATA_PORT: '70000', STRATA_LOG: 'loud', STRATA_TIME_ZONE: 'Mars/Base' })).toThrow(/STRATA_PORT[^]*STRATA_TIME_ZONE[^]*STRATA_LOG/);
  });
});
