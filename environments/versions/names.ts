// The versions file's name, and the versions of an environment. Pure, and loads nothing: a rollback uses it.
import type { Environment } from '../schema';
import type { Versions } from './model';

/** The versions file of an environment file: prod.versions.yaml for prod.yaml. */
export const versionsFileOf = (file: string): string => file.replace(/(\.ya?ml)$/, '.versions$1');

/** The versions of an environment's services. */
export const versionsOf = ({ services }: Pick<Environment, 'services'>): Versions =>
  Object.fromEntries(services.flatMap(({ name, versions }) => (versions ? [[name, versions]] : [])));

/** An environment whose services have these versions; one that is not among them keeps its own. */
export const withVersions = (environment: Environment, versions: Versions): Environment => ({
  ...environment,
  services: environment.services.map((service) => {
    const own = versions[service.name];
    return own ? { ...service, versions: own } : service;
  }),
});
