// The errors that users get when AWS, the network or the sandbox fails.
import { describe, expect, it } from '@jest/globals';
import { readCallerAccount } from '../../../controller/aws/caller-account';
import { createRouter } from '../../../controller/aws/router';
import { toUserError } from '../../../controller/aws/errors';
import { UserError } from '../../../controller/core/errors';
import { testContext } from '../../contract/context';
import { freePort } from '../../../bench/free-port';
import { environmentOf } from './environment';

const aws = environmentOf({ target: 'aws', region: 'eu-west-1' });
const ACTION = 'elasticloadbalancing:ModifyRule';

const sdkError = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name, $metadata: {} });

const explained = (error: Error): UserError => {
  const result = toUserError(error, aws, ACTION);
  if (result instanceof UserError) return result;
  throw new Error('not explained', { cause: error });
};

describe('an error of AWS', () => {
  it.each([
    ['ExpiredToken', 'credentials have expired', 'aws sso login'],
    ['ExpiredTokenException', 'credentials have expired', 'aws sso login'],
    ['CredentialsProviderError', 'no usable credentials', 'AWS_PROFILE'],
    ['UnrecognizedClientException', 'no usable credentials', 'AWS_PROFILE'],
    ['AccessDenied', 'access denied', ACTION],
    ['ThrottlingException', 'throttled', 'AWS_MAX_ATTEMPTS'],
    ['TooManyRequestsException', 'throttled', 'AWS_MAX_ATTEMPTS'],
    ['TargetGroupNotFoundException', 'not found', 'ctl deploy'],
    ['TimeoutError', 'no connection', 'network'],
  ])('%s is explained: %s', (name, message, hint) => {
    const error = explained(sdkError(name));
    expect(error.message).toContain(message);
    expect(error.message).toContain('eu-west-1');
    expect(error.hint).toContain(hint);
  });

  it('names the action that IAM denied', () => {
    const message = 'User: arn:aws:iam::1:user/x is not authorized to perform: lambda:GetAlias on resource: y';
    expect(explained(sdkError('AccessDeniedException', message)).hint).toContain('Allow lambda:GetAlias');
  });

  it('that is unknown still has the action, its name and its message', () => {
    expect(explained(sdkError('TooManyTags', 'limit of 50')).message).toContain(
      `${ACTION} failed at AWS (eu-west-1): TooManyTags: limit of 50`,
    );
  });

  it('is found inside an error of several connection attempts', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:8081'), { code: 'ECONNREFUSED' });
    expect(explained(new AggregateError([refused])).message).toContain('nothing answers');
  });

  it('that is a bug is left as it is', () => {
    const bug = new TypeError('undefined is not a function');
    expect(toUserError(bug, aws, ACTION)).toBe(bug);
  });
});

describe('an endpoint that nothing listens on', () => {
  it('gets the hint to start the sandbox', async () => {
    const sandbox = environmentOf({ target: 'sandbox', sandbox: { control_port: await freePort() } });
    await expect(createRouter(sandbox, testContext('/tmp'))).rejects.toMatchObject({
      message: expect.stringContaining(`nothing answers at http://127.0.0.1:${sandbox.sandbox.control_port}`),
      hint: `Start the sandbox: ctl sandbox up --detach -e ${sandbox.name}`,
    });
  });

  it('gets the hint to start the emulator', async () => {
    const emulated = environmentOf({ emulator_endpoint: `http://127.0.0.1:${await freePort()}` });
    await expect(readCallerAccount(emulated, testContext('/tmp'))).rejects.toMatchObject({
      hint: expect.stringContaining('emulator_endpoint'),
    });
  });
});
