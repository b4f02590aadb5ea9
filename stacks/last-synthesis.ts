// Which colors had traffic by the stack that this checkout synthesised last: an edit may take it away and change the color at once.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment, Service } from '../environments/schema';
import { serviceStackName } from '../environments/stack-names';
import { COLORS, NOBODY } from '../routing';
import type { Color } from '../routing';
import { stackDir } from './names';

/** A listener rule as rules.ts writes it, as far as this reads it. */
interface WrittenRule {
  readonly condition?: readonly { readonly source_ip?: { readonly values?: readonly string[] } }[];
  readonly action?: readonly {
    readonly forward?: { readonly target_group?: readonly { readonly arn: string; readonly weight: number }[] };
  }[];
}

/** The colors to which the rules of the last synthesis send somebody; none before the first. */
export function lastServingColors(
  outdir: string,
  environment: Pick<Environment, 'name'>,
  service: Pick<Service, 'name'>,
): Color[] {
  const place = { root: '', outdir: path.resolve(outdir) };
  const rules = readRules(path.join(stackDir(place, serviceStackName(environment.name, service.name)), 'cdk.tf.json'));
  const reached = Object.values(rules).flatMap(({ condition = [], action = [] }) => {
    const isOff = condition.some(({ source_ip: source }) => source?.values?.every((ip) => ip === NOBODY));
    const targets = action.flatMap(({ forward }) => forward?.target_group ?? []);
    return isOff ? [] : targets.filter(({ weight }) => weight > 0).map(({ arn }) => arn);
  });
  return COLORS.filter((color) => reached.some((arn) => arn.includes(`target-group-${color}.`)));
}

function readRules(file: string): Readonly<Record<string, WrittenRule>> {
  try {
    const written = JSON.parse(readFileSync(file, 'utf8')) as {
      resource?: { aws_lb_listener_rule?: Record<string, WrittenRule> };
    };
    return written.resource?.aws_lb_listener_rule ?? {};
  } catch {
    return {};
  }
}
