// The routing table of the sandbox's own control plane, built from its state.
import type { ObservedRule } from '../routing';
import { parseFunction } from './arns';
import { versionOf } from './control-plane/lambda/call';
import { defaultRule } from './control-plane/elbv2/load-balancers';
import { MULTI_VALUE } from './control-plane/elbv2/target-groups';
import type { ControlPlaneContext } from './control-plane/context';
import type { Configuration, FunctionRecord, State, TargetGroup } from './state';
import type { ServedGroup, ServedTarget, Table } from './table';

/** The routing of one state. A target that cannot run is looked for again, since its package may come back. */
interface Served {
  readonly state: State;
  readonly rules: readonly ObservedRule[];
  readonly groups: Map<string, ServedGroup>;
}

/** The routing table of the sandbox's own control plane. Every call answers for the latest state, which is read once. */
export function createOwnTable(context: ControlPlaneContext): Table {
  let served: Served | undefined;
  const current = (): Served => {
    const state = context.store.read();
    if (served?.state !== state)
      served = { state, rules: [...state.rules, defaultRule(context)], groups: new Map<string, ServedGroup>() };
    return served;
  };
  return {
    rules: () => current().rules,
    targetGroup: (name) => {
      const { state, groups } = current();
      const known = groups.get(name);
      if (known) return known;
      const group = state.targetGroups.find((one) => one.name === name);
      if (!group) return undefined;
      const multiValueHeaders = group.attributes[MULTI_VALUE] === 'true';
      const found = { name, arn: group.arn, multiValueHeaders, target: findTarget(context, group) };
      if (found.target.kind !== 'broken') groups.set(name, found);
      return found;
    },
  };
}

function findTarget(context: ControlPlaneContext, group: TargetGroup): ServedTarget {
  if (group.target === undefined) return { kind: 'none' };
  const named = parseFunction(group.target);
  const fn = context.store.read().functions.find((one) => one.name === named?.name);
  const config = fn && versionOf(fn, named?.qualifier);
  if (!config) return { kind: 'broken', reason: `${group.target} does not exist` };
  return serveFunction(context, fn, config, group.target);
}

/** One version of a function, ready to run; broken when its code is missing. `arn` is the ARN that it is invoked by. */
export function serveFunction(
  context: Pick<ControlPlaneContext, 'place' | 'code'>,
  fn: Pick<FunctionRecord, 'name' | 'reservedConcurrency'>,
  config: Pick<Configuration, 'version' | 'sha256' | 'runtime' | 'handler' | 'timeout' | 'memorySize' | 'environment'>,
  arn: string,
): Exclude<ServedTarget, { kind: 'none' }> {
  const code = context.code.folder(config.sha256);
  const { version, runtime, handler, timeout, memorySize, environment } = config;
  if (code.kind === 'missing')
    return { kind: 'broken', reason: `function ${fn.name} version ${version}: ${code.reason}` };
  return {
    kind: 'function',
    fn: {
      name: fn.name,
      version,
      arn,
      region: context.place.region,
      runtime,
      handler,
      timeout,
      memorySize,
      environment,
      codeDir: code.dir,
      reservedConcurrency: fn.reservedConcurrency,
    },
  };
}
