// ctl iam-policy: prints the minimal IAM policy that ctl needs.
import { defineCommand } from '../command-line/define-command';
import { EXIT, UserError } from '../core/errors';
import { environmentOptions } from '../command-line/options';

export const iamPolicy = defineCommand({
  command: 'iam-policy',
  describe: 'Print the minimal IAM policy that ctl needs',
  positionals: {},
  options: {
    level: {
      choices: ['read-only', 'routing', 'full'] as const,
      requiresArg: true,
      default: 'routing' as const,
      describe: 'Read only; move traffic; or everything, through Terraform',
    },
    ...environmentOptions,
  },
  examples: [
    ['$0 iam-policy -e prod > policy.json', 'for users who release: canary, shift, promote, rollback'],
    ['$0 iam-policy -e prod --level full', 'for the pipeline that deploys'],
  ],
  run: async (args, context) => {
    const { findEnvironment, openEnvironment } = await import('../workspace/open-environment');
    const { MANAGED_POLICY_CHARACTERS, buildPolicy } = await import('../iam/policy');
    const { environment } = await openEnvironment(context, await findEnvironment(context, args.environment));
    if (environment.target === 'sandbox') {
      throw new UserError(
        'TARGET_UNSUPPORTED',
        `${environment.name} is a sandbox, which has no IAM`,
        'Name an environment on AWS with -e',
      );
    }
    const policy = buildPolicy(environment, args.level);
    const size = JSON.stringify(policy).length;
    if (size > MANAGED_POLICY_CHARACTERS) {
      context.io.err(
        `warning: ${size} characters, and a managed policy has at most ${MANAGED_POLICY_CHARACTERS}: divide the statements between two policies`,
      );
    }
    if (environment.account === undefined) {
      context.io.err('warning: the file has no account, so the ARNs have * in its place: add account to the file');
    }
    return {
      document: { environment: environment.name, level: args.level, policy },
      lines: () => JSON.stringify(policy, null, 2).split('\n'),
      verbatim: true,
      exitCode: EXIT.ok,
    };
  },
});
