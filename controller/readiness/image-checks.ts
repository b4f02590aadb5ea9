// Checks that a color runs the image in the file, and that the image is still in its repository.
import { parseEcrImage } from '../../environments/ecr-image';
import type { Environment, Service } from '../../environments/schema';
import { ownCode } from '../../environments/service';
import type { Color } from '../../routing';
import { check } from './check';
import type { Check } from './check';
import type { Context } from '../core/context';
import { UserError } from '../core/errors';

/** Compares an image by digest with the running one where no version is recorded; packages and tags are not compared. */
export function checkImage(service: Service, color: Color, running: string | undefined): Check {
  const code = service.versions?.[color] ? undefined : ownCode(service, color);
  if (code?.kind !== 'image' || !code.uri.includes('@') || running === undefined) {
    return check('image', null, 'not compared');
  }
  return check(
    'image',
    running === code.uri,
    running === code.uri ? running : `runs ${running}, the file has ${code.uri}`,
  );
}

/** Looks for the image in its repository. Without access the result is unknown and blocks nothing: the registry may be another account's. */
export async function checkRepository(
  context: Context,
  environment: Environment,
  service: Service,
  color: Color,
): Promise<Check> {
  const code = service.versions?.[color]?.code ?? ownCode(service, color);
  const image = code?.kind === 'image' && environment.target === 'aws' ? parseEcrImage(code.uri) : undefined;
  if (!image) return check('repository', null, 'no image in ECR');
  const { isInRepository } = await import('../aws/ecr-images');
  try {
    const ok = await isInRepository(environment, context, image);
    return check('repository', ok, `${image.digest ?? image.tag} is ${ok ? '' : 'not '}in ${image.repository}`);
  } catch (error) {
    if (error instanceof UserError) return check('repository', null, error.message);
    throw error;
  }
}
