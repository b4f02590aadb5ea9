// Finds the CloudWatch dimensions of a color: its target group on the load balancer, and the alias of its function.
import type { Environment, Service } from '../../environments/schema';
import { ALIAS } from '../../environments/service';
import { COLORS, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openElbv2 } from './elbv2';
import { parseTargetGroupName } from './elbv2-observed';
import { findListener } from './find-listener';

/** Dimensions of one color's metrics. */
export interface ColorDimensions {
  /** Of AWS/ApplicationELB ("CloudWatch metrics for your Application Load Balancer"). */
  readonly targetGroup: { readonly TargetGroup: string; readonly LoadBalancer: string };
  /** Of AWS/Lambda: only invocations of the alias, which the target group uses ("Viewing metrics for Lambda functions"). */
  readonly alias: { readonly FunctionName: string; readonly Resource: string };
}

/** Finds the dimensions of a service's colors, and caches what it found. Throws a UserError when they do not exist. */
export type Dimensions = (service: Service) => Promise<Readonly<Record<Color, ColorDimensions>>>;

/** The dimension of a load balancer, from its own ARN or that of a listener or rule: app/NAME/ID. */
export const toLoadBalancerDimension = (arn: string): string => arn.split('/').slice(1, 4).join('/');

/** The dimension of a target group, from its ARN: targetgroup/NAME/ID. */
export const toTargetGroupDimension = (arn: string): string => arn.split(':').slice(5).join(':');

/** Opens the dimensions of an environment. Makes no call yet. */
export async function openDimensions(environment: Environment, context: Context): Promise<Dimensions> {
  const api = await openElbv2(environment, context);
  const known = new Map<string, string>();
  let loadBalancer: string | undefined;
  return async ({ family }) => {
    const names = COLORS.map((color) => targetGroupName(family, color));
    if (names.some((name) => !known.has(name))) {
      for (const { TargetGroupArn: arn } of await api.targetGroups(names)) {
        if (arn !== undefined) known.set(parseTargetGroupName(arn), arn);
      }
    }
    loadBalancer ??= toLoadBalancerDimension(await findListener(api, environment));
    const LoadBalancer = loadBalancer;
    const dimensionsOf = (color: Color): ColorDimensions => {
      const name = targetGroupName(family, color);
      const TargetGroup = toTargetGroupDimension(known.get(name) ?? throwMissing(environment, name));
      return {
        targetGroup: { TargetGroup, LoadBalancer },
        alias: { FunctionName: name, Resource: `${name}:${ALIAS}` },
      };
    };
    return { blue: dimensionsOf('blue'), green: dimensionsOf('green') };
  };
}

function throwMissing(environment: Environment, name: string): never {
  throw new UserError(
    'NOT_FOUND',
    `The target group ${name} of ${environment.name} does not exist, so there are no metrics.`,
    `Create what is missing first: ctl deploy -e ${environment.name}.`,
  );
}
