// Rules on the code of functions and its entry point. Pure; missing-packages.ts checks that packages exist.
import { COLORS, candidateColor, otherColor, weightsOf } from '../../routing';
import type { Color } from '../../routing';
import { at, error, warning } from '../finding';
import type { Finding } from '../finding';
import type { Environment, Service } from '../schema';
import { functionSettings, ownCode } from '../service';

export const imageOf = (service: Service, color: Color) =>
  color === 'blue' ? service.blue_image : service.green_image;
export const packageOf = (service: Service, color: Color) =>
  color === 'blue' ? service.blue_package : service.green_package;
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

/** A color without code runs the other's, so traffic to it tests nothing. */
export const trafficWithoutCode = ({ services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const color = candidateColor(service);
    const weight = weightsOf(service.green_weight)[color];
    if (ownCode(service, color) || !ownCode(service, otherColor(color)) || weight === 0) return [];
    return [
      warning(
        [at(service, 'green_weight'), at(service, 'active_color'), ...codeFields(service, color)],
        `${color} gets ${weight} % of the traffic, but has no code of its own: it runs what ${otherColor(color)} runs`,
        `Write ${color}_image or ${color}_package, or green_weight: ${color === 'green' ? 0 : 100}`,
      ),
    ];
  });

/** Each function runs an image or a package; the two colors may differ, while a service goes from one to the other. */
export const oneKindOfCode = ({ services }: Environment): Finding[] =>
  services.flatMap((service) =>
    COLORS.filter((color) => imageOf(service, color) !== undefined && packageOf(service, color) !== undefined).map(
      (color) =>
        error(
          codeFields(service, color),
          `${color} has both ${color}_image and ${color}_package`,
          'Remove one of the two: a function runs an image or a package',
        ),
    ),
  );

/** A package names neither its entry point nor its runtime. */
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
            ? 'Write handler: FILE.FUNCTION, such as index.handler'
            : 'Write runtime: nodejs20.x or python3.12',
        ),
      ];
    }),
  );

/** An image has its own entry point and runtime. */
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
