// What all checkouts of an environment share: small texts, and the journal that is made of them.
import { join } from 'node:path';
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { openFiles } from './files';
import type { Durability } from './create-whole';
import type { Patience, SharedStore } from './port';

export type { Patience, SharedStore, StoredText } from './port';

/** The store in `.teal/` of this checkout. */
export const openCheckoutStore = ({ root }: Pick<Context, 'root'>, durability: Durability = 'durable'): SharedStore =>
  openFiles(join(root, '.teal'), durability);

/** Whether an environment has a store that other machines share. */
export const isInS3 = ({ state, target }: Environment): boolean => state !== undefined && target !== 'sandbox';

/** The store of an environment: beside its Terraform state if that is in S3, else in `.teal/` of this checkout. Makes no call yet. */
export async function openSharedStore(
  context: Context,
  environment: Environment,
  patience: Patience = 'patient',
): Promise<SharedStore> {
  if (!isInS3(environment)) return openCheckoutStore(context);
  const { openS3Store } = await import('../aws/s3-store');
  return (await openS3Store(environment, context, patience)) ?? openCheckoutStore(context);
}
