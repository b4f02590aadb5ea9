// Rules on metrics: those of the file come from CloudWatch, and must differ between the colors. Pure.
import { at, error } from '../finding';
import type { Finding, Path } from '../finding';
import { OF_COLOR } from '../schema-custom-metrics';
import type { Series } from '../schema-custom-metrics';
import type { Environment, Service } from '../schema';

const of = (service: Service, ...rest: Path): Path => at(service, 'rollout', 'metrics', ...rest);

/** A metric that is the same for both colors compares nothing. */
export const customMetricsOfColors = ({ services }: Environment): Finding[] =>
  services.flatMap((service) =>
    Object.entries(service.rollout.metrics.custom).flatMap(([name, pair]) =>
      (['bad', 'all'] as const)
        .filter((side) => !namesColor(pair[side]))
        .map((side) =>
          error(
            [of(service, 'custom', name, side)],
            'it is the same for both colors, so that they could not be compared',
            `Name the color in a dimension: ${OF_COLOR.join(', ')}`,
          ),
        ),
    ),
  );

const namesColor = (series: Series): boolean => OF_COLOR.some((one) => JSON.stringify(series).includes(one));

/** A sandbox has no CloudWatch, and a source of the service's own has three numbers a color. */
export const customMetricsNeedCloudWatch = ({ target, services }: Environment): Finding[] =>
  services.flatMap((service) => {
    const { custom, source } = service.rollout.metrics;
    if (Object.keys(custom).length === 0) return [];
    if (source) {
      return [
        error(
          [of(service, 'custom'), of(service, 'source')],
          'metrics of the file come from CloudWatch, and source replaces CloudWatch',
          'Remove one of the two',
        ),
      ];
    }
    if (target === 'aws') return [];
    return [error([of(service, 'custom'), ['target']], 'a sandbox has no CloudWatch', 'Remove custom')];
  });
