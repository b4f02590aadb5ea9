// The SDK's configuration for an environment.
import { describe, expect, it } from '@jest/globals';
import { clientConfig } from '../../../controller/aws/clients';
import { environmentOf } from './environment';

describe('clientConfig', () => {
  it('leaves credentials and endpoint to the SDK for AWS itself', () => {
    const config = clientConfig(environmentOf({ target: 'aws', region: 'eu-west-1' }), { env: {}, root: '' });
    expect(config).toMatchObject({ region: 'eu-west-1', retryMode: 'standard', maxAttempts: 5 });
    expect(config).not.toHaveProperty('endpoint');
    expect(config).not.toHaveProperty('credentials');
  });

  it("goes to the sandbox's control endpoint, never with real credentials", () => {
    const sandbox = environmentOf({ target: 'sandbox', sandbox: { control_port: 9001 } });
    expect(clientConfig(sandbox, { env: { AWS_ACCESS_KEY_ID: 'real' }, root: '' })).toMatchObject({
      endpoint: 'http://127.0.0.1:9001',
      credentials: { accessKeyId: 'test' },
    });
  });

  it('goes to an emulator, never with real credentials', () => {
    expect(
      clientConfig(environmentOf({ emulator_endpoint: 'http://127.0.0.1:5000' }), { env: {}, root: '' }),
    ).toMatchObject({
      endpoint: 'http://127.0.0.1:5000',
      credentials: { accessKeyId: 'test' },
    });
  });

  it('limits how long a call may take, and lets the user choose the number of attempts', () => {
    const config = clientConfig(environmentOf({}), {
      env: { AWS_MAX_ATTEMPTS: '10', AWS_RETRY_MODE: 'adaptive' },
      root: '',
    });
    expect(config.requestHandler).toMatchObject({ connectionTimeout: 5000, requestTimeout: 30000 });
    expect(config).not.toHaveProperty('maxAttempts');
    expect(config).not.toHaveProperty('retryMode');
  });
});
