// Writes the Terraform configuration of environments.
import fs from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import type { Environment } from '../environments/schema';
import { foundationStackName, serviceStackName } from '../environments/stack-names';
import { addFoundation } from './foundation';
import { stackDir } from './names';
import type { Place } from './names';
import { addService } from './service';

/** A stack that was written. `service` is undefined for a foundation. */
export interface StackInfo {
  readonly name: string;
  /** Absolute; holds cdk.tf.json. */
  readonly dir: string;
  readonly environment: string;
  readonly service: string | undefined;
}

/** Where to write, and for which services; for all when `only` is left out. Foundations are always written. */
export interface SynthesiseOptions {
  readonly root: string;
  readonly outdir: string;
  readonly only?: readonly string[];
}

/**
 * Writes the stacks of the environments exactly as `cdktf synth` does, and lists them, each foundation before its services. The
 * same input gives the same bytes.
 */
export function synthesise(environments: readonly Environment[], options: SynthesiseOptions): StackInfo[] {
  const place = { root: path.resolve(options.root), outdir: path.resolve(options.outdir) };
  fs.mkdirSync(place.outdir, { recursive: true });
  // Stack traces would put this machine's paths into the output.
  const app = new App({ outdir: place.outdir, stackTraces: false });
  const stacks = environments.flatMap((environment) => addEnvironment(app, environment, place, options.only));
  app.synth();
  return stacks;
}

function addEnvironment(app: App, environment: Environment, place: Place, only?: readonly string[]): StackInfo[] {
  const info = (name: string, service?: string): StackInfo => ({
    name,
    dir: stackDir(place, name),
    environment: environment.name,
    service,
  });
  const foundation = addFoundation(app, environment, place);
  const services = environment.services.filter((service) => !only || only.includes(service.name));
  for (const service of services) addService(app, foundation, environment, service, place);
  return [
    info(foundationStackName(environment.name)),
    ...services.map((service) => info(serviceStackName(environment.name, service.name), service.name)),
  ];
}
