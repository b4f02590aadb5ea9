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

/** A valid environment with its warnings, and with its text for edits. */
export interface Loaded {
  readonly environment: Environment;
  readonly warnings: Problem[];
  readonly text: string;
  readonly places: Places;
}

/** What is checked besides the text. */
export interface LoadOptions {
  /** Whether packages must exist. A change of routing does not need them, so a missing one must not block a rollback. */
  readonly packages?: 'check' | 'skip';
}

/**
 * Reads and checks an environment file.
 * @throws {EnvironmentError} with every problem of the file at once.
 */
export function loadEnvironment(file: string, options: LoadOptions = {}): Loaded {
  return parseEnvironment(readEnvironment(file), file, options);
}

/**
 * Checks the text of an environment file; relative packages are looked up from the folder of `file`, which is not read.
 * @throws {EnvironmentError} with every problem of the text at once.
 */
export function parseEnvironment(text: string, file: string, options: LoadOptions = {}): Loaded {
  const source = parseSource(text, file);
  const issues = findSchemaIssues(source.raw);
  const broken = issues.length > 0 ? describeIssues(issues, source.raw, source.textOf) : [];
  const environment = buildEnvironment(removePaths(source.raw, broken.map(brokenPath)), file);
  const paths = broken.map(brokenPath);
  const related = environment ? checkRules(environment) : [];
  if (environment && options.packages !== 'skip') related.push(...findMissingPackages(environment));
  const findings = [...broken, ...related.filter((finding) => !dependsOnBroken(finding.fields, paths))];
  const problems = [...source.warnings, ...placeFindings(findings, source, file)];
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
function buildEnvironment(raw: unknown, file: string): Environment | undefined {
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
    })),
  };
}

const brokenPath = (finding: Finding): Path => finding.fields[0];

const wholePart = ({ path }: { readonly path: readonly PropertyKey[] }): Path =>
  path.slice(0, path[0] === 'services' ? 2 : 1).map(String);
