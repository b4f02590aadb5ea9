// The Lambda calls that Teal makes, with every error explained.
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Environment } from '../../environments/schema';
import { ALIAS } from '../../environments/service';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { callAws, isAwsError } from './errors';
import { toSdkRuntime } from './function-input';
import type { FunctionInput } from './function-input';

/** A function, or one published version of it. */
export interface FoundFunction {
  readonly configuration: FunctionConfiguration;
  readonly imageUri: string | undefined;
  /** The image by digest, to which Lambda resolved a tag. */
  readonly resolvedImageUri: string | undefined;
  readonly reservedConcurrency: number | undefined;
}

/** The alias `live` of a function, and the version that it points at. */
export interface FoundAlias {
  readonly arn: string;
  readonly version: string;
}

/** The seam to the Lambda API. Every method throws a UserError with a hint when the call fails. */
export interface Lambda {
  /** The function's latest code, or a published version; undefined when it does not exist. */
  find(name: string, version?: string): Promise<FoundFunction | undefined>;
  alias(name: string): Promise<FoundAlias | undefined>;
  /** The resource policy of the alias, as JSON; undefined when it has none. */
  policy(name: string): Promise<string | undefined>;
  /** Invokes the alias, or a published version, and waits. `error` is what the function threw; undefined when it succeeded. */
  invoke(name: string, event: object, version?: string): Promise<{ readonly error: string | undefined }>;
  create(name: string, role: string, zip: Uint8Array, input: FunctionInput): Promise<void>;
  updateCode(name: string, zip: Uint8Array): Promise<void>;
  updateImage(name: string, uri: string): Promise<void>;
  updateSettings(name: string, input: FunctionInput): Promise<void>;
  /** Reserves concurrent executions for a function; removes the reservation when undefined. */
  reserveConcurrency(name: string, executions: number | undefined): Promise<void>;
  /** Publishes the latest code and settings, and returns the version. */
  publish(name: string): Promise<string>;
  createAlias(name: string, version: string): Promise<void>;
  moveAlias(name: string, version: string): Promise<void>;
  /** Permits a target group to invoke the alias; does nothing if it is already permitted. */
  permit(name: string, targetGroupArn: string): Promise<void>;
}

/** Opens the Lambda API of an environment. */
export async function openLambda(environment: Environment, context: Context): Promise<Lambda> {
  const sdk = await loadSdk(() => import('./sdk-lambda'));
  const client = new sdk.LambdaClient(clientConfig(environment, context));
  const call = <T>(action: string, run: () => Promise<T>): Promise<T> => callAws(environment, `lambda:${action}`, run);
  const typed = (input: FunctionInput) => ({ ...input, Runtime: toSdkRuntime(sdk.Runtime, input.Runtime) });
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
            resolvedImageUri: found.Code?.ResolvedImageUri,
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
    invoke: (FunctionName, event, Qualifier = ALIAS) =>
      call('InvokeFunction', async () => {
        const Payload = new TextEncoder().encode(JSON.stringify(event));
        const answer = await client.send(new sdk.InvokeCommand({ FunctionName, Qualifier, Payload }));
        const output = new TextDecoder().decode(answer.Payload);
        return { error: answer.FunctionError === undefined ? undefined : output || answer.FunctionError };
      }),
    create: (FunctionName, Role, ZipFile, input) =>
      done('CreateFunction', () =>
        client.send(new sdk.CreateFunctionCommand({ FunctionName, Role, Code: { ZipFile }, ...typed(input) })),
      ),
    updateCode: (FunctionName, ZipFile) =>
      done('UpdateFunctionCode', () => client.send(new sdk.UpdateFunctionCodeCommand({ FunctionName, ZipFile }))),
    updateImage: (FunctionName, ImageUri) =>
      done('UpdateFunctionCode', () => client.send(new sdk.UpdateFunctionCodeCommand({ FunctionName, ImageUri }))),
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

/** Whether a resource policy permits the load balancer to invoke the function for a target group. */
export const permitsTargetGroup = (policy: string | undefined, targetGroupArn: string): boolean =>
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
