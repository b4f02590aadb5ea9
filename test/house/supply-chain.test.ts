// What is installed with Teal: pinned, from one registry, without install scripts, and no more than the page on security says.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { billOfMaterials, licencesPage, lockedPackages, runningPackages } from '../../bin/supply-chain';
import manifest from '../../package.json';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('the lock file', () => {
  it('pins every package by its version, its address in the registry, and its checksum', () => {
    const packages = lockedPackages();
    const fetched = packages.filter(({ inArchiveOf }) => inArchiveOf === undefined);
    expect(fetched.length).toBeGreaterThan(500);
    expect(fetched.filter(({ resolved = '' }) => !resolved.startsWith('https://registry.npmjs.org/'))).toEqual([]);
    expect(fetched.filter(({ integrity = '' }) => !/^sha512-[\w+/]{86}==$/.test(integrity))).toEqual([]);
    expect(packages.filter(({ version }) => !/^\d+\.\d+\.\d+/.test(version))).toEqual([]);
    const archives = new Set(packages.flatMap(({ inArchiveOf = [] }) => inArchiveOf));
    expect([...archives].filter((name) => !fetched.some((one) => one.name === name))).toEqual([]);
  });

  it('has the exact versions that package.json asks for', () => {
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    const locked = lockedPackages();
    const path = (name: string): string => `node_modules/${name}`;
    expect(
      asked.filter(([name, version]) => locked.find((one) => one.path === path(name))?.version !== version),
    ).toEqual([]);
  });
});

describe('the packages that Teal runs with', () => {
  it('need no install script: the only one that has one gets its binary as a package', () => {
    expect(runningPackages().flatMap(({ hasInstallScript, name }) => (hasInstallScript ? name : []))).toEqual([
      'esbuild',
    ]);
    const binary = `node_modules/@esbuild/${process.platform}-${process.arch}`;
    expect(runningPackages().find(({ path }) => path === binary)).toMatchObject({ hasInstallScript: false });
    expect(existsSync(join(root, binary, 'bin/esbuild'))).toBe(true);
  });

  it('have licences that allow redistribution with Apache-2.0', () => {
    const allowed = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MPL-2.0', 'Public Domain'];
    expect(runningPackages().filter(({ license = 'none' }) => !allowed.includes(license))).toEqual([]);
  });

  it('are all in the bill of materials and in the list of licences, which are up to date', () => {
    const bill = JSON.parse(billOfMaterials()) as { readonly components: readonly { readonly name: string }[] };
    expect(bill.components.map(({ name }) => name)).toEqual(runningPackages().map(({ name }) => name));
    expect(read('docs/sbom.cdx.json')).toBe(billOfMaterials());
    expect(read('docs/licences.md')).toBe(licencesPage());
  });

  it('are counted, and each direct one is justified, on the page on security', () => {
    const page = read('docs/security.md');
    expect(page).toContain(`${runningPackages().length} packages`);
    const unjustified = Object.keys(manifest.dependencies).filter((name) => !page.includes(`\`${name}\``));
    expect(unjustified).toEqual([]);
  });
});
