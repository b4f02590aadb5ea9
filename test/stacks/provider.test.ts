import { describe, expect, it } from '@jest/globals';
import { environment, service, shopStack, stackOf, synth } from './environment';

describe('the provider', () => {
  it('acts in the account of the file and in no other', () => {
    const stack = shopStack({}, { account: '123456789012', region: 'eu-west-1' });
    expect(stack.provider.aws[0]).toMatchObject({ region: 'eu-west-1', allowed_account_ids: ['123456789012'] });
  });

  it('tags everything with the environment, the service, and the tags of both', () => {
    const stack = shopStack({ tags: { Team: 'web' } }, { tags: { CostCenter: '42' } });
    expect(stack.provider.aws[0]).toMatchObject({
      default_tags: [
        { tags: { CostCenter: '42', Environment: 'prod', ManagedBy: 'teal', Service: 'shop', Team: 'web' } },
      ],
    });
  });

  it("lets the user's tags win, whatever their case", () => {
    const [provider] = shopStack({}, { tags: { environment: 'live' } }).provider.aws;
    expect(provider?.['default_tags']).toEqual([{ tags: { ManagedBy: 'teal', Service: 'shop', environment: 'live' } }]);
  });

  it('leaves endpoints and credentials alone unless the file names an emulator', () => {
    expect(Object.keys(shopStack().provider.aws[0] ?? {}).sort()).toEqual(['default_tags', 'region']);
  });

  it('sends every service that the stacks use to the emulator, and no real credentials', () => {
    const stack = shopStack({}, { emulator_endpoint: 'http://127.0.0.1:5000' });
    const [provider] = stack.provider.aws;
    expect(provider).toMatchObject({ access_key: 'emulator', skip_credentials_validation: true });
    const services = ['cloudwatch', 'ec2', 'elbv2', 'events', 'iam', 'lambda', 'logs', 's3', 'sts'];
    expect(provider?.['endpoints']).toEqual([
      Object.fromEntries(services.map((name) => [name, 'http://127.0.0.1:5000'])),
    ]);
  });
});

describe('the state', () => {
  it('is a local file, by a path that is the same in every checkout', () => {
    const stack = shopStack();
    expect(stack.terraform.backend).toEqual({ local: { path: '../../../terraform.prod-shop.tfstate' } });
    expect(stack.data['terraform_remote_state']?.['cross-stack-reference-input-prod']).toMatchObject({
      config: { path: '../../../terraform.prod.tfstate' },
    });
  });

  it('is in S3 with the native lock and encrypted when the file names a bucket', () => {
    const stacks = synth([environment([service()], { state: { bucket: 'acme-tf-state' } })]);
    const common = { bucket: 'acme-tf-state', region: 'us-east-1', encrypt: true };
    expect(stackOf(stacks, 'prod').terraform.backend).toEqual({
      s3: { ...common, key: 'teal/prod/prod.tfstate', use_lockfile: true },
    });
    const shop = stackOf(stacks, 'prod-shop');
    expect(shop.terraform.backend).toEqual({
      s3: { ...common, key: 'teal/prod/prod-shop.tfstate', use_lockfile: true },
    });
    expect(shop.data['terraform_remote_state']?.['cross-stack-reference-input-prod']).toMatchObject({
      config: { ...common, key: 'teal/prod/prod.tfstate' },
    });
  });

  it("takes the bucket's own region, prefix and key", () => {
    const state = { bucket: 'state-bucket', region: 'eu-west-1', prefix: 'x', kms_key_id: 'alias/state' };
    expect(shopStack({}, { state }).terraform.backend).toMatchObject({
      s3: { region: 'eu-west-1', key: 'x/prod-shop.tfstate', kms_key_id: 'alias/state' },
    });
  });
});
