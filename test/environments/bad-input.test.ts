import { describe, expect, it } from '@jest/globals';
import { fileOf, problemsOf, problemLines, service } from './fixture';

const one = (changes: Record<string, string | undefined>, top?: string): string =>
  fileOf({ api: service(changes) }, top);
const withBalancer = (value: string): string => `load_balancer: ${value}\nnetwork: { create: {} }\nservices: {}\n`;

/** The only problem of a text, as `line:column field: message | hint`. */
function only(text: string): string {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  return problems
    .map(({ line, column, field, message, hint }) => `${line}:${column} ${field}: ${message} | ${hint}`)
    .join();
}

describe('bad input gives one clear problem', () => {
  it.each<[name: string, text: string, problem: RegExp]>([
    ['an empty file', '', /^1:1 : the file is empty \| Start with/],
    ['a file of comments', '# nothing\n', /^1:1 : the file is empty/],
    ['text that is not a block', 'hello', /^1:1 : "hello" is not a block of settings/],
    ['a bracket that is not closed', 'services: [a\n', /^2:1 : this is not valid YAML: .*\] \| Check indentation/],
    ['a tab as indentation', 'services:\n\tapi: 1\n', /a tab is used as indentation/],
    ['a key written twice', 'services: {}\nservices: {}\n', /^2:1 : this key is written twice/],
    [
      'a merge conflict',
      `${one({}).trimEnd()}\n<<<<<<< HEAD\n    green_weight: 50\n=======\n    green_weight: 0\n>>>>>>> theirs\n`,
      /^\d+:1 : a merge conflict begins here: <{7} HEAD \| Keep one of the two sides/,
    ],
    ['two documents', 'services: {}\n---\nservices: {}\n', /more than one document/],
    ['an alias without an anchor', 'services: *none\n', /[Aa]lias.*none/],
    [
      'a weight in words',
      one({ green_weight: 'fifty' }),
      /^9:19 services\.api\.green_weight: "fifty" is not a whole number from 0 to 100/,
    ],
    ['a weight that is not whole', one({ green_weight: '50.5' }), /50\.5 is not a whole number from 0 to 100/],
    ['a weight over 100', one({ green_weight: '101' }), /101 is not a whole number from 0 to 100/],
    ['a weight below 0', one({ green_weight: '-1' }), /-1 is not a whole number from 0 to 100/],
    ['a weight in quotes', one({ green_weight: '"50"' }), /"50" is not .* \| Write .*, without quotes/],
    ['a weight that is not a number', one({ green_weight: '.nan' }), /\.nan is not a whole number/],
    [
      'a value left empty',
      one({ priority: '' }),
      /^5:\d+ services\.api\.priority: an empty value is not a whole number from 1 to 50000/,
    ],
    [
      'a required field left out',
      one({ priority: undefined }),
      /^3:3 services\.api\.priority: priority is missing \| Write priority: a whole number/,
    ],
    ['an invalid color', one({ active_color: 'red' }), /"red" is not blue or green/],
    ['a switch in words', one({ activate_canary: 'yes' }), /"yes" is not true or false/],
    [
      'an account without quotes',
      one({}, 'account: 012345678901'),
      /012345678901 is not a string \| Write a string, in quotes: "012345678901"/,
    ],
    [
      'a text where a list belongs',
      one({ paths: '/x' }),
      /"\/x" is not a list of strings \| Write a list of strings: \[\/x\]/,
    ],
    ['a number among strings', one({ hostnames: '[5]' }), /hostnames\[0\]: 5 is not .*string/],
    [
      'an unknown field',
      one({ green_wieght: '5' }),
      /^10:5 services\.api\.green_wieght: "green_wieght" is not a field of services\.api \| Did you mean green_weight\?/,
    ],
    ['an unknown field at the top', one({}, 'regoin: us-east-1'), /^2:1 regoin: .* Did you mean region\?/],
    ['an unknown field like no other', one({}, 'zzzzzzzzz: 1'), /zzzzzzzzz: .* \| Fields here: target, region/],
    [
      'an unknown field in a nested block',
      one({ alarms: '{ p95: 5 }' }),
      /services\.api\.alarms\.p95: .*Did you mean p95_ms/,
    ],
    [
      'a tolerance of nothing',
      one({ rollout: '{ metrics: { errors: { tolerance: 0 } } }' }),
      /metrics\.errors\.tolerance: 0 .*above 0/,
    ],
    [
      'a tolerance below nothing',
      one({ rollout: '{ metrics: { errors: { tolerance: -1 } } }' }),
      /metrics\.errors\.tolerance: -1 .*above 0/,
    ],
    [
      'a tolerance above everything',
      one({ rollout: '{ metrics: { errors: { tolerance: 101 } } }' }),
      /metrics\.errors\.tolerance: 101 .*100 or less/,
    ],
    ['no steps at all', one({ rollout: '{ strategy: { steps: [] } }' }), /strategy\.steps: .*at least one/],
    ['a duration without a unit', one({ rollout: '{ bake: 5 }' }), /bake: 5 is not a string such as 30s or 5m/],
    [
      'a metric that is an average',
      one({
        rollout:
          "{ metrics: { custom: { x: { bad: { namespace: A, metric: B, dimensions: { F: '{function}' }, stat: Average }, all: { namespace: A, metric: C, dimensions: { F: '{function}' } } } } } }",
      }),
      /custom\.x\.bad.*Average/,
    ],
    [
      'a metric that is the same for both colors',
      one({
        rollout:
          "{ metrics: { custom: { x: { bad: { namespace: A, metric: B, dimensions: { F: '{function}' } }, all: { namespace: A, metric: C } } } } }",
      }),
      /custom\.x\.all: .*the same for both colors/,
    ],
    [
      'a metric with the name of another',
      one({
        rollout:
          "{ metrics: { custom: { errors: { bad: { expression: '{color}' }, all: { expression: '{color}' } } } } }",
      }),
      /custom.*errors.*name that no other metric has/,
    ],
    ['an unknown field in a color', one({ green: '{ memory: 512 }' }), /services\.api\.green\.memory: /],
    [
      'an environment variable that is a number',
      one({ environment: '{ PORT: 8080 }' }),
      /environment\.PORT: 8080 is not .*in quotes: "8080"/,
    ],
    [
      'an environment variable that Lambda sets',
      one({ environment: '{ AWS_REGION: x }' }),
      /AWS_REGION is set by Lambda itself/,
    ],
    [
      'an environment variable that Lambda refuses',
      one({ environment: '{ A-B: x }' }),
      /refuses an environment variable named "A-B"/,
    ],
    [
      "a service's name in capitals",
      fileOf({ Api: service() }),
      /^3:3 services\.Api: "Api" cannot be a name here \| Write lower-case letters/,
    ],
    ['a service without settings', fileOf({ api: '' }), /services\.api: an empty value is not a block/],
    ['an invalid region', one({}, 'region: virginia'), /"virginia" is not a region, such as us-east-1/],
    ['an invalid bucket', one({}, 'state: { bucket: My_Bucket }'), /state\.bucket: "My_Bucket" is not a bucket's name/],
    [
      'a VPC wider than AWS takes',
      'load_balancer: { create: {} }\nnetwork: { create: { cidr: 10.0.0.0/8 } }\nservices: {}',
      /network\.create\.cidr: "10\.0\.0\.0\/8" is not an IPv4 block from \/16 to \/28/,
    ],
    [
      'an invalid block of addresses',
      withBalancer('{ create: { ingress_cidrs: [10.0.0.256/32] } }'),
      /ingress_cidrs\[0\]: "10\.0\.0\.256\/32" is not an IPv4 block/,
    ],
    [
      'an invalid schedule',
      one({ keep_warm: '{ schedule: hourly }' }),
      /keep_warm\.schedule: "hourly" is not a schedule/,
    ],
    ['a retention that CloudWatch does not have', one({ log_retention_days: '2' }), /2 is not 1, 3, 5, 7/],
    [
      'a canary for everybody',
      one({ whitelisted_ips: '[0.0.0.0/0]' }),
      /whitelisted_ips\[0\]: 0\.0\.0\.0\/0 is wider than \/16/,
    ],
    [
      'a load balancer that is created and existing',
      withBalancer('{ create: {}, existing: { listener_arn: "arn:aws:x" } }'),
      /load_balancer: create and existing exclude each other/,
    ],
    [
      'a load balancer that is neither created nor existing',
      withBalancer('{}'),
      /load_balancer is empty \| Write create or existing in it/,
    ],
    ['a load balancer as text', withBalancer('new'), /"new" is not a block with create or existing/],
    [
      'a load balancer with a typing error',
      withBalancer('{ crate: {} }'),
      /load_balancer\.crate: .*Did you mean create\?/,
    ],
    [
      'a typing error inside one option',
      withBalancer('{ create: { nmae: x } }'),
      /load_balancer\.create\.nmae: .*Did you mean name\?/,
    ],
    [
      'a wrong value inside one option',
      withBalancer('{ create: { idle_timeout: 0 } }'),
      /load_balancer\.create\.idle_timeout: 0 is not a whole number from 1 to 4000/,
    ],
    [
      'a listener that is missing',
      withBalancer('{ existing: {} }'),
      /load_balancer\.existing\.listener_arn: listener_arn is missing/,
    ],
  ])('for %s', (_name, text, problem) => {
    expect(only(text)).toMatch(problem);
  });

  it('all at once, in the order of their lines, across YAML blocks, services and rules', () => {
    const text = fileOf(
      {
        a: service({ green_weight: '50.5', hostnames: '["bad host"]' }),
        b: service({ priority: '100', hostnmaes: '[x.y]', hostnames: undefined }),
        c: service({ hostnames: '[c.d]', priority: '101', whitelisted_ips: '[10.0.0.1/8]' }),
      },
      'regoin: x',
    );
    expect(problemLines(text).map((line) => line.split(': ')[0])).toEqual([
      'error regoin',
      'error services.a.hostnames[0]',
      'error services.a.green_weight',
      'error services.b.priority',
      'error services.b.hostnmaes',
      'error services.c.priority',
      'error services.c.priority',
      'error services.c.whitelisted_ips[0]',
    ]);
  });

  it('does not report what only follows from another problem', () => {
    expect(problemLines(one({ hostnames: undefined, hostname: '[a.b]' }))).toHaveLength(1);
    expect(problemLines(one({ activate_canary: 'true', whitelisted_ips: '[office]' }))).toHaveLength(1);
  });
});
