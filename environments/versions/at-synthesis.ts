// Brings the versions of an environment up to date when its stacks are synthesised by hand, where nothing but files can be read.
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { COLORS } from '../../routing';
import type { Color } from '../../routing';
import { isOnDisk, resolvePackage, toVersionCode } from '../package';
import { at, error } from '../finding';
import type { Finding } from '../finding';
import { placeFindings } from '../place-findings';
import { EnvironmentError } from '../problems';
import type { Problem } from '../problems';
import type { Environment, Service } from '../schema';
import type { Code } from '../service';
import { parseSource } from '../source';
import { writeEnvironment } from '../write';
import { formatVersions } from './file';
import { loadVersions } from './load';
import type { Staged, VersionCode } from './model';
import { versionsFileOf, versionsOf } from './names';
import { buildVersion, codeToBuild, isUpToDate } from './next';
import { servingColors } from './serving';
import { servingFindings, unreleasedFindings } from './serving-findings';

/** What a synthesis knows besides the file: its text, the repository, and which colors had traffic by the last synthesis. */
export interface SynthesisPlace {
  readonly text: string;
  readonly root: string;
  readonly lastServing: (service: Service) => readonly Color[];
}

/**
 * The environment with a version for every color: one with traffic keeps its own, one without follows the file. An image by a tag stays
 * so, since it cannot be resolved here.
 * @throws {EnvironmentError} SERVES_TRAFFIC with every field that asks for something else on a color with traffic.
 */
export function bringUpToDateAtSynthesis(environment: Environment, place: SynthesisPlace): Environment {
  const isServing = (service: Service, color: Color): boolean =>
    servingColors(service).includes(color) || place.lastServing(service).includes(color);
  const findings = environment.services.flatMap((service) => [
    ...servingFindings(
      service,
      COLORS.filter((color) => isServing(service, color)),
    ),
    ...unrecordedFindings(environment, service, place.lastServing(service)),
  ]);
  if (findings.length > 0) {
    throw new EnvironmentError(placeFindings(findings, parseSource(place.text, environment.file), environment.file));
  }
  const staged = {
    at: new Date().toISOString(),
    by: process.env['USER'] ?? userInfo().username,
    reason: 'cdktf synth',
  };
  const services = environment.services.map((service) =>
    COLORS.reduce<Service>(
      (current, color) =>
        service.versions?.[color] && isServing(service, color)
          ? current
          : build(environment, current, color, place, staged),
      service,
    ),
  );
  return { ...environment, services };
}

/** An error for each color that was built before and has traffic, but of whose version nothing is written down: what it runs is not known. */
const unrecordedFindings = ({ name }: Environment, service: Service, lastServing: readonly Color[]): Finding[] =>
  lastServing
    .filter((color) => !service.versions?.[color])
    .map((color) => ({
      ...error(
        [at(service)],
        `${color} of ${service.name} has traffic, and the versions file says nothing of what it runs`,
        `Restore the file with git, or with ctl pull -e ${name}; where there was none yet, ctl deploy -e ${name} records what runs`,
      ),
      code: 'SERVES_TRAFFIC' as const,
    }));

/** What a file asks of colors that have traffic by it (errors), and what is not released yet (warnings). */
export const findServingProblems = (environment: Environment, text: string): Problem[] =>
  placeFindings(
    environment.services.flatMap((service) => [
      ...servingFindings(service, servingColors(service)),
      ...unreleasedFindings(service),
    ]),
    parseSource(text, environment.file),
    environment.file,
  );

/** Writes the versions file of an environment, if it says anything else. */
export function saveAtSynthesis(environment: Environment): void {
  const { versions, text } = loadVersions(environment.file);
  const wanted = formatVersions({ ...versions, ...versionsOf(environment) });
  if (wanted !== text) writeEnvironment(versionsFileOf(environment.file), wanted, text);
}

function build(
  environment: Environment,
  service: Service,
  color: Color,
  place: SynthesisPlace,
  staged: Staged,
): Service {
  const found = codeToBuild(service, color, (source) => isOnDisk(environment.file, source));
  const code = found.kind === 'recorded' ? found.code : readCode(environment, found.code, place.root);
  if (isUpToDate(service, color, code)) return service;
  return { ...service, versions: { ...service.versions, [color]: buildVersion(service, color, { code }, staged) } };
}

function readCode(environment: Environment, code: Code, root: string): VersionCode {
  if (code.kind === 'image') return { kind: 'image', uri: code.uri, source: code.uri };
  const { source } = code;
  const artifact = resolvePackage(source, dirname(environment.file), join(root, '.teal', 'packages'));
  return toVersionCode(artifact, source);
}
