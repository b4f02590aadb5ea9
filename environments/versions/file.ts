// The versions file, environments/NAME.versions.yaml: its text checked and made. Pure.
import { stringify } from 'yaml';
import * as z from 'zod';
import { error } from '../finding';
import type { Finding } from '../finding';
import { placeFindings } from '../place-findings';
import { EnvironmentError } from '../problems';
import { parseSource } from '../source';
import { COLORS } from '../../routing';
import { hashContent, parseId } from './identity';
import type { Version, Versions } from './model';

const FORMAT = 1;

const HEADER = `# What each color runs: code and settings, as they were staged. Written by ctl; commit it with the environment file.
# Never edit it: the file beside it says what the next version is (docs/versions.md).
`;

const strings = z.record(z.string(), z.string());
const source = z.string();

const codeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('image'), uri: z.string().min(1), source }),
  z.strictObject({
    kind: z.literal('zip'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'),
    source,
  }),
  z.strictObject({
    kind: z.literal('object'),
    bucket: z.string().min(1),
    key: z.string().min(1),
    object_version: z.string().optional(),
    source,
  }),
]);

const settingsSchema = z.strictObject({
  memory_size: z.number().int(),
  timeout: z.number().int(),
  architecture: z.enum(['x86_64', 'arm64']),
  ephemeral_storage: z.number().int().optional(),
  reserved_concurrency: z.number().int().optional(),
  handler: z.string().optional(),
  runtime: z.string().optional(),
  environment: strings,
  layers: z.array(z.string()),
  vpc: z
    .strictObject({
      subnet_ids: z.array(z.string()).optional(),
      security_group_ids: z.array(z.string()).optional(),
    })
    .optional(),
  policies: z.array(z.string()),
  multi_value_headers: z.boolean(),
});

const versionSchema = z.strictObject({
  id: z.string().refine((id) => parseId(id) !== undefined, 'an id, such as v12-3f9c2a'),
  published: z
    .string()
    .regex(/^[1-9]\d*$/, 'the number of a published version')
    .optional(),
  code: codeSchema,
  settings: settingsSchema,
  owner: z.enum(['service', 'color']),
  staged: z.strictObject({ at: z.string(), by: z.string(), reason: z.string().optional() }),
});

const fileSchema = z.strictObject({
  schema_version: z.literal(FORMAT),
  services: z.record(z.string(), z.strictObject({ blue: versionSchema.optional(), green: versionSchema.optional() })),
});

/**
 * Parses the text of a versions file.
 * @throws {EnvironmentError} VERSIONS_FILE_INVALID with every problem at once.
 */
export const parseVersions = (text: string, file: string): Versions => ofVersionsFile(() => parse(text, file));

/**
 * Reads or parses a versions file.
 * @throws {EnvironmentError} VERSIONS_FILE_INVALID with every problem, in which `hint` replaces those for environment files.
 */
export function ofVersionsFile<T>(read: () => T, hint?: string): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof EnvironmentError)) throw thrown;
    throw new EnvironmentError(
      thrown.problems.map((problem) => ({ ...problem, hint: hint ?? problem.hint, code: 'VERSIONS_FILE_INVALID' })),
    );
  }
}

function parse(text: string, file: string): Versions {
  const parsed = ofVersionsFile(() => parseSource(text, file), RESTORE);
  const fail = (findings: readonly Finding[]): EnvironmentError =>
    new EnvironmentError(placeFindings(findings, parsed, file));
  const format = (parsed.raw as { schema_version?: unknown } | null)?.schema_version;
  if (typeof format === 'number' && format !== FORMAT) {
    throw fail([
      error(
        [['schema_version']],
        `this is format ${format}, and this ctl knows format ${FORMAT}`,
        'Use the version of ctl that wrote the file; ctl rollback works meanwhile',
      ),
    ]);
  }
  const checked = fileSchema.safeParse(parsed.raw);
  if (!checked.success) {
    throw fail(checked.error.issues.map(({ path, message }) => error([path.map(String)], message, RESTORE)));
  }
  const versions: Versions = checked.data.services;
  const edited = findEdited(versions);
  if (edited.length > 0) throw fail(edited);
  return versions;
}

const RESTORE =
  'Restore the file: git checkout, or ctl pull, which writes it from the journal; ctl rollback works meanwhile';

/** Parses a version that was stored by itself as JSON; undefined for one that is damaged. */
export function parseVersion(text: string): Version | undefined {
  const version = versionSchema.safeParse(parseJson(text)).data;
  return version && parseId(version.id)?.hash === hashContent(version) ? version : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Versions whose content is not what their id says: somebody has edited them. */
const findEdited = (versions: Versions): Finding[] =>
  Object.entries(versions).flatMap(([service, colors]) =>
    COLORS.flatMap((color) => {
      const version = colors[color];
      if (!version || parseId(version.id)?.hash === hashContent(version)) return [];
      return [
        error(
          [['services', service, color]],
          `${version.id} was edited by hand: its content has the hash ${hashContent(version)}`,
          `A version never changes: write the new value into the environment file and stage it. ${RESTORE}`,
        ),
      ];
    }),
  );

/** The text of a versions file. The same versions give the same text, one field in a line, so that git can merge two services. */
export function formatVersions(versions: Versions): string {
  const services = Object.fromEntries(
    Object.entries(versions)
      .filter(([, colors]) => COLORS.some((color) => colors[color]))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([service, { blue, green }]) => [
        service,
        { ...(blue && { blue: ordered(blue) }), ...(green && { green: ordered(green) }) },
      ]),
  );
  return HEADER + stringify({ schema_version: FORMAT, services }, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The fields of a version in the order in which a reader asks for them. */
function ordered({ id, published, staged, code, owner, settings }: Version): object {
  const { environment, layers, policies, vpc, ...scalars } = settings;
  const variables = Object.fromEntries(Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    id,
    ...(published !== undefined && { published }),
    staged,
    code,
    owner,
    settings: { ...scalars, environment: variables, layers, policies, ...(vpc && { vpc }) },
  };
}
