// Rollouts beside the Terraform state in S3, where every operator's machine sees them.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import type { Texts } from './store';

/** The object that holds the rollouts; undefined where the environment's state is a file. */
export async function remoteTexts(context: Context, environment: Environment): Promise<Texts | undefined> {
  if (!environment.state) return undefined;
  const { openStateObjects } = await import('../aws/s3-objects');
  const objects = await openStateObjects(environment, context);
  if (!objects) return undefined;
  const key = `rollouts/${environment.name}.json`;
  return {
    place: objects.url(key),
    everyMilliseconds: 15_000,
    read: async () => {
      const stored = await objects.read(key);
      return {
        text: stored?.text ?? '',
        replace: async (text) => (await objects.replace(key, text, stored)) !== undefined,
      };
    },
  };
}
