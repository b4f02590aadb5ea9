// Deploys one color's target group to the sandbox as the file has it: attributes, permission, registered alias.
import { targetGroupName } from '../../routing';
import type { Color } from '../../routing';
import type { Service } from '../../environments/schema';
import { builtFunction } from '../../environments/service';
import type { Elbv2 } from '../aws/elbv2';
import { permitsTargetGroup } from '../aws/lambda';
import type { TargetGroups } from '../aws/elbv2-targets';
import type { Lambda } from '../aws/lambda';
import type { ApplyChange } from './change';

/** The calls that a target needs. */
export interface TargetApis {
  readonly elbv2: Elbv2;
  readonly groups: TargetGroups;
  readonly lambda: Lambda;
}

/** Creates a color's target group, permits it to invoke the function's alias, and registers the alias, if they are missing. */
export async function deployTarget(
  apis: TargetApis,
  service: Service,
  color: Color,
  apply: ApplyChange,
): Promise<void> {
  const name = targetGroupName(service.family, color);
  const found = (await apis.elbv2.targetGroups([name]))[0]?.TargetGroupArn;
  let arn = found;
  if (found === undefined) {
    await apply('create', `target group ${name}`, 'for a function', async () => {
      arn = await apis.groups.create(name);
    });
  }
  await setAttributes(apis.groups, name, arn, builtFunction(service, color).multi_value_headers, apply);
  await registerAlias(apis, name, arn, apply);
}

async function setAttributes(
  groups: TargetGroups,
  name: string,
  arn: string | undefined,
  wanted: boolean,
  apply: ApplyChange,
): Promise<void> {
  const current = arn !== undefined && (await groups.multiValueHeaders(arn));
  if (current === wanted) return;
  await apply('update', `target group ${name}`, `multi_value_headers ${wanted}`, async () => {
    if (arn !== undefined) await groups.setMultiValueHeaders(arn, wanted);
  });
}

/** The permission comes first, since the API refuses to register a function that the target group may not invoke. */
async function registerAlias(
  apis: TargetApis,
  name: string,
  arn: string | undefined,
  apply: ApplyChange,
): Promise<void> {
  const alias = await apis.lambda.alias(name);
  const registered = arn === undefined ? [] : await apis.groups.targets(arn);
  if (arn !== undefined && alias && registered.includes(alias.arn)) return permit(apis, name, arn, apply);
  await apply('create', `target ${name}`, alias?.arn ?? `alias of ${name}`, async () => {
    if (arn === undefined || !alias) return;
    await apis.lambda.permit(name, arn);
    await apis.groups.register(arn, alias.arn);
  });
}

/** A registered target without its permission would answer 502. */
async function permit({ lambda }: TargetApis, name: string, arn: string, apply: ApplyChange): Promise<void> {
  if (permitsTargetGroup(await lambda.policy(name), arn)) return;
  await apply('create', `permission ${name}`, 'for its target group', () => lambda.permit(name, arn));
}
