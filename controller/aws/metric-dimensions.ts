// By which dimensions CloudWatch knows a color: its target group on the load balancer, and its function's alias.
import type { Environment, Service } from '../../environments/schema';
import { ALIAS } from '../../environments/service';
import { COLORS, targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';
import { openElbv2 } from './elbv2';
import { targetGroupOf } from './elbv2-observed';
import { findListener } from './find-listener';

/** Dimensions of one color's metrics. */
export interface ColorDimensions {
  /** Of AWS/ApplicationELB ("CloudWatch metrics for your Application Load Balancer"). */
  readonly targetGroup: { readonly TargetGroup: string; readonly LoadBalancer: string };
  /** Of AWS/Lambda: only what came by the alias that the target group invokes ("Viewing metrics for Lambda functions"). */
  readonly alias: { readonly FunctionName: string; readonly Resource: string };
}

/** Finds the dimensions of a service's colors; what was found once is not asked for again. Throws a UserError where they are not there. */
export type Dimensions = (service: Service) => Promise<Readonly<Record<Color, ColorDimensions>>>;

/** The part of a load balancer's, listener's or rule's ARN that CloudWatch names the load balancer by: app/NAME/ID. */
export const loadBalancerSuffix = (arn: string): string => arn.split('/').slice(1, 4).join('/');

/** The part of a target group's ARN that CloudWatch names it by: targetgroup/NAME/ID. */
export const targetGroupSuffix = (arn: string): string => arn.split(':').slice(5).join(':');

/** Opens the look-up for an environment. Calls nothing yet. */
export async function openDimensions(environment: Environment, context: Context): Promise<Dimensions> {
  const api = await openElbv2(environment, context);
  const known = new Map<string, string>();
  let loadBalancer: string | undefined;
  return async ({ family }) => {
    const names = COLORS.map((color) => targetGroupName(family, color));
    if (names.some((name) => !known.has(name))) {
      for (const { TargetGroupArn: arn } of await api.targetGroups(names)) {
        if (arn !== undefined) known.set(targetGroupOf(arn), arn);
      }
    }
    loadBalancer ??= loadBalancerSuffix(await findListener(api, environment));
    const LoadBalancer = loadBalancer;
    const of = (color: Color): ColorDimensions => {
      const name = targetGroupName(family, color);
      const TargetGroup = targetGroupSuffix(known.get(name) ?? missing(environment, name));
      return {
        targetGroup: { TargetGroup, LoadBalancer },
        alias: { FunctionName: name, Resource: `${name}:${ALIAS}` },
      };
    };
    return { blue: of('blue'), green: of('green') };
  };
}

function missing(environment: Environment, name: string): never {
  throw new UserError(
    'NOT_FOUND',
    `The target group ${name} of ${environment.name} is not there, so that nothing is measured.`,
    `Create what is missing first: ctl deploy -e ${environment.name}.`,
  );
}
