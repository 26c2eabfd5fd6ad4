import { describe, expect, test } from '@jest/globals';
import type { DomainError } from '@strata/kernel';
import { fromHeaders, readCloudEvent } from './cloud-event.ts';

const least = { specversion: '1.0', id: 'e-1', source: 'https://ready.example/log', type: 'org.strata.session.held.v1' };
const without = (name: keyof typeof least) => Object.fromEntries(Object.entries(least).filter(([attribute]) => attribute !== name));
const faultsOf = (event: unknown): string[] => {
  try {
    readCloudEvent(event);
    return [];
  } catch (error) {
    expect((error as DomainError).code).toBe('ENVELOPE_INVALID');
    return (error as DomainError).details.faults!.map(({ pointer, code }) => `${pointer} ${code}`);
  }
};

describe('an event that CloudEvents 1.0 allows', () => {
  test.each<[string, object]>([
    ['with the required attributes only', {}],
    ['with optional attributes that are null', { datacontenttype: null, dataschema: null, subject: null, time: null }],
    ['with all attributes of the specification', { datacontenttype: 'application/json; charset=utf-8', dataschema: 'https://ready.example/schema', subject: 's', time: '2026-10-05T14:00:00Z' }],
    ['with a time to the nanosecond', { time: '2026-10-05T14:00:00.000000000Z' }],
    ['with a time ahead of UTC', { time: '2026-10-05T15:00:00+01:00' }],
    ['with a time behind UTC', { time: '2026-10-05T13:00:00-01:00' }],
    ['with a relative source', { source: '#fragment' }],
    ['with another JSON media type', { datacontenttype: 'application/vnd.ready+json' }],
    ['with extensions of every type', { extinteger: 10, extboolean: true, extstring: 'text', exturi: 'https://ready.example', exttime: '2026-10-05T15:12:00Z', extbinary: 'TWE=', extempty: '' }],
  ])('is read: %s', (_what, more) => expect(readCloudEvent({ ...least, ...more })).toMatchObject({ id: 'e-1', type: least.type }));

  test('gives its data as it is, also from base64', () => {
    expect(readCloudEvent({ ...least, data: { a: [1] } }).data).toEqual({ a: [1] });
    expect(readCloudEvent({ ...least, data_base64: Buffer.from('{"a":"ä"}').toString('base64') }).data).toEqual({ a: 'ä' });
    expect(readCloudEvent({ ...least, time: '2026-10-05T14:00:00Z' }).time).toBe(Date.parse('2026-10-05T14:00:00Z'));
  });
});

describe('an event that CloudEvents 1.0 forbids', () => {
  test.each<[string, unknown, string]>([
    ['no specversion', without('specversion'), '/specversion REQUIRED'],
    ['no id', without('id'), '/id REQUIRED'],
    ['no type', without('type'), '/type REQUIRED'],
    ['no source', without('source'), '/source REQUIRED'],
    ['a null id', { ...least, id: null }, '/id REQUIRED'],
    ['a time of words', { ...least, time: 'lunchtime' }, '/time INVALID'],
    ['a time to the minute', { ...least, time: '2018-04-05T18:31Z' }, '/time INVALID'],
    ['a time without a real offset', { ...least, time: '2018-04-05T18:31:00X' }, '/time INVALID'],
    ['an offset out of range', { ...least, time: '2018-04-05T18:31:00+25:00' }, '/time INVALID'],
    ['an offset of letters', { ...least, time: '2018-04-05T18:31:00+xx:00' }, '/time INVALID'],
    ['an offset of hours only', { ...least, time: '2018-04-05T18:31:00+05' }, '/time INVALID'],
    ['a time on no day', { ...least, time: '2018-13-05T18:31:00Z' }, '/time INVALID'],
    ['a time on 30 February', { ...least, time: '2026-02-30T10:00:00Z' }, '/time INVALID'],
    ['an empty id', { ...least, id: '' }, '/id INVALID'],
    ['an empty type', { ...least, type: '' }, '/type INVALID'],
    ['an empty source', { ...least, source: '' }, '/source INVALID'],
    ['an empty specversion', { ...least, specversion: '' }, '/specversion INVALID'],
    ['another specversion', { ...least, specversion: '0.9' }, '/specversion INVALID'],
    ['a content type that is none', { ...least, datacontenttype: 'xyz' }, '/datacontenttype INVALID'],
    ['an empty content type', { ...least, datacontenttype: '' }, '/datacontenttype INVALID'],
    ['a content type that is not JSON', { ...least, datacontenttype: 'text/plain' }, '/datacontenttype INVALID'],
    ['an empty schema', { ...least, dataschema: '' }, '/dataschema INVALID'],
    ['a relative schema', { ...least, dataschema: 'schema.json' }, '/dataschema INVALID'],
    ['an empty subject', { ...least, subject: '' }, '/subject INVALID'],
    ['a number as id', { ...least, id: 25 }, '/id INVALID'],
    ['an object as id', { ...least, id: { a: 'b' } }, '/id INVALID'],
    ['an id with a line break', { ...least, id: 'a\nb' }, '/id INVALID'],
    ['an id without end', { ...least, id: 'x'.repeat(256) }, '/id INVALID'],
    ['a source with a space', { ...least, source: 'ready tutors' }, '/source INVALID'],
    ['capitals in an attribute', { ...least, MyExtension: 'bad' }, '/MyExtension INVALID'],
    ['punctuation in an attribute', { ...least, 'my.extension': 'bad' }, '/my.extension INVALID'],
    ['a fraction as attribute', { ...least, extension: 1.5 }, '/extension INVALID'],
    ['an integer beyond 32 bits', { ...least, extension: 2 ** 31 }, '/extension INVALID'],
    ['a list as attribute', { ...least, extension: [1] }, '/extension INVALID'],
    ['data twice', { ...least, data: 'text', data_base64: 'e30=' }, '/data_base64 INVALID'],
    ['data in base64 that is no JSON', { ...least, data_base64: 'TWE=' }, '/data_base64 INVALID'],
    ['a slash in an attribute', { ...least, 'a/b': 1 }, '/a~1b INVALID'],
    ['a word', 'event', ' INVALID'],
    ['nothing', null, ' INVALID'],
    ['a list', [least], ' INVALID'],
  ])('is refused: %s', (_what, event, fault) => expect(faultsOf(event)).toEqual([fault]));

  test('is told all its faults at once', () => expect(faultsOf({ id: '', time: 'x' })).toEqual(['/specversion REQUIRED', '/source REQUIRED', '/type REQUIRED', '/id INVALID', '/time INVALID']));
});

test('in binary mode attributes come in headers, percent-encoded', () => {
  const headers = { 'ce-specversion': '1.0', 'ce-id': 'caf%C3%A9', 'ce-source': '/a%20b', 'ce-type': 't', 'ce-note': '100%', 'content-type': 'application/json', host: 'x' };
  expect(fromHeaders(headers, { a: 1 })).toEqual({ specversion: '1.0', id: 'café', source: '/a b', type: 't', note: '100%', datacontenttype: 'application/json', data: { a: 1 } });
});
