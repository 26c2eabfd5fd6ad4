import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonical, eventKeyOf, idempotentCommitId, sessionIdOf } from './event-identity.ts';

describe('content', () => {
  test('is the same in whatever order its fields come', () => {
    expect(canonical({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(canonical({ a: true, b: [1, { c: 'x', d: null }] })).toBe(canonical({ b: [1, { d: null, c: 'x' }], a: true }));
    expect(canonical({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  test('reads back as what it was', () => {
    const sent = fc.jsonValue().map((value) => JSON.stringify(value)).filter((text) => !text.includes('__proto__')); // the edge refuses that name
    fc.assert(fc.property(sent, (text) => expect(JSON.parse(canonical(JSON.parse(text)))).toEqual(JSON.parse(text))), { numRuns: 1000 });
  });

  test('is told apart by names, also by strange ones', () => {
    const all = [{}, { '': 1 }, { a: 1, b: 1 }, { 'a,b': 1 }, { 'a,b': 1, c: 1 }, { a: 1, 'b,c': 1 }, { 'a\nb': 1 }].map(canonical);
    expect(new Set(all).size).toBe(all.length);
  });

  test('is another where anything differs', () => {
    for (const other of [{ a: 1 }, { a: '1' }, { a: [1] }, { a: null }, { b: 1 }, {}, { a: '",' }, { 'a":1,"b': 1 }]) {
      for (const another of [{ a: 2 }, { a: '2' }, { a: [[1]] }, { a: {} }, { c: 1 }, []]) expect(canonical(other)).not.toBe(canonical(another));
    }
  });
});

describe('ids', () => {
  test('are the same for the same, and short', () => {
    expect(sessionIdOf('p1', 's-1')).toMatch(/^[a-z2-7]{20}$/);
    expect(sessionIdOf('p1', 's-1')).toBe(sessionIdOf('p1', 's-1'));
    expect(eventKeyOf('p1', '/a', 'b')).toMatch(/^[\w-]{24}$/);
  });

  test('tell providers, sources and ids apart', () => {
    expect(new Set([sessionIdOf('p1', 's-1'), sessionIdOf('p1', 's-2'), sessionIdOf('p2', 's-1')]).size).toBe(3);
    expect(new Set([eventKeyOf('p1', '/a', 'b'), eventKeyOf('p1', '/ab', ''), eventKeyOf('p1', '/', 'ab'), eventKeyOf('p2', '/a', 'b')]).size).toBe(4);
    expect(idempotentCommitId('p1', 'k', '2026-10-05')).not.toBe(idempotentCommitId('p1', 'k', '2026-10-06'));
  });
});
