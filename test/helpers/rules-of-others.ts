// A proxy before an emulator of ELBv2 that adds what no emulator knows: logins, rewrites and regular expressions on rules. It
// behaves as AWS does with them: ModifyRule replaces whole lists, but keeps transforms.
import { createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Action, RuleCondition, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import { parseParams } from '../../sandbox/control-plane/params';
import type { Params } from '../../sandbox/control-plane/params';
import { xml } from '../../sandbox/control-plane/xml';
import { closeServer, listen } from './listen';

/** What others have put on a rule. */
export interface OnRule {
  readonly actions?: readonly Action[];
  readonly conditions?: readonly RuleCondition[];
  /** Whether the conditions stand instead of those that the emulator knows. */
  readonly instead?: boolean;
  readonly transforms?: readonly RuleTransform[];
}

/** A running proxy. Rules are named by their priority. */
export interface RulesOfOthers {
  readonly url: string;
  readonly port: number;
  put(priority: number, parts: OnRule): void;
  on(priority: number): OnRule;
  /** The actions of the calls since the last `clear`, and the names of the parameters of each ModifyRule. */
  readonly calls: readonly string[];
  readonly modified: readonly (readonly string[])[];
  /** Refuses the next calls of an action with AccessDenied. */
  deny(action: string, times: number): void;
  clear(): void;
  close(): void;
}

/** Starts a proxy on a free port for an emulator on this machine. */
export async function startRulesOfOthers(target: number): Promise<RulesOfOthers> {
  const parts = new Map<string, OnRule>();
  const priorities = new Map<string, string>();
  const denied = new Map<string, number>();
  const calls: string[] = [];
  const modified: (readonly string[])[] = [];

  const server = createServer((incoming, outgoing) => {
    void bodyOf(incoming).then((body) => {
      const isForm = incoming.headers['content-type']?.includes('x-www-form-urlencoded') ?? false;
      const form = new URLSearchParams(isForm ? body.toString() : '');
      const action = form.get('Action') ?? '';
      if (action) calls.push(action);
      const left = denied.get(action) ?? 0;
      if (left > 0) {
        denied.set(action, left - 1);
        return refuse(outgoing, 'AccessDenied', `not authorized to perform: elasticloadbalancing:${action}`);
      }
      if (action === 'ModifyRule') {
        modified.push([...form.keys()]);
        const priority = priorities.get(form.get('RuleArn') ?? '') ?? '';
        const known = modify(form, parts.get(priority) ?? {});
        if (known === undefined) return refuse(outgoing, 'InvalidConfigurationRequest', 'ClientSecret is missing');
        parts.set(priority, known);
      }
      const sent = action === 'ModifyRule' ? Buffer.from(form.toString()) : body;
      forward(target, incoming, sent, outgoing, (answer) =>
        action === 'DescribeRules' ? Buffer.from(decorate(answer.toString(), parts, priorities)) : answer,
      );
    });
  });
  const url = await listen(server);
  return {
    url,
    port: Number(new URL(url).port),
    put: (priority, on) => void parts.set(String(priority), on),
    on: (priority) => parts.get(String(priority)) ?? {},
    calls,
    modified,
    deny: (action, times) => void denied.set(action, times),
    clear: () => {
      parts.clear();
      denied.clear();
      calls.length = 0;
      modified.length = 0;
    },
    close: () => closeServer(server),
  };
}

/** Takes what the emulator does not know out of a ModifyRule; undefined where AWS would refuse it. */
function modify(form: URLSearchParams, before: OnRule): OnRule | undefined {
  const actions = takeOut(form, 'Actions', (member) => textOf(member, 'Type') !== 'forward');
  const conditions = takeOut(form, 'Conditions', (member) => hasRegex(member));
  const after = {
    ...before,
    ...(actions && { actions: actions.map(toSecretless) as readonly unknown[] as readonly Action[] }),
    ...(conditions && { conditions: conditions as readonly unknown[] as readonly RuleCondition[] }),
    ...(form.get('ResetTransforms') === 'true' && { transforms: [] }),
  };
  return actions?.some((one) => lacksSecret(one)) ? undefined : after;
}

const lacksSecret = (action: Tree): boolean => {
  const login = action['AuthenticateOidcConfig'];
  return typeof login === 'object' && !('ClientSecret' in login) && !('UseExistingClientSecret' in login);
};

function toSecretless(action: Tree): Tree {
  const login = action['AuthenticateOidcConfig'];
  if (typeof login !== 'object') return action;
  return { ...action, AuthenticateOidcConfig: { ...login, UseExistingClientSecret: undefined } };
}

/** Removes members of a list that match, and numbers the others anew; undefined when the list was not given. */
function takeOut(form: URLSearchParams, list: string, matches: (member: Params) => boolean): Tree[] | undefined {
  const given = parseParams(form.toString()).below.get(list)?.below.get('member');
  if (!given) return undefined;
  const entries = [...form].filter(([key]) => key.startsWith(`${list}.member.`));
  for (const [key] of entries) form.delete(key);
  const taken: Tree[] = [];
  let number = 0;
  for (const [index, member] of given.below) {
    if (matches(member)) {
      taken.push(toTree(member) as Tree);
      continue;
    }
    number += 1;
    const start = `${list}.member.${index}.`;
    for (const [key, value] of entries) {
      if (key.startsWith(start) && key !== `${start}Order`) {
        form.append(`${list}.member.${number}.${key.slice(start.length)}`, value);
      }
    }
  }
  return taken;
}

interface Tree {
  readonly [name: string]: string | number | Tree | readonly unknown[] | undefined;
}

function toTree(params: Params): unknown {
  if (params.value !== undefined) return params.value;
  const list = params.below.get('member');
  if (list) return [...list.below.values()].map(toTree);
  return Object.fromEntries(
    [...params.below].map(([name, inner]) => [name, name === 'Order' ? Number(inner.value) : toTree(inner)]),
  );
}

const textOf = (params: Params, name: string): string | undefined => params.below.get(name)?.value;

const hasRegex = (params: Params): boolean =>
  params.below.has('RegexValues') || [...params.below.values()].some((inner) => hasRegex(inner));

/** Adds the parts to the rules of an answer, and notes the priority of each ARN. */
function decorate(text: string, parts: ReadonlyMap<string, OnRule>, priorities: Map<string, string>): string {
  const start = text.indexOf('<Rules>') + '<Rules>'.length;
  const end = text.lastIndexOf('</Rules>');
  if (end < start) return text;
  const rules = splitMembers(text.slice(start, end)).map((rule) => {
    const priority = /<Priority>(.*?)<\/Priority>/.exec(rule)?.[1] ?? '';
    priorities.set(/<RuleArn>(.*?)<\/RuleArn>/.exec(rule)?.[1] ?? '', priority);
    return addParts(rule, parts.get(priority) ?? {});
  });
  return `${text.slice(0, start)}${rules.join('')}${text.slice(end)}`;
}

function addParts(rule: string, { actions = [], conditions = [], instead = false, transforms = [] }: OnRule): string {
  const known = instead ? rule.replace(/<Conditions>.*?<\/Conditions>/s, '<Conditions></Conditions>') : rule;
  const [head = '', tail = ''] = splitAt(known, '<Actions>');
  const ordered = actions.map((action, index) => ({ ...action, Order: index + 1 }));
  const later = actions.length > 0 ? setOrder(tail, actions.length + 1) : tail;
  return `${head}${xml(ordered)}${later}`
    .replace('<Conditions>', `<Conditions>${xml(conditions)}`)
    .replace(
      /<\/member>\s*$/,
      `${transforms.length > 0 ? `<Transforms>${xml(transforms)}</Transforms>` : ''}</member>`,
    );
}

/** Gives the first action its place behind the others, as AWS does; moto has no order of actions. */
function setOrder(tail: string, place: number): string {
  const order = `<Order>${place}</Order>`;
  return tail.includes('<Order>')
    ? tail.replace(/<Order>\d+<\/Order>/, order)
    : tail.replace('<member>', `<member>${order}`);
}

function splitAt(text: string, mark: string): [string, string] {
  const end = text.indexOf(mark) + mark.length;
  return [text.slice(0, end), text.slice(end)];
}

/** The outermost members of a list. */
function splitMembers(list: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const tag of list.matchAll(/<(\/?)member>/g)) {
    if (tag[1] === '' && depth++ === 0) start = tag.index;
    if (tag[1] === '/' && --depth === 0) found.push(list.slice(start, tag.index + tag[0].length));
  }
  return found;
}

function forward(
  target: number,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  change: (answer: Buffer) => Buffer,
): void {
  const { method, url: path } = incoming;
  const headers = { ...incoming.headers, 'content-length': String(body.length) };
  const forwarded = request({ host: '127.0.0.1', port: target, method, path, headers, agent: false }, (answer) => {
    void bodyOf(answer).then((text) => {
      const { 'content-length': _, 'transfer-encoding': __, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, rest);
      outgoing.end(change(text));
    });
  });
  forwarded.on('error', () => outgoing.destroy());
  forwarded.end(body);
}

function refuse(outgoing: ServerResponse, code: string, message: string): void {
  outgoing.writeHead(code === 'AccessDenied' ? 403 : 400, { 'content-type': 'text/xml' });
  outgoing.end(
    `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error><Type>Sender</Type>` +
      `<Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
  );
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
