// Reads an environment file and checks all of it: YAML, schema, the rules between fields, and the packages it names.
import type * as z from 'zod';
import { nameOf, readEnvironment } from './files';
import type { Finding, Path } from './finding';
import { describeIssues } from './issues';
import { findMissingPackages } from './missing-packages';
import { placeFindings } from './place-findings';
import { notePlaces } from './places';
import type { Places } from './places';
import { EnvironmentError } from './problems';
import type { Problem } from './problems';
import { dependsOnBroken, valueAt, applyDefaults, fillRequired, removePaths } from './raw';
import { checkRules } from './rules';
import { environmentSchema, serviceSchema } from './schema';
import type { Environment } from './schema';
import { parseSource } from './source';
import { loadVersions } from './versions/load';
import type { LoadedVersions } from './versions/load';
import type { Versions } from './versions/model';

/** A valid environment with its warnings, and with its text for edits. */
export interface Loaded {
  readonly environment: Environment;
  readonly warnings: Problem[];
  readonly text: string;
  readonly places: Places;
  /** The text of the versions file; undefined when there is none, or it could not be used and need not be. */
  readonly versionsText: string | undefined;
  /** Why the versions file cannot be used, if it cannot and need not be. */
  readonly versionsBroken?: EnvironmentError;
}

/** What is checked besides the text. */
export interface LoadOptions {
  /** A rollback needs neither packages nor versions: a missing package, or a versions file that is wrong, must not block it. */
  readonly for?: 'rollback';
}

/** What the versions file says, when its text was read. */
type ReadVersions = Partial<LoadedVersions> & { readonly problems: readonly Problem[] };

/**
 * Reads and checks an environment file.
 * @throws {EnvironmentError} with every problem of the file at once.
 */
export function loadEnvironment(file: string, options: LoadOptions = {}): Loaded {
  const isForRollback = options.for === 'rollback';
  const read = readVersions(file);
  const parsed = parse(readEnvironment(file), file, {
    isForRollback,
    ...read,
    problems: isForRollback ? [] : read.problems,
  });
  const broken = read.problems.length > 0 ? new EnvironmentError(read.problems) : undefined;
  return { ...parsed, versionsText: read.text, ...(broken && { versionsBroken: broken }) };
}

/**
 * Checks the text of an environment file; relative packages are looked up from the folder of `file`, which is not read, nor is the
 * versions file: the services get `versions`.
 * @throws {EnvironmentError} with every problem of the text at once.
 */
export const parseEnvironment = (
  text: string,
  file: string,
  { versions, ...options }: LoadOptions & { readonly versions?: Versions } = {},
): Omit<Loaded, 'versionsText'> =>
  parse(text, file, { isForRollback: options.for === 'rollback', ...(versions && { versions }), problems: [] });

function readVersions(file: string): ReadVersions {
  try {
    return { ...loadVersions(file), problems: [] };
  } catch (error) {
    if (error instanceof EnvironmentError) return { problems: error.problems };
    throw error;
  }
}

function parse(
  text: string,
  file: string,
  { isForRollback, versions, problems: others }: ReadVersions & { readonly isForRollback: boolean },
): Omit<Loaded, 'versionsText'> {
  const source = parseSource(text, file);
  const issues = findSchemaIssues(source.raw);
  const broken = issues.length > 0 ? describeIssues(issues, source.raw, source.textOf) : [];
  const environment = buildEnvironment(removePaths(source.raw, broken.map(brokenPath)), file, versions);
  const paths = broken.map(brokenPath);
  const related = environment ? checkRules(environment) : [];
  if (environment && !isForRollback) related.push(...findMissingPackages(environment));
  const findings = [...broken, ...related.filter((finding) => !dependsOnBroken(finding.fields, paths))];
  const problems = [...source.warnings, ...placeFindings(findings, source, file), ...others];
  if (!environment || problems.some((problem) => problem.severity === 'error')) throw new EnvironmentError(problems);
  const places = notePlaces(
    environment.services.map(({ name: service }) => service),
    source.plainRange,
  );
  return { environment, warnings: problems, text, places };
}

/** The issues that the schema finds. It does not check a service whose name it refuses, so this does. */
function findSchemaIssues(raw: unknown): z.core.$ZodIssue[] {
  const checked = environmentSchema.safeParse(raw);
  return (checked.error?.issues ?? []).flatMap((issue) => {
    const [block, name] = issue.path;
    if (issue.code !== 'invalid_key' || block !== 'services' || issue.path.length !== 2) return [issue];
    const inside = serviceSchema.safeParse(valueAt(raw, ['services', String(name)]));
    return [issue, ...(inside.error?.issues ?? []).map((one) => ({ ...one, path: [...issue.path, ...one.path] }))];
  });
}

/** The environment without the services and blocks that the schema refuses. */
function buildEnvironment(raw: unknown, file: string, versions: Versions = {}): Environment | undefined {
  const merged = applyDefaults(fillRequired(raw));
  const first = environmentSchema.safeParse(merged);
  const parsed = first.success
    ? first
    : environmentSchema.safeParse(removePaths(merged, first.error.issues.map(wholePart)));
  if (!parsed.success) return undefined;
  const name = nameOf(file);
  const { services, defaults: _merged, ...rest } = parsed.data;
  return {
    ...rest,
    name,
    file,
    services: Object.entries(services).map(([service, settings]) => ({
      ...settings,
      name: service,
      family: settings.family ?? `${name}-${service}`,
      ...(versions[service] && { versions: versions[service] }),
    })),
  };
}

const brokenPath = (finding: Finding): Path => finding.fields[0];

const wholePart = ({ path }: { readonly path: readonly PropertyKey[] }): Path =>
  path.slice(0, path[0] === 'services' ? 2 : 1).map(String);
