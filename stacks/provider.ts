// The AWS provider of a stack: region, the only account it may change, and the tags of everything in it.
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { TerraformStack } from 'cdktf';
import type { Environment } from '../environments/schema';
import { providerEmulation } from './emulator';
import { escapeTemplates } from './escape-template';

type Tags = Readonly<Record<string, string>>;

/** Gives a stack its provider; `own` are Teal's tags besides Environment and ManagedBy, `tags` the user's besides the environment's. */
export function addProvider(stack: TerraformStack, environment: Environment, own: Tags = {}, tags: Tags = {}): void {
  const users = escapeTemplates({ ...environment.tags, ...tags });
  new AwsProvider(stack, 'aws', {
    region: environment.region,
    allowedAccountIds: environment.account === undefined ? undefined : [environment.account],
    defaultTags: [{ tags: mergeTags(users, { Environment: environment.name, ManagedBy: 'teal', ...own }) }],
    ...providerEmulation(environment.emulator_endpoint),
  });
}

/** The user's tags take precedence, whatever their case: to IAM, `environment` and `Environment` are the same key. */
function mergeTags(users: Tags, own: Tags): Record<string, string> {
  const taken = new Set(Object.keys(users).map((key) => key.toLowerCase()));
  const free = Object.entries(own).filter(([key]) => !taken.has(key.toLowerCase()));
  return { ...Object.fromEntries(free), ...users };
}
