// Rules on images and packages: whether Lambda accepts them, and whether they can change unnoticed. Pure.
import { COLORS } from '../../routing';
import { at, error, warning } from '../finding';
import type { Finding } from '../finding';
import { isS3, parseS3 } from '../package-source';
import type { Environment } from '../schema';
import { imageOf, packageOf } from './code';

const ECR =
  /^\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/[a-z0-9._/-]+(?::([\w.-]+))?(?:@sha256:([0-9a-f]+))?$/;

/** Images must be ones that Lambda accepts, and are better named by digest. */
export const images = ({ region, emulator_endpoint, services }: Environment): Finding[] =>
  services.flatMap((service) =>
    COLORS.flatMap((color) => {
      const image = imageOf(service, color);
      if (image === undefined) return [];
      const fields: Finding['fields'] = [at(service, `${color}_image`)];
      const [matched, imageRegion, tag, digest] = ECR.exec(image) ?? [];
      const got = JSON.stringify(image);
      const hint = `Write ACCOUNT.dkr.ecr.${region}.amazonaws.com/REPOSITORY@sha256:DIGEST`;
      if (emulator_endpoint === undefined && !matched) {
        return [error(fields, `${got} is not an image in a private ECR registry, and Lambda accepts no other`, hint)];
      }
      if (emulator_endpoint === undefined && imageRegion !== region) {
        return [error(fields, `${got} is in ${imageRegion ?? ''}, but the function is in ${region}`, hint)];
      }
      if (matched && !tag && digest === undefined) {
        return [error(fields, `${got} has neither a digest nor a tag, and Lambda needs one`, hint)];
      }
      if (digest !== undefined && digest.length !== 64) {
        return [error(fields, `${got} has a digest of ${digest.length} digits`, `${hint}, a digest of 64 digits`)];
      }
      return image.includes('@sha256:') ? [] : [byTag(fields, image)];
    }),
  );

const byTag = (fields: Finding['fields'], image: string): Finding =>
  warning(
    fields,
    `${JSON.stringify(image)} names an image by its tag: when the tag moves, the function stays as it is, and Terraform sees no change`,
    'Write the digest instead: …@sha256:DIGEST, from aws ecr describe-images',
  );

/** Objects in S3 are better named with a version, for the same reason. */
export const s3Packages = ({ services }: Environment): Finding[] =>
  services.flatMap((service) =>
    COLORS.flatMap((color) => {
      const source = packageOf(service, color);
      if (source === undefined || !isS3(source)) return [];
      const fields: Finding['fields'] = [at(service, `${color}_package`)];
      const object = parseS3(source);
      if (!object) {
        return [
          error(
            fields,
            `${JSON.stringify(source)} is not the address of an S3 object`,
            'Write s3://bucket/key?versionId=VERSION',
          ),
        ];
      }
      if (object.version !== undefined) return [];
      return [
        warning(
          fields,
          `${JSON.stringify(source)} has no version: when the object is replaced, Terraform sees no change`,
          `Write the version too: ${source}?versionId=VERSION, in a bucket with versioning`,
        ),
      ];
    }),
  );
