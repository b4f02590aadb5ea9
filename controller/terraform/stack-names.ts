// The stacks of an environment, by name. Pure.
import type { Environment } from '../../environments/schema';
import { foundationStackName, serviceStackName } from '../../environments/stack-names';

/** The stack of one service. */
export const stackOf = ({ name }: Pick<Environment, 'name'>, service: string): string =>
  serviceStackName(name, service);

/** The foundation's stack first, then each service's. */
export const stackNames = (environment: Pick<Environment, 'name' | 'services'>): string[] => [
  foundationStackName(environment.name),
  ...environment.services.map(({ name }) => stackOf(environment, name)),
];
