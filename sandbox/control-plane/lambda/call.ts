// A call of the Lambda API, and the pieces that its actions share.
import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import { functionArn } from '../../arns';
import type { Configuration, FunctionRecord, State } from '../../state';
import { ApiError, invalidParameter, notFound } from '../errors';
import type { ControlPlaneContext } from '../context';

export interface LambdaCall {
  readonly name: string;
  /** A version, an alias, or undefined for the function itself. */
  readonly qualifier: string | undefined;
  /** The alias or statement that the path names; empty without one. */
  readonly item: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body as JSON; undefined for Invoke, whose body is the function's. */
  readonly input: unknown;
  readonly body: Buffer;
}

/** A JSON answer; a body that is a Buffer is sent as it is. */
export interface LambdaAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | Buffer;
}

export type LambdaAction = (context: ControlPlaneContext, call: LambdaCall) => LambdaAnswer | Promise<LambdaAnswer>;

/** The JSON body of a call, checked against a schema. */
export function readInput<T>(call: LambdaCall, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(call.input);
  if (!parsed.success) {
    const ofAws = parsed.error.issues.find((issue) => issue.code === 'custom');
    throw invalidParameter(ofAws?.message ?? z.prettifyError(parsed.error));
  }
  return parsed.data;
}

/** The function that a call names. */
export function findFunction(context: ControlPlaneContext, call: LambdaCall): FunctionRecord {
  const found = context.store.read().functions.find((fn) => fn.name === call.name);
  if (!found) throw notFound(`Function not found: ${functionArn(context.place, call.name, call.qualifier)}`);
  return found;
}

/** The version that a qualifier (a number, $LATEST or an alias) names; undefined when it does not exist. */
export function versionOf(fn: FunctionRecord, qualifier: string | undefined): Configuration | undefined {
  if (qualifier === undefined || qualifier === '$LATEST') return fn.latest;
  const version = fn.aliases.find((alias) => alias.name === qualifier)?.version ?? qualifier;
  return version === '$LATEST' ? fn.latest : fn.versions.find((one) => one.version === version);
}

/** The version that a call asks for. */
export function findVersion(context: ControlPlaneContext, call: LambdaCall): Configuration {
  const found = versionOf(findFunction(context, call), call.qualifier);
  if (!found) throw notFound(`Function not found: ${functionArn(context.place, call.name, call.qualifier)}`);
  return found;
}

/** Puts a function's new state in place of its old one. */
export const replaceFunction = (context: ControlPlaneContext, fn: FunctionRecord): void =>
  context.store.update((state) => withFunction(state, fn));

const withFunction = (state: State, fn: FunctionRecord): State => ({
  ...state,
  functions: state.functions.map((one) => (one.name === fn.name ? fn : one)),
});

/** Refuses a change of something that was changed since the caller read it. */
export function checkRevision(expected: string | undefined, actual: string): void {
  if (expected !== undefined && expected !== actual) {
    throw new ApiError('PreconditionFailedException', 'The Revision Id provided does not match the latest one', 412);
  }
}

export const newRevision = (): string => randomUUID();

/** A version as the Lambda API describes it. Changes take effect immediately, so every state is final. */
export function describeVersion(
  context: ControlPlaneContext,
  fn: FunctionRecord,
  config: Configuration,
  qualifier?: string,
): object {
  return {
    FunctionName: fn.name,
    FunctionArn: functionArn(context.place, fn.name, qualifier),
    Runtime: config.runtime,
    Role: config.role,
    Handler: config.handler,
    CodeSize: config.codeSize,
    Description: config.description,
    Timeout: config.timeout,
    MemorySize: config.memorySize,
    LastModified: config.lastModified.replace('Z', '+0000'),
    CodeSha256: config.sha256,
    Version: config.version,
    Environment: Object.keys(config.environment).length > 0 ? { Variables: config.environment } : undefined,
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: config.revisionId,
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [config.architecture],
    EphemeralStorage: { Size: config.ephemeralStorage },
  };
}
