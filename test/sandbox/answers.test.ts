import { describe, expect, it } from '@jest/globals';
import { readOutcome } from '../../sandbox/data-plane/answer';
import type { Answer } from '../../sandbox/data-plane/answer';

/** Reads what a function returned, as the load balancer does. */
const read = (answer: unknown, multiValueHeaders = false) =>
  readOutcome({ kind: 'ok', payload: Buffer.from(JSON.stringify(answer) ?? '') }, multiValueHeaders);

/** The status that a client gets. */
function statusOf(answer: unknown, multiValueHeaders?: boolean): number {
  const reading = read(answer, multiValueHeaders);
  return reading.kind === 'answer' ? reading.answer.status : 502;
}

function answerOf(value: unknown, multiValueHeaders?: boolean): Answer {
  const reading = read(value, multiValueHeaders);
  if (reading.kind !== 'answer') throw new Error(reading.reason);
  return reading.answer;
}

const reasonOf = (answer: unknown, multiValueHeaders?: boolean): string => {
  const reading = read(answer, multiValueHeaders);
  return reading.kind === 'bad' ? reading.reason : '';
};

describe('null in an answer', () => {
  it.each([
    ['as the whole answer', null],
    ['as the body', { statusCode: 200, body: null }],
    ['as the headers', { statusCode: 200, headers: null, body: '{}' }],
    ['as the lists of headers, whatever the target group is set to', { statusCode: 200, multiValueHeaders: null }],
    ['as the description of the status', { statusCode: 301, statusDescription: null, headers: { location: '/' } }],
    ['as isBase64Encoded', { statusCode: 200, isBase64Encoded: null }],
    ['as the status', { statusCode: null, body: 'x' }],
    ['as the value of a header', { statusCode: 200, headers: { 'x-a': null }, body: 'x' }],
    ['in a list of values', { statusCode: 200, multiValueHeaders: { 'x-a': ['1', null] } }],
    ['as a field that the load balancer does not use', { statusCode: 200, cookies: null, body: 'x' }],
    ['deep in a field that the load balancer does not use', { statusCode: 200, meta: { page: [null] }, body: 'x' }],
  ])('is a 502 %s', (_, answer) => {
    expect(statusOf(answer)).toBe(502);
    expect(statusOf(answer, true)).toBe(502);
  });

  it('is named in the log, with what to write instead', () => {
    expect(reasonOf({ statusCode: 200, body: null })).toBe('body is null: leave the field out');
    expect(reasonOf({ statusCode: 200, headers: { 'x-a': null } })).toBe('headers.x-a is null: leave the field out');
    expect(reasonOf({ statusCode: 200, meta: { page: [null] } })).toBe('meta.page.0 is null: leave the field out');
  });

  it('is no fault as a word in a text', () => {
    expect(statusOf({ statusCode: 200, headers: { 'x-null': 'null' }, body: '{"a":null}' })).toBe(200);
  });
});

describe('fields of an answer', () => {
  it.each([
    ['a status alone', { statusCode: 200 }],
    ['an empty map of headers', { statusCode: 200, headers: {} }],
    ['a body without headers', { statusCode: 404, body: 'x' }],
    ['fields that the load balancer does not use', { statusCode: 200, cookies: ['a=1'], body: 'x' }],
    ['a description without its status', { statusCode: 200, statusDescription: 'Fine' }],
  ])('may be %s', (_, answer) => {
    expect(statusOf(answer)).toBe(answer.statusCode);
  });

  it.each([
    ['no status', { body: 'x' }],
    ['a status in quotes', { statusCode: '200', body: 'x' }],
    ['a status with decimals', { statusCode: 200.5 }],
    ['a status below 200', { statusCode: 100 }],
    ['a status above 599', { statusCode: 600 }],
    ['a header that is a number', { statusCode: 200, headers: { 'x-count': 1 }, body: 'x' }],
    ['a header that is a boolean', { statusCode: 200, headers: { 'access-control-allow-credentials': true } }],
    ['a header that is a list', { statusCode: 200, headers: { 'x-a': ['1'] } }],
    ['headers that are a list', { statusCode: 200, headers: ['x-a: 1'] }],
    ['headers that are a text', { statusCode: 200, headers: 'x-a: 1' }],
    ['a header with an empty name', { statusCode: 200, headers: { '': 'x' } }],
    ['a header whose name has a space', { statusCode: 200, headers: { 'x a': 'x' } }],
    ['a header with a line break', { statusCode: 200, headers: { 'x-a': '1\r\nx-b: 2' } }],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
    ['a body that is a number', { statusCode: 200, body: 1 }],
    ['isBase64Encoded in quotes', { statusCode: 200, isBase64Encoded: 'true', body: 'eA==' }],
    ['isBase64Encoded as a number', { statusCode: 200, isBase64Encoded: 1, body: 'eA==' }],
    ['a description that is a number', { statusCode: 200, statusDescription: 200 }],
    ['a list as the answer', [{ statusCode: 200 }]],
    ['a text as the answer', 'hello'],
  ])('make a 502 with %s', (_, answer) => {
    expect(statusOf(answer)).toBe(502);
  });

  it('are named in the log with what they were and what they must be', () => {
    expect(reasonOf({ statusCode: '200' })).toBe('statusCode is "200": write a number from 200 to 599');
    expect(reasonOf({})).toBe('statusCode is missing: write a number from 200 to 599');
    expect(reasonOf({ statusCode: 200, headers: { 'x-count': 1 } })).toBe('headers.x-count is 1: write a text');
    expect(reasonOf({ statusCode: 200, body: { a: 1 } })).toBe('body is {"a":1}: write a text');
    expect(reasonOf({ statusCode: 200, isBase64Encoded: 'true' })).toBe(
      'isBase64Encoded is "true": write true or false without quotes',
    );
    expect(reasonOf({ statusCode: 200, multiValueHeaders: { 'x-a': '1' } }, true)).toBe(
      'multiValueHeaders.x-a is "1": write a list of texts',
    );
  });
});

describe('headers of an answer', () => {
  const both = { statusCode: 200, headers: { 'x-a': 'one' }, multiValueHeaders: { 'x-a': ['two', 'three'] } };
  const valuesOf = (answer: Answer): string[] =>
    answer.headers.filter(([name]) => name === 'x-a').map(([, value]) => value);

  it('come from the map or from the lists, as the target group is set', () => {
    expect(valuesOf(answerOf(both))).toEqual(['one']);
    expect(valuesOf(answerOf(both, true))).toEqual(['two', 'three']);
  });

  it.each([
    ['Connection', 'close'],
    ['Transfer-Encoding', 'chunked'],
    ['Keep-Alive', 'timeout=1'],
    ['Content-Length', '99'],
  ])('never contain %s of the function', (name, value) => {
    const { headers } = answerOf({ statusCode: 200, headers: { [name]: value }, body: 'x' });
    expect(headers.map(([one]) => one)).not.toContain(name);
  });

  it('may be 16 K each and 32 K in all', () => {
    const long = 'x'.repeat(16 * 1024 - 'x-a: '.length);
    expect(statusOf({ statusCode: 200, headers: { 'x-a': long } })).toBe(200);
    expect(statusOf({ statusCode: 200, headers: { 'x-a': `${long}x` } })).toBe(502);
    const half = 'x'.repeat(16 * 1024 - 100);
    expect(statusOf({ statusCode: 200, headers: { 'x-a': half, 'x-b': half } })).toBe(200);
    expect(statusOf({ statusCode: 200, headers: { 'x-a': half, 'x-b': half, 'x-c': half } })).toBe(502);
    expect(statusOf({ statusCode: 200, multiValueHeaders: { 'x-a': [half, half, half] } }, true)).toBe(502);
  });

  it('over the limit are named in the log with their size', () => {
    const reason = reasonOf({ statusCode: 200, headers: { 'x-a': 'x'.repeat(20_000) } });
    expect(reason).toBe('the header x-a has 20005 bytes: at most 16384 are sent');
  });
});

describe('a body in base64', () => {
  const bodyOf = (body: string): string =>
    answerOf({ statusCode: 200, isBase64Encoded: true, body }).body.toString('latin1');

  it.each([
    ['with its padding', 'aGVsbG8=', 'hello'],
    ['without its padding', 'aGVsbG8', 'hello'],
    ['that is empty', '', ''],
    ['with every kind of character', '+/+/AA==', '\xfb\xff\xbf\x00'],
  ])('is decoded %s', (_, body, decoded) => {
    expect(bodyOf(body)).toBe(decoded);
  });

  it.each([
    ['is plain text', 'hello, world'],
    ['has line breaks, as MIME writes it', 'aGVs\r\nbG8='],
    ['is for URLs', '-_-_AA=='],
    ['ends in the middle of a byte', 'aGVsb'],
    ['has padding in the middle', 'aA==aA=='],
  ])('is a 502 when it %s', (_, body) => {
    expect(statusOf({ statusCode: 200, isBase64Encoded: true, body })).toBe(502);
    expect(reasonOf({ statusCode: 200, isBase64Encoded: true, body })).toContain('body is not base64');
  });

  it('is not decoded unless the answer says so', () => {
    expect(answerOf({ statusCode: 200, body: 'aGVsbG8=' }).body.toString()).toBe('aGVsbG8=');
  });
});
