// Environments for tests of the AWS room, parsed by the schema so that they have the real defaults.
import { environmentSchema, serviceSchema } from '../../../environments/schema';
import type { Environment, EnvironmentInput, Service } from '../../../environments/schema';

/** An environment without services, unless some are given. */
export function environmentOf(
  settings: Omit<EnvironmentInput, 'services' | 'defaults'>,
  services: readonly Service[] = [],
  file = '/repository/environments/test.yaml',
): Environment {
  const parsed = environmentSchema.omit({ services: true, defaults: true }).parse(settings);
  return { ...parsed, name: 'test', file, services };
}

/** A service named `name`, whose family is `test-NAME`. */
export const serviceOf = (name: string, settings: Partial<EnvironmentInput['services'][string]> = {}): Service => ({
  ...serviceSchema.parse({
    hostnames: [`${name}.example.com`],
    priority: 200,
    active_color: 'blue',
    green_weight: 0,
    ...settings,
  }),
  name,
  family: `test-${name}`,
});
