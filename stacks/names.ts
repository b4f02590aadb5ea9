// Names and folders of the stacks. They are a contract: state files and `cdktf apply` patterns depend on them.
import path from 'node:path';

/** The root of the repository and the output folder of a synthesis. Both absolute. */
export interface Place {
  readonly root: string;
  readonly outdir: string;
}

/** Name of the stack with an environment's network and load balancer. */
export const foundationStackName = (environment: string): string => environment;

/** Name of one service's stack. */
export const serviceStackName = (environment: string, service: string): string => `${environment}-${service}`;

/** Folder of a stack, laid out as `cdktf synth` lays it out. */
export const stackDir = (place: Place, stack: string): string => path.join(place.outdir, 'stacks', stack);

/**
 * A file's path relative to the stack's folder, where Terraform runs, so that neither the configuration nor the state differs
 * between two checkouts.
 */
export const relativeToStack = (place: Place, stack: string, file: string): string =>
  path.relative(stackDir(place, stack), file).split(path.sep).join('/');
