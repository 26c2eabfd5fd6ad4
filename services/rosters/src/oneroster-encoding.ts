const decodes = (bytes: Uint8Array, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const share = (text: string, pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / Math.max(1, text.length);

/** How much of the text beyond ASCII is kana or the most usual range of kanji. */
const japanese = (text: string): number => {
  const foreign = text.replace(/[\x00-\x7f]/g, '');
  return foreign === '' ? 0 : share(foreign, /[\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\uff01-\uff60]/g);
};

const isLetter = (byte: number | undefined): boolean => byte !== undefined && /[A-Za-z]/.test(String.fromCharCode(byte));

/** Western names: most bytes beyond ASCII are single accented letters beside a plain one (Renée, Ångström). */
const western = (bytes: Uint8Array): boolean => {
  let accented = 0;
  let foreign = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    if (bytes[i] < 0x80) continue;
    foreign += 1;
    if (bytes[i] >= 0xc0 && (isLetter(bytes[i - 1]) || isLetter(bytes[i + 1]))) accented += 1;
  }
  return accented * 2 > foreign;
};

/** ASCII characters of a UTF-16 text leave every other byte zero. */
const zerosAt = (bytes: Uint8Array, parity: number): number => {
  let zeros = 0;
  for (let i = parity; i < bytes.length; i += 2) if (bytes[i] === 0) zeros += 1;
  return (zeros * 2) / Math.max(1, bytes.length);
};

/** A sample may begin or end within a character of two bytes; the lines in between are whole. */
const wholeLines = (bytes: Uint8Array): Uint8Array => {
  const from = bytes.findIndex(byte => byte > 0x7f);
  const begin = from < 0 ? 0 : bytes.lastIndexOf(0x0a, from) + 1;
  const sample = bytes.subarray(begin, begin + 64 * 1024);
  const end = sample.lastIndexOf(0x0a);
  return end > 0 && begin + 64 * 1024 < bytes.length ? sample.subarray(0, end) : sample;
};

/** Names the encoding that bytes look like when they are not UTF-8, so that a person knows what to change. A guess for a message only. */
export const likelyEncoding = (bytes: Uint8Array): string => {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || zerosAt(bytes, 1) > 0.3) return 'UTF-16 (little endian)';
  if ((bytes[0] === 0xfe && bytes[1] === 0xff) || zerosAt(bytes, 0) > 0.3) return 'UTF-16 (big endian)';
  const sample = wholeLines(bytes);
  if (western(sample)) return 'Windows-1252';
  const guesses = ['Shift_JIS', 'EUC-JP'].map(name => ({ name, likeness: japanese(decodes(sample, name) ?? '') }));
  const best = guesses.reduce((a, b) => (b.likeness > a.likeness ? b : a));
  if (best.likeness > 0.8) return best.name;
  return sample.some(byte => byte > 0x7f) ? 'Windows-1252' : 'a binary file';
};
