// The sandbox's own routing table: from its state to what the data plane serves.
import type { ObservedRule } from '../routing';
import { parseFunction } from './arns';
import { versionOf } from './control-plane/lambda/call';
import { defaultRule } from './control-plane/elbv2/load-balancers';
import { MULTI_VALUE } from './control-plane/elbv2/target-groups';
import type { World } from './control-plane/world';
import type { Configuration, FunctionRecord, TargetGroup } from './state';
import type { ServedTarget, Table } from './table';

/** The routing that the sandbox's own control plane was told. Every call sees the latest state. */
export const ownTable = (world: World): Table => ({
  rules: (): readonly ObservedRule[] => [...world.store.read().rules, defaultRule(world)],
  targetGroup: (name) => {
    const group = world.store.read().targetGroups.find((one) => one.name === name);
    return (
      group && {
        name,
        arn: group.arn,
        multiValueHeaders: group.attributes[MULTI_VALUE] === 'true',
        target: targetOf(world, group),
      }
    );
  },
});

function targetOf(world: World, group: TargetGroup): ServedTarget {
  if (group.target === undefined) return { kind: 'none' };
  const named = parseFunction(group.target);
  const fn = world.store.read().functions.find((one) => one.name === named?.name);
  const config = fn && versionOf(fn, named?.qualifier);
  if (!config) return { kind: 'broken', reason: `${group.target} does not exist` };
  return servedFunction(world, fn, config, group.target);
}

/** One version of a function, ready to run; broken when its code is not there. `arn` is the one it is invoked by. */
export function servedFunction(
  world: Pick<World, 'place' | 'code'>,
  fn: Pick<FunctionRecord, 'name' | 'reservedConcurrency'>,
  config: Pick<Configuration, 'version' | 'sha256' | 'runtime' | 'handler' | 'timeout' | 'memorySize' | 'environment'>,
  arn: string,
): Exclude<ServedTarget, { kind: 'none' }> {
  const code = world.code.folder(config.sha256);
  const { version, runtime, handler, timeout, memorySize, environment } = config;
  if (code.kind === 'missing')
    return { kind: 'broken', reason: `function ${fn.name} version ${version}: ${code.reason}` };
  return {
    kind: 'function',
    fn: {
      name: fn.name,
      version,
      arn,
      region: world.place.region,
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
