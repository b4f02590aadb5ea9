// The list of the packages that Teal runs with: as a bill of materials for programs, and as a page with their licences. Both are made
// from the lock file alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const lockSchema = z.object({
  name: z.string(),
  version: z.string(),
  packages: z.record(
    z.string(),
    z.object({
      version: z.string(),
      license: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      inBundle: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

/** A package in the lock file; `path` is its folder below the repository. */
export interface LockedPackage {
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly license: string | undefined;
  readonly resolved: string | undefined;
  readonly integrity: string | undefined;
  readonly dev: boolean;
  /** For one platform only, such as a binary. */
  readonly optional: boolean;
  /** The package whose archive contains this one; it is locked with that archive. */
  readonly inArchiveOf: string | undefined;
  readonly hasInstallScript: boolean;
}

const FOLDER = 'node_modules/';

/** Every package of the lock file, in its order. */
export function lockedPackages(): readonly LockedPackage[] {
  return Object.entries(readLock().packages).flatMap(([path, locked]) => {
    if (path === '') return [];
    return {
      path,
      name: path.slice(path.lastIndexOf(FOLDER) + FOLDER.length),
      version: locked.version,
      license: locked.license,
      resolved: locked.resolved,
      integrity: locked.integrity,
      dev: locked.dev ?? false,
      optional: locked.optional ?? false,
      inArchiveOf: locked.inBundle ? path.slice(FOLDER.length, path.indexOf(`/${FOLDER}`)) : undefined,
      hasInstallScript: locked.hasInstallScript ?? false,
    };
  });
}

const readLock = (): z.output<typeof lockSchema> =>
  lockSchema.parse(JSON.parse(readFileSync(join(__dirname, '../package-lock.json'), 'utf8')));

/** The packages that Teal runs with: all but those for development. */
export const runningPackages = (): readonly LockedPackage[] => lockedPackages().filter(({ dev }) => !dev);

/** The bill of materials, in CycloneDX 1.6. It has no date and no number of its own, so that it only changes with the lock file. */
export function billOfMaterials(): string {
  const { name, version } = readLock();
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', name, version, licenses: [{ license: { id: 'Apache-2.0' } }] } },
    components: runningPackages().map(toComponent),
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

const toComponent = (locked: LockedPackage): object => ({
  type: 'library',
  'bom-ref': locked.path,
  name: locked.name,
  version: locked.version,
  scope: locked.optional ? 'optional' : 'required',
  ...(locked.integrity && { hashes: [{ alg: 'SHA-512', content: toHex(locked.integrity) }] }),
  ...(locked.license && { licenses: [toLicense(locked.license)] }),
  purl: `pkg:npm/${locked.name.replace('@', '%40')}@${locked.version}`,
});

const toHex = (integrity: string): string => Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');

/** "Public Domain" has no identifier in SPDX. */
const toLicense = (license: string): object => ({
  license: license === 'Public Domain' ? { name: license } : { id: license },
});

/** The page of licences, in Markdown. */
export function licencesPage(): string {
  const packages = runningPackages();
  const own = packages.filter(({ inArchiveOf }) => inArchiveOf === undefined);
  const licences = [...new Set(packages.map(({ license = 'none' }) => license))].sort();
  return `# Licences

Generated from \`package-lock.json\`; run \`npm run generate\` after a change of it. Teal itself is under Apache-2.0. The same packages, with
their checksums, are in [the bill of materials](sbom.cdx.json) for programs that read CycloneDX.

Teal runs with ${packages.length} packages: ${own.length} that npm installs by themselves, ${own.filter(({ optional }) => optional).length} of them for one platform each, and ${packages.length - own.length} in the archives of others.

| licence | packages |
| --- | --- |
${licences.map((licence) => `| ${licence} | ${packages.filter(({ license = 'none' }) => license === licence).length} |`).join('\n')}

| package | version | licence | in the archive of |
| --- | --- | --- | --- |
${packages.map((one) => `| \`${one.name}\` | ${one.version} | ${one.license ?? 'none'} | ${one.inArchiveOf ?? ''} |`).join('\n')}
`;
}
