// Checks the JSON that a function returned, field by field, as ALB does before it writes an answer. Pure.
import { validateHeaderName, validateHeaderValue } from 'node:http';

/** A header, in the order and with the case that the function gave it. */
export type Header = readonly [name: string, value: string];

/** The fields of an answer, each with its right type. */
export interface AnswerFields {
  readonly status: number;
  readonly description: string | undefined;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** The fields, or what is wrong with the answer and what to write instead. */
export type CheckedAnswer = AnswerFields | { readonly fault: string };

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks an answer. Only the kind of header map that the target group is set to is used, but both are checked. `null` is never
 * the same as a missing field ("ALB integration returns status code 500 when body field is null", aws/aws-lambda-go#438).
 */
export function checkAnswer(json: unknown, mayHaveNull: boolean, multiValueHeaders: boolean): CheckedAnswer {
  if (!isObject(json)) return { fault: `the answer is ${show(json)}: return an object with a statusCode` };
  const empty = mayHaveNull ? findNull(json, '') : undefined;
  if (empty !== undefined) return { fault: `${empty} is null: leave the field out` };
  const { statusCode: status, statusDescription: description, isBase64Encoded: encoded = false, body = '' } = json;
  if (!isStatus(status)) return wrong('statusCode', status, 'a number from 200 to 599');
  if (description !== undefined && typeof description !== 'string')
    return wrong('statusDescription', description, 'a text');
  if (typeof encoded !== 'boolean') return wrong('isBase64Encoded', encoded, 'true or false without quotes');
  if (typeof body !== 'string') return wrong('body', body, 'a text');
  const single = readHeaders('headers', json['headers'], false);
  const lists = readHeaders('multiValueHeaders', json['multiValueHeaders'], true);
  if ('fault' in single) return single;
  if ('fault' in lists) return lists;
  if (encoded && !isBase64(body)) return { fault: 'body is not base64, but isBase64Encoded is true' };
  const headers = multiValueHeaders ? lists.headers : single.headers;
  return { status, description, headers, body: Buffer.from(body, encoded ? 'base64' : 'utf8') };
}

function readHeaders(
  field: string,
  map: unknown,
  lists: boolean,
): { readonly headers: readonly Header[] } | { readonly fault: string } {
  if (map === undefined) return { headers: [] };
  if (!isObject(map)) return wrong(field, map, lists ? 'an object with a list for each name' : 'an object');
  const headers: Header[] = [];
  for (const [name, value] of Object.entries(map)) {
    const values: readonly unknown[] | undefined = lists ? (Array.isArray(value) ? value : undefined) : [value];
    if (!values?.every((one) => typeof one === 'string'))
      return wrong(`${field}.${name}`, value, lists ? 'a list of texts' : 'a text');
    for (const one of values) {
      if (!isHeader(name, one)) return { fault: `${field} has an invalid header: ${show(name)}` };
      headers.push([name, one]);
    }
  }
  return { headers };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStatus = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 200 && value <= 599;

/** The path of a null, such as `headers.x-a`; undefined without one. */
function findNull(value: object, path: string): string | undefined {
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    if (inner === null) return at;
    const found = typeof inner === 'object' ? findNull(inner as object, at) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The plain alphabet without line breaks (aws/serverless-java-container#339: base64 of MIME is a 502); padding may be left out. */
const isBase64 = (text: string): boolean =>
  /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.replace(/=+$/, '').length % 4 !== 1;

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

const wrong = (field: string, got: unknown, wanted: string): { readonly fault: string } => ({
  fault: `${field} is ${got === undefined ? 'missing' : show(got)}: write ${wanted}`,
});

const show = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 80);
