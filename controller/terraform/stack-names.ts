// The names of an environment's stacks. Pure. As in stacks/names.ts, which is only loaded to synthesise.
import type { Environment } from '../../environments/schema';

/** The stack of one service. */
export const stackOf = ({ name }: Pick<Environment, 'name'>, service: string): string => `${name}-${service}`;

/** The foundation's stack first, then each service's. */
export const stackNames = (environment: Pick<Environment, 'name' | 'services'>): string[] => [
  environment.name,
  ...environment.services.map(({ name }) => stackOf(environment, name)),
];
