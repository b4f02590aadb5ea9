// Rollouts in S3 next to the Terraform state, shared by all operators' machines.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import type { TextStore } from './store-text';

/** The object with the rollouts; undefined when the environment's state is a local file. */
export async function openRemoteText(context: Context, environment: Environment): Promise<TextStore | undefined> {
  if (!environment.state) return undefined;
  const { openS3Store } = await import('../aws/s3-store');
  const objects = await openS3Store(environment, context);
  if (!objects) return undefined;
  const key = `rollouts/${environment.name}.json`;
  return {
    place: objects.place(key),
    pollMilliseconds: 15_000,
    read: async () => {
      const stored = await objects.read(key);
      return {
        text: stored?.text ?? '',
        replace: async (text) => (await objects.replace(key, text, stored)) !== undefined,
      };
    },
  };
}
