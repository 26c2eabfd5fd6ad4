import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { DomainError } from '@strata/kernel';
import fc from 'fast-check';
import { csvBlocks } from './oneroster-csv.ts';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = async (text: string | Uint8Array, size = 64 * 1024, block?: number): Promise<string[][]> => {
  const rows: string[][] = [];
  for await (const found of csvBlocks(chunked(Buffer.from(text as string), size), block)) {
    while (found.next()) rows.push(Array.from({ length: found.width }, (_, cell) => found.text(cell)));
  }
  return rows;
};

const faultOf = async (text: string | Uint8Array): Promise<unknown> => {
  try {
    await read(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, details } = error as unknown as { code: string; details: { row: number; detail?: string } };
    return { code, row: details.row, ...(details.detail !== undefined && { detail: details.detail }) };
  }
  return 'no fault';
};

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '日', ',', '"', '\n', '\r\n', ' ', '😀', '-'), maxLength: 6 }),
  fc.stringMatching(/^[a-z0-9-]{0,12}$/),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 });
const written = (rows: string[][], { eol, quoteAll, bom, ended }: { eol: string; quoteAll: boolean; bom: boolean; ended: boolean }): string => {
  const line = (cells: string[]) =>
    cells.map(c => (quoteAll || /[",\r\n]/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(',');
  return (bom ? '\ufeff' : '') + rows.map(line).join(eol) + (ended ? eol : '');
};
const style = fc.record({ eol: fc.constantFrom('\n', '\r\n'), quoteAll: fc.boolean(), bom: fc.boolean(), ended: fc.boolean() });

describe('CSV rows', () => {
  test('any table is read as csv-parse reads it, however it is quoted, ended and cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(table, style, fc.integer({ min: 1, max: 40 }), async (rows, how, size) => {
        const text = written(rows, how);
        const oracle = parse(text, { bom: true, relax_column_count: true, record_delimiter: ['\r\n', '\n'] }) as string[][];
        expect(await read(text, size, 64 + size)).toEqual(oracle);
      }),
      { numRuns: 400 },
    );
  });

  test('a table comes back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(table, style, async (rows, how) => {
        expect(await read(written(rows, { ...how, quoteAll: true, ended: true }))).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });

  test('rows that straddle blocks are whole', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => [`id-${i}`, `"${'x'.repeat(i % 90)}",\n`, 'é'.repeat(i % 7)]);
    expect(await read(written(rows, { eol: '\r\n', quoteAll: false, bom: true, ended: true }), 10_007)).toEqual(rows);
  });

  test('a single cell longer than a block is read, and one longer than 1 MiB is refused', async () => {
    const long = 'y'.repeat(700_000);
    expect(await read(`a,b\n1,${long}\n2,z\n`)).toEqual([['a', 'b'], ['1', long], ['2', 'z']]);
    expect(await faultOf(`a,b\n1,${'y'.repeat(1_200_000)}`)).toEqual({ code: 'ROW_TOO_LONG', row: 2 });
  });

  test('old Mac line ends are read', async () => {
    expect(await read('a,b\r1,2\r3,"4"\r')).toEqual([['a', 'b'], ['1', '2'], ['3', '4']]);
  });

  test('an empty file and a lone byte order mark have no rows', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\ufeff')).toEqual([]);
  });

  test('a quote in the middle of a cell is refused with its row', async () => {
    expect(await faultOf('a,b\nx,5" pipe\n')).toEqual({ code: 'STRAY_QUOTE', row: 2 });
    expect(await faultOf('a,b\n1,2\n"x"y,2\n')).toEqual({ code: 'STRAY_QUOTE', row: 3 });
  });

  test('a quote that is never closed is refused with its row, in a small file and in a large one', async () => {
    expect(await faultOf('a,b\n1,"2\n3,4\n')).toEqual({ code: 'QUOTE_NOT_CLOSED', row: 2 });
    expect(await faultOf(`a,b\n1,"2\n${'3,4\n'.repeat(500_000)}`)).toEqual({ code: 'QUOTE_NOT_CLOSED', row: 2 });
  });

  test('more than 512 cells in a row are refused', async () => {
    expect(await faultOf(`a\n${','.repeat(600)}\n`)).toEqual({ code: 'ROW_TOO_LONG', row: 2 });
  });

  test.each([
    ['Windows-1252', Buffer.from('name\nJosé Nuñez\nRenée\n', 'latin1')],
    ['Shift_JIS', Buffer.concat([Buffer.from('name\n'), Buffer.from([0x8e, 0x52, 0x93, 0x63, 0x91, 0xbe, 0x98, 0x59, 0x0a])])],
    ['EUC-JP', Buffer.concat([Buffer.from('name\n'), Buffer.from([0xbb, 0xb3, 0xc5, 0xc4, 0xc2, 0xc0, 0xcf, 0xba, 0x0a])])],
    ['UTF-16 (little endian)', Buffer.from('\ufeffname\nÅsa\n', 'utf16le')],
  ])('a file in %s is refused, and the encoding is named', async (encoding, bytes) => {
    expect(await faultOf(bytes)).toEqual({ code: 'NOT_UTF8', row: 1, detail: `It looks like ${encoding}.` });
  });

  test('a file with zero bytes in its text is refused', async () => {
    expect(await faultOf(Buffer.from('name\nAsa\n', 'utf16le'))).toMatchObject({ code: 'BINARY_CONTENT' });
    expect(await faultOf('a\nx\u001fy\n')).toEqual({ code: 'BINARY_CONTENT', row: 1 });
  });
});
