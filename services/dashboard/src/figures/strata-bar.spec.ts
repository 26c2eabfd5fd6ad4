import { describe, expect, test } from '@jest/globals';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { layersOf, StrataBar, StrataCell } from './strata-bar.tsx';

const shares = { students: 200, core: 160, more: 30, specialized: 10 };

describe('the strata bar', () => {
  test('lays core first and adds the others to it, up to everybody', () => {
    expect(layersOf(shares).map(({ tier, from, to }) => [tier, from, to])).toEqual([
      ['core', 0, 80],
      ['more', 80, 95],
      ['specialized', 95, 100],
    ]);
  });

  test('of nobody has no width', () => {
    expect(
      layersOf({ students: 0, core: 0, more: 0, specialized: 0 }).every(({ from, to }) => from === 0 && to === 0),
    ).toBe(true);
  });

  test('says each layer in words, and lets one of them take the tab key', () => {
    const markup = renderToStaticMarkup(createElement(StrataBar, { shares, name: 'Math' }));
    expect(markup).toContain('Math: 30 of 200 receive more support (15\u00a0%; about 15 % expected)');
    expect(markup.match(/tabindex="0"/g)).toHaveLength(1);
    expect(markup.match(/role="img"/g)).toHaveLength(3);
  });

  test('marks where 80 and 95 percent end', () => {
    const markup = renderToStaticMarkup(createElement(StrataCell, { shares }));
    expect(markup).toContain('x1="80%"');
    expect(markup).toContain('x1="95%"');
    expect(markup).toContain('aria-label="core 80\u00a0%, more 15\u00a0%, specialized 5\u00a0%"');
  });
});
