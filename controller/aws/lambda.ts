// The Lambda calls that Teal makes, each with its errors explained.
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Environment } from '../../environments/schema';
import { ALIAS } from '../../environments/service';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { calling, isAwsError } from './errors';
import { runtimeOf } from './function-input';
import type { FunctionInput } from './function-input';

/** A function, or one published version of it. */
export interface FoundFunction {
  readonly configuration: FunctionConfiguration;
  readonly imageUri: string | undefined;
  readonly reservedConcurrency: number | undefined;
}

/** What the alias `live` of a function points at. */
export interface FoundAlias {
  readonly arn: string;
  readonly version: string;
}

/** The seam to the Lambda API. Every method throws a UserError with a hint when the call fails. */
export interface Lambda {
  /** The function's latest code, or a published version; undefined when it is not there. */
  find(name: string, version?: string): Promise<FoundFunction | undefined>;
  alias(name: string): Promise<FoundAlias | undefined>;
  /** The resource policy of the alias, as JSON; undefined when it has none. */
  policy(name: string): Promise<string | undefined>;
  /** Invokes the alias and waits; `error` is what the function threw, undefined when it answered. */
  invoke(name: string, event: object): Promise<{ readonly error: string | undefined }>;
  create(name: string, role: string, zip: Uint8Array, input: FunctionInput): Promise<void>;
  updateCode(name: string, zip: Uint8Array): Promise<void>;
  updateSettings(name: string, input: FunctionInput): Promise<void>;
  /** Keeps so many concurrent executions for a function; keeps none when undefined. */
  reserveConcurrency(name: string, executions: number | undefined): Promise<void>;
  /** Publishes the latest code and settings, and returns the version. */
  publish(name: string): Promise<string>;
  createAlias(name: string, version: string): Promise<void>;
  moveAlias(name: string, version: string): Promise<void>;
  /** Lets a target group invoke the alias; does nothing where it may already. */
  permit(name: string, targetGroupArn: string): Promise<void>;
}

/** Opens the Lambda API of an environment. */
export async function openLambda(environment: Environment, context: Context): Promise<Lambda> {
  const sdk = await loadSdk(() => import('./sdk-lambda'));
  const client = new sdk.LambdaClient(clientConfig(environment, context.env));
  const call = <T>(action: string, run: () => Promise<T>): Promise<T> => calling(environment, `lambda:${action}`, run);
  const typed = (input: FunctionInput) => ({ ...input, Runtime: runtimeOf(sdk.Runtime, input.Runtime) });
  const done = (action: string, run: () => Promise<unknown>): Promise<void> =>
    call(action, async () => {
      await run();
    });

  return {
    find: (FunctionName, Qualifier) =>
      call('GetFunction', async () => {
        const found = await unlessMissing(() => client.send(new sdk.GetFunctionCommand({ FunctionName, Qualifier })));
        return (
          found?.Configuration && {
            configuration: found.Configuration,
            imageUri: found.Code?.ImageUri,
            reservedConcurrency: found.Concurrency?.ReservedConcurrentExecutions,
          }
        );
      }),
    alias: (FunctionName) =>
      call('GetAlias', async () => {
        const found = await unlessMissing(() => client.send(new sdk.GetAliasCommand({ FunctionName, Name: ALIAS })));
        return found && { arn: found.AliasArn ?? '', version: found.FunctionVersion ?? '' };
      }),
    policy: (FunctionName) =>
      call('GetPolicy', async () => {
        const command = new sdk.GetPolicyCommand({ FunctionName, Qualifier: ALIAS });
        return (await unlessMissing(() => client.send(command)))?.Policy;
      }),
    invoke: (FunctionName, event) =>
      call('InvokeFunction', async () => {
        const Payload = new TextEncoder().encode(JSON.stringify(event));
        const answer = await client.send(new sdk.InvokeCommand({ FunctionName, Qualifier: ALIAS, Payload }));
        const said = new TextDecoder().decode(answer.Payload);
        return { error: answer.FunctionError === undefined ? undefined : said || answer.FunctionError };
      }),
    create: (FunctionName, Role, ZipFile, input) =>
      done('CreateFunction', () =>
        client.send(new sdk.CreateFunctionCommand({ FunctionName, Role, Code: { ZipFile }, ...typed(input) })),
      ),
    updateCode: (FunctionName, ZipFile) =>
      done('UpdateFunctionCode', () => client.send(new sdk.UpdateFunctionCodeCommand({ FunctionName, ZipFile }))),
    updateSettings: (FunctionName, input) =>
      done('UpdateFunctionConfiguration', () =>
        client.send(new sdk.UpdateFunctionConfigurationCommand({ FunctionName, ...typed(input) })),
      ),
    reserveConcurrency: (FunctionName, ReservedConcurrentExecutions) =>
      ReservedConcurrentExecutions === undefined
        ? done('DeleteFunctionConcurrency', () =>
            client.send(new sdk.DeleteFunctionConcurrencyCommand({ FunctionName })),
          )
        : done('PutFunctionConcurrency', () =>
            client.send(new sdk.PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions })),
          ),
    publish: (FunctionName) =>
      call('PublishVersion', async () => {
        const published = await client.send(new sdk.PublishVersionCommand({ FunctionName }));
        return published.Version ?? '';
      }),
    createAlias: (FunctionName, FunctionVersion) =>
      done('CreateAlias', () =>
        client.send(new sdk.CreateAliasCommand({ FunctionName, Name: ALIAS, FunctionVersion })),
      ),
    moveAlias: (FunctionName, FunctionVersion) =>
      done('UpdateAlias', () =>
        client.send(new sdk.UpdateAliasCommand({ FunctionName, Name: ALIAS, FunctionVersion })),
      ),
    permit: (FunctionName, SourceArn) =>
      done('AddPermission', () =>
        unlessConflict(() =>
          client.send(
            new sdk.AddPermissionCommand({
              FunctionName,
              Qualifier: ALIAS,
              StatementId: 'load-balancer',
              Action: 'lambda:InvokeFunction',
              Principal: 'elasticloadbalancing.amazonaws.com',
              SourceArn,
            }),
          ),
        ),
      ),
  };
}

/** Whether a resource policy lets load balancers invoke for a target group. */
export const allows = (policy: string | undefined, targetGroupArn: string): boolean =>
  policy !== undefined && policy.includes('elasticloadbalancing.amazonaws.com') && policy.includes(targetGroupArn);

async function unlessMissing<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFound')) return undefined;
    throw error;
  }
}

async function unlessConflict(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!isAwsError(error, 'ResourceConflict')) throw error;
  }
}
