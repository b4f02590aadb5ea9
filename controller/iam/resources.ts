// What a service names of others' resources in AWS. Pure.
import { parseEcrImage } from '../../environments/ecr-image';
import type { Service } from '../../environments/schema';
import { ownCode } from '../../environments/service';
import { COLORS } from '../../routing';

/** Repositories of its images in ECR, from the region in their ARNs on. */
export const repositories = (service: Service): string[] =>
  COLORS.flatMap((color) => {
    const code = ownCode(service, color);
    const image = code?.kind === 'image' ? parseEcrImage(code.uri) : undefined;
    return image ? [`${image.region}:${image.account}:repository/${image.repository}`] : [];
  });

/** Functions that its rollouts call, by name or ARN. */
export const lambdaHooks = ({ rollout }: Service): string[] =>
  Object.values(rollout.hooks).flatMap((hooks) => hooks.flatMap((hook) => ('lambda' in hook ? hook.lambda : [])));

/** Event buses that its rollouts tell, by name or ARN. */
export const eventBuses = ({ rollout }: Service): string[] =>
  rollout.notify.flatMap((told) => ('event_bus' in told ? told.event_bus : []));
