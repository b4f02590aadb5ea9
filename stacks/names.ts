// Folders of the stacks.
import path from 'node:path';

/** The root of the repository and the output folder of a synthesis. Both absolute. */
export interface Place {
  readonly root: string;
  readonly outdir: string;
}

/** Folder of a stack, laid out as `cdktf synth` lays it out. */
export const stackDir = (place: Place, stack: string): string => path.join(place.outdir, 'stacks', stack);

/**
 * A file's path relative to the stack's folder, where Terraform runs, so that neither the configuration nor the state differs
 * between two checkouts.
 */
export const relativeToStack = (place: Place, stack: string, file: string): string =>
  path.relative(stackDir(place, stack), file).split(path.sep).join('/');
