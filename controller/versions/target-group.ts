// The target group of a color, by name.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';

/** The ARN of a target group; empty when it does not exist. */
export async function readTargetGroupArn(context: Context, environment: Environment, name: string): Promise<string> {
  const { openElbv2 } = await import('../aws/elbv2');
  const [found] = await (await openElbv2(environment, context)).targetGroups([name]);
  return found?.TargetGroupArn ?? '';
}
