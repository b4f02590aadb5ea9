// Brings one color's target group in the sandbox to what the file says: attributes, permission, registered alias.
import { targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Service } from '../../environments/schema';
import type { Elbv2 } from '../aws/elbv2';
import { permitsTargetGroup } from '../aws/lambda';
import type { TargetGroups } from '../aws/elbv2-targets';
import type { Lambda } from '../aws/lambda';
import type { Doing } from './change';

/** The calls that a target needs. */
export interface TargetApis {
  readonly elbv2: Elbv2;
  readonly groups: TargetGroups;
  readonly lambda: Lambda;
}

/** Makes a color's target group, permits it to invoke the function's alias, and registers the alias, each only where missing. */
export async function deployTarget(apis: TargetApis, service: Service, color: Color, doing: Doing): Promise<void> {
  const name = targetGroupName(service.family, color);
  const found = (await apis.elbv2.targetGroups([name]))[0]?.TargetGroupArn;
  let arn = found;
  if (found === undefined) {
    await doing('create', `target group ${name}`, 'for a function', async () => {
      arn = await apis.groups.create(name);
    });
  }
  await setAttributes(apis.groups, name, arn, service.multi_value_headers, doing);
  await attach(apis, name, arn, doing);
}

async function setAttributes(
  groups: TargetGroups,
  name: string,
  arn: string | undefined,
  wanted: boolean,
  doing: Doing,
): Promise<void> {
  const current = arn !== undefined && (await groups.multiValueHeaders(arn));
  if (current === wanted) return;
  await doing('update', `target group ${name}`, `multi_value_headers ${wanted}`, async () => {
    if (arn !== undefined) await groups.setMultiValueHeaders(arn, wanted);
  });
}

/** The permission comes first, since a target group cannot be given a function that it may not invoke. */
async function attach(apis: TargetApis, name: string, arn: string | undefined, doing: Doing): Promise<void> {
  const alias = await apis.lambda.alias(name);
  const registered = arn === undefined ? [] : await apis.groups.targets(arn);
  if (arn !== undefined && alias && registered.includes(alias.arn)) return permit(apis, name, arn, doing);
  await doing('create', `target ${name}`, alias?.arn ?? `alias of ${name}`, async () => {
    if (arn === undefined || !alias) return;
    await apis.lambda.permit(name, arn);
    await apis.groups.register(arn, alias.arn);
  });
}

/** A target that is attached, but whose permission is gone, would answer 502. */
async function permit({ lambda }: TargetApis, name: string, arn: string, doing: Doing): Promise<void> {
  if (permitsTargetGroup(await lambda.policy(name), arn)) return;
  await doing('create', `permission ${name}`, 'for its target group', () => lambda.permit(name, arn));
}
