import { describe, expect, it } from '@jest/globals';
import { IMAGE, fileOf, problemLines, service } from './fixture';

const one = (changes: Record<string, string | undefined>, top?: string): string =>
  fileOf({ api: service(changes) }, top);
const images = { blue_image: undefined, green_image: undefined };
const NAMED_32 = 'a'.repeat(27);

describe('rules between fields', () => {
  it('finds nothing in a valid file', () => {
    expect(problemLines(one({}))).toEqual([]);
  });

  it('finds nothing in an image on one color and a package on the other', () => {
    const green = { green_image: undefined, green_package: 's3://b/k?versionId=1' };
    expect(problemLines(one({ ...green, handler: 'a.b', runtime: 'nodejs20.x' }))).toEqual([]);
  });

  it.each<[name: string, text: string, expected: RegExp]>([
    [
      'a step that ends before it has data',
      one({ rollout: '{ strategy: { steps: [{ weight: 10, wait: 1m }, { weight: 50 }] } }' }),
      /error services\.api\.rollout\.strategy: the step to 10 % and 1 more waits 1m, and the first data .* after 4m/,
    ],
    [
      'a named strategy whose steps end before they have data',
      one({ rollout: '{ strategy: Linear10PercentEvery1Minute }' }),
      /error services\.api\.rollout\.strategy: the step to 10 % and 8 more waits 1m/,
    ],
    [
      'a bake time that ends before it has data',
      one({ rollout: '{ bake: 0s }' }),
      /error services\.api\.rollout\.bake: the bake time at 100 % does not wait/,
    ],
    [
      'steps without a judgement that are meant',
      one({ rollout: '{ bake: 0s, metrics: { errors: { no_data: pass } } }' }),
      /warning services\.api\.rollout\.bake: the bake time/,
    ],
    [
      'a tolerance that nothing can prove',
      one({ rollout: '{ metrics: { errors: { tolerance: 0 } } }' }),
      /error services\.api\.rollout\.metrics\.errors\.tolerance/,
    ],
    [
      'a priority without room for the slots',
      one({ priority: '2' }),
      /error services\.api\.priority: priority 2 leaves no room/,
    ],
    [
      'a service without host names and paths',
      one({ hostnames: '[]' }),
      /error services\.api: api has neither hostnames nor paths/,
    ],
    [
      'a host name with a scheme',
      one({ hostnames: '["https://a.b"]' }),
      /error services\.api\.hostnames\[0\]: "https:\/\/a\.b" is not a host name/,
    ],
    ['a host name without a dot', one({ hostnames: '[api]' }), /"api" has no dot, which AWS refuses/],
    ['a host name written twice', one({ hostnames: '[a.b, A.b]' }), /hostnames\[1\]: "A\.b" is written twice/],
    [
      'a host name of more than 128 characters',
      one({ hostnames: `[${'a'.repeat(127)}.b]` }),
      /129 characters are too long/,
    ],
    [
      'a path with a query string',
      one({ paths: '["/a#b"]' }),
      /paths\[0\]: "\/a#b" contains a character that AWS refuses/,
    ],
    ['a path that cannot match', one({ paths: '[api]' }), /"api" matches nothing/],
    [
      'hosts that leave no room for an IP',
      one({ hostnames: '[a.b, c.d, e.f, g.h, i.j]' }),
      /5 hostnames and 0 paths leave no room for an IP/,
    ],
    [
      'hosts that leave no room for the header',
      one({ hostnames: '[a.b, c.d, e.f]', canary_header: '{ name: X, value: y }' }),
      /canary_header does not fit with 3 hostnames/,
    ],
    [
      'more IPs than the slots hold',
      one({ whitelisted_ips: '[203.0.113.1/32, 203.0.113.2/32, 203.0.113.3/32, 203.0.113.4/32, 203.0.113.5/32]' }),
      /5 whitelisted IPs do not fit: 1 canary slot holds 4/,
    ],
    [
      'an IP written twice',
      one({ whitelisted_ips: '[203.0.113.1/32, 203.0.113.1/32]' }),
      /whitelisted_ips\[1\]: 203\.0\.113\.1\/32 is written twice/,
    ],
    [
      'a canary that nobody would see',
      one({ activate_canary: 'true' }),
      /error services\.api\.activate_canary: .* nobody would see/,
    ],
    [
      'an active color without code',
      one({ active_color: 'green', green_image: undefined }),
      /error services\.api\.active_color: green is active but has neither/,
    ],
    [
      'traffic for a color without code',
      one({ green_image: undefined, green_weight: '5' }),
      /warning services\.api\.green_weight: green gets 5 % of the traffic, but has no code of its own/,
    ],
    [
      'an image by its tag',
      one({ green_image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/api:v2' }),
      /warning services\.api\.green_image: .* by its tag/,
    ],
    [
      'an image from elsewhere',
      one({ green_image: 'nginx:latest' }),
      /error services\.api\.green_image: "nginx:latest" is not an image in a private ECR registry/,
    ],
    [
      'an image in another region',
      one({ green_image: IMAGE.replace('us-east-1', 'eu-west-1') }),
      /is in eu-west-1, but the function is in us-east-1/,
    ],
    [
      'an image with neither tag nor digest',
      one({ green_image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/api' }),
      /neither a digest nor a tag/,
    ],
    [
      'an image with a digest cut short',
      one({ green_image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/api@sha256:abc' }),
      /a digest of 3 digits/,
    ],
    [
      'an image and a package for one color',
      one({ green_package: 's3://b/k?versionId=1' }),
      /green has both green_image and green_package/,
    ],
    [
      'a package without a handler',
      one({ ...images, blue_package: 's3://b/k?versionId=1', runtime: 'nodejs20.x' }),
      /error services\.api\.handler: api runs a package on blue, which needs a handler/,
    ],
    [
      'a package without a runtime',
      one({ ...images, blue_package: 's3://b/k?versionId=1', handler: 'a.b' }),
      /needs a runtime/,
    ],
    [
      'an object in S3 without a version',
      one({ ...images, blue_package: 's3://b/k', handler: 'a.b', runtime: 'nodejs20.x' }),
      /warning services\.api\.blue_package: "s3:\/\/b\/k" has no version/,
    ],
    [
      'a bucket without a key',
      one({ ...images, blue_package: 's3://b', handler: 'a.b', runtime: 'nodejs20.x' }),
      /error services\.api\.blue_package: "s3:\/\/b" is not the address of an S3 object/,
    ],
    ['a handler with images', one({ handler: 'a.b' }), /warning services\.api\.handler: handler is not used/],
    [
      'a package that does not exist',
      one({ ...images, blue_package: './none', handler: 'a.b', runtime: 'nodejs20.x' }),
      /error services\.api\.blue_package: "\.\/none" does not exist/,
    ],
    [
      'a family that makes names too long',
      one({ family: NAMED_32 }),
      /error services\.api\.family: .* 33 characters long, and AWS allows 32/,
    ],
    [
      'a family that AWS refuses',
      one({ family: 'my_api' }),
      /AWS refuses target groups named after the family "my_api"/,
    ],
    ['a family that begins with a hyphen', one({ family: '-api' }), /named after the family "-api"/],
    ['too many wildcards', one({ hostnames: '["*.*.*.a", "*.?.?.b"]' }), /6 wildcards in hostnames/],
    [
      'too long environment variables',
      one({ environment: `{ AA: ${'é'.repeat(2044)} }` }),
      /error services\.api\.environment: the environment variables of blue have 4097 bytes/,
    ],
    [
      'too long environment variables of one color',
      one({ environment: `{ AA: ${'a'.repeat(2000)} }`, green: `{ environment: { BB: ${'b'.repeat(2100)} } }` }),
      /error services\.api\.environment: the environment variables of green have 4117 bytes/,
    ],
    ['functions in a VPC that is nowhere', one({ vpc: '{}' }), /are in a VPC, but no subnets are named/],
    [
      'more slots than rules',
      fileOf(
        Object.fromEntries(
          [1, 2, 3, 4, 5].map((n) => [
            `s${n}`,
            service({ hostnames: `[s${n}.a.b]`, priority: `${n * 100}`, canary_slots: '20' }),
          ]),
        ),
      ),
      /error services: 5 services need 105 rules, but the load balancer allows 100/,
    ],
    ['no load balancer on AWS', 'services: {}', /error load_balancer: load_balancer is missing/],
    [
      'no network for a load balancer',
      'load_balancer: { create: {} }\nservices: {}',
      /error network: network is missing/,
    ],
    [
      'a load balancer that AWS refuses',
      'network: { create: {} }\nload_balancer: { create: { name: internal-x } }\nservices: {}',
      /"internal-x": it begins with internal-/,
    ],
    [
      'an existing network without a name',
      'network: { existing: {} }\nload_balancer: { create: {} }\nservices: {}',
      /the VPC is named neither by id nor by tags/,
    ],
    [
      'a listener in another region',
      one({}, 'region: eu-west-1'),
      /is in us-east-1, but the environment is in eu-west-1/,
    ],
    [
      'images in the sandbox',
      one({}, 'target: sandbox'),
      /error services\.api\.blue_image: the sandbox runs packages, not container images/,
    ],
    [
      'layers in the sandbox',
      one({ green: '{ layers: ["arn:aws:lambda:us-east-1:123456789012:layer:x:1"] }' }, 'target: sandbox'),
      /error services\.api\.green\.layers: the sandbox has no Lambda layers/,
    ],
    [
      'one port for both of the sandbox',
      'target: sandbox\nsandbox: { port: 8081 }\nservices: {}',
      /error sandbox\.control_port: port and control_port are both 8081/,
    ],
    [
      'the port of HTTPS for the control endpoint too',
      'target: sandbox\nsandbox: { https_port: 8081 }\nservices: {}',
      /error sandbox\.https_port: control_port and https_port are both 8081/,
    ],
  ])('finds %s', (_name, text, expected) => {
    expect(problemLines(text)).toContainEqual(expect.stringMatching(expected));
  });
});

describe('a raised quota of rules', () => {
  const crowded = (quota: number): string =>
    fileOf(
      Object.fromEntries(
        [1, 2, 3, 4, 5].map((n) => [
          `s${n}`,
          service({ hostnames: `[s${n}.a.b]`, priority: `${n * 100}`, canary_slots: '20' }),
        ]),
      ),
      `rules_quota: ${quota}`,
    );

  it('allows as many rules as AWS granted, and no more', () => {
    expect(problemLines(crowded(105))).toEqual([]);
    expect(problemLines(crowded(104))).toEqual([
      expect.stringContaining('need 105 rules, but the load balancer allows 104'),
    ]);
  });
});
