/**
 * Texts that careless storage changes: empty, a zero byte, quotes of every language that a text passes through, line
 * separators, letters outside the first plane, composed and decomposed forms, right to left.
 */
export const ODD_TEXTS = [
  '',
  '\u0000',
  'a\u0000b',
  `it's "quoted" \\ and \`ticked\``,
  '$1 {} <b>&amp;',
  '\r\n\t\u2028\u2029',
  '\u{1F469}\u200D\u{1F3EB}',
  '\u00e9 e\u0301',
  '\u05e9\u05dc\u05d5\u05dd',
  '\ufeffbom',
  'x'.repeat(5000),
] as const;
