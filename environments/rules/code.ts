// Rules on what the functions run: images and packages. Pure; whether a package exists is checked where files are read.
import { COLORS, otherColor } from '../../routing';
import type { Color } from '../../routing';
import { at, error, warning } from '../finding';
import type { Finding } from '../finding';
import { isS3, parseS3 } from '../package-source';
import type { Environment, Service } from '../schema';
import { functionSettings, ownCode } from '../service';

const imageOf = (service: Service, color: Color) => (color === 'blue' ? service.blue_image : service.green_image);
const packageOf = (service: Service, color: Color) => (color === 'blue' ? service.blue_package : service.green_package);
const codeFields = (service: Service, color: Color): Finding['fields'] => [
  at(service, `${color}_package`),
  at(service, `${color}_image`),
];

/** A rollback returns to the active color, so that color must have code of its own. */
export const activeCode = ({ services }: Environment): Finding[] =>
  services
    .filter((service) => !ownCode(service, service.active_color))
    .map((service) => {
      const color = service.active_color;
      return error(
        [at(service, 'active_color'), ...codeFields(service, color)],
        `${color} is active but has neither ${color}_image nor ${color}_package`,
        ownCode(service, otherColor(color))
          ? `Write ${color}_image or ${color}_package, or active_color: ${otherColor(color)}`
          : `Write ${color}_image or ${color}_package`,
      );
    });

/** A function is made from an image or from a package for good. */
export const oneKindOfCode = ({ services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const both = COLORS.filter(
      (color) => imageOf(service, color) !== undefined && packageOf(service, color) !== undefined,
    );
    if (both.length > 0) {
      return both.map((color) =>
        error(
          codeFields(service, color),
          `${color} has both ${color}_image and ${color}_package`,
          'Remove one of the two: a function runs an image or a package',
        ),
      );
    }
    const [blue, green] = COLORS.map((color) => ownCode(service, color)?.kind);
    if (!blue || !green || blue === green) return [];
    return [
      error(
        [at(service, `green_${green}`), at(service, `blue_${blue}`)],
        `blue runs ${article(blue)}, but green ${article(green)}`,
        `Give both colors an image, or both a package`,
      ),
    ];
  });

const ECR =
  /^\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/[a-z0-9._/-]+(?::([\w.-]+))?(?:@sha256:([0-9a-f]+))?$/;

/** Images as Lambda takes them, and best by digest. */
export const images = ({ region, emulator_endpoint, services }: Environment): Finding[] =>
  services.flatMap((service) =>
    COLORS.flatMap((color) => {
      const image = imageOf(service, color);
      if (image === undefined) return [];
      const fields: Finding['fields'] = [at(service, `${color}_image`)];
      const [matched, imageRegion, tag, digest] = ECR.exec(image) ?? [];
      const got = JSON.stringify(image);
      const like = `Write ACCOUNT.dkr.ecr.${region}.amazonaws.com/REPOSITORY@sha256:DIGEST`;
      if (emulator_endpoint === undefined && !matched) {
        return [error(fields, `${got} is not an image in a private ECR registry, and Lambda takes no other`, like)];
      }
      if (emulator_endpoint === undefined && imageRegion !== region) {
        return [error(fields, `${got} is in ${imageRegion ?? ''}, but the function in ${region}`, like)];
      }
      if (matched && !tag && digest === undefined) {
        return [error(fields, `${got} has neither a digest nor a tag, and Lambda needs one`, like)];
      }
      if (digest !== undefined && digest.length !== 64) {
        return [error(fields, `${got} has a digest of ${digest.length} digits`, `${like}, a digest of 64 digits`)];
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

/** Objects in S3 by their version, for the same reason. */
export const s3Packages = ({ services }: Environment): Finding[] =>
  services.flatMap((service) =>
    COLORS.flatMap((color) => {
      const source = packageOf(service, color);
      if (source === undefined || !isS3(source)) return [];
      const fields: Finding['fields'] = [at(service, `${color}_package`)];
      const object = parseS3(source);
      if (!object) {
        return [error(fields, `${JSON.stringify(source)} names no object`, 'Write s3://bucket/key?versionId=VERSION')];
      }
      if (object.version !== undefined) return [];
      return [
        warning(
          fields,
          `${JSON.stringify(source)} names no version: when the object is replaced, Terraform sees no change`,
          `Write the version too: ${source}?versionId=VERSION, in a bucket with versioning`,
        ),
      ];
    }),
  );

/** A package says neither where it starts nor what runs it. */
export const entryOfPackages = ({ services }: Environment): Finding[] =>
  services.flatMap((service) =>
    (['handler', 'runtime'] as const).flatMap((key) => {
      const color = COLORS.find((one) => packageOf(service, one) !== undefined && !functionSettings(service, one)[key]);
      if (!color) return [];
      return [
        error(
          [at(service, key), at(service, color, key), at(service, `${color}_package`)],
          `${service.name} runs a package on ${color}, which needs a ${key}`,
          key === 'handler'
            ? 'Write handler: index.handler, or whatever is called'
            : 'Write runtime: nodejs20.x, or python3.12',
        ),
      ];
    }),
  );

/** An image brings its own entry point and runtime. */
export const entryUnusedByImages = ({ services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const runsImages = COLORS.every(
      (color) => packageOf(service, color) === undefined && imageOf(service, color) !== undefined,
    );
    const unused = (['handler', 'runtime'] as const).filter((key) => service[key] !== undefined);
    if (!runsImages || unused.length === 0) return [];
    return unused.map((key) =>
      warning(
        [at(service, key)],
        `${key} is not used, since ${service.name} runs images`,
        `Remove ${key}, or set it in the image`,
      ),
    );
  });

const article = (kind: 'image' | 'package'): string => (kind === 'image' ? 'an image' : 'a package');
