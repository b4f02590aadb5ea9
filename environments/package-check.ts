// Checks a package before it is staged: whether it has the file of its handler, and the sizes that Lambda accepts. Pure.
import type { GradedFault } from './finding';
import { languageOf } from './handler';
import type { Handler, Language } from './handler';
import { findNearest } from './nearest';
import type { ZipEntry } from './zip-entries';

/** A package, and the settings that decide how it is loaded. */
export interface PackageFacts {
  readonly entries: readonly ZipEntry[];
  /** Size of the zip in bytes; undefined for one that Lambda reads from S3, where the limit of an upload does not apply. */
  readonly zippedBytes: number | undefined;
  readonly handler: string | undefined;
  readonly runtime: string | undefined;
  readonly layers: readonly string[];
}

const MB = 1024 * 1024;

/** "Lambda quotas", deployment package: unpacked with its layers, and zipped when it is uploaded directly. */
const UNPACKED_MB = 250;
const UPLOADED_MB = 50;

/** What is wrong with a package: a warning where a layer may have what it lacks, else an error. */
export const checkPackage = (facts: PackageFacts): GradedFault[] => [...checkHandler(facts), ...checkSizes(facts)];

function checkHandler({ entries, handler, runtime = '', layers }: PackageFacts): GradedFault[] {
  const language = languageOf(runtime);
  if (handler === undefined || !language) return [];
  const parts = language.split(handler);
  const near = nearestModule(language, parts.module, entries);
  if (parts.module === '' || parts.exported === '') {
    const hint = `Write FILE.FUNCTION, such as ${near ?? 'index'}.${parts.exported || 'handler'}`;
    return [
      { message: `the handler ${quote(handler)} does not name a file and a function in it`, hint, severity: 'error' },
    ];
  }
  if (entries.some(({ name }) => isFileOf(language, parts, name))) return [];
  const message = `the package has no file for the handler ${quote(handler)}: neither ${language.usual(parts.module).join(' nor ')}`;
  const suggestion = near === undefined ? '' : `Did you mean ${near}.${parts.exported}? `;
  if (layers.length > 0 || handler.startsWith('/')) {
    return [{ message, hint: `${suggestion}Check that a layer has the file`, severity: 'warning' }];
  }
  return [{ message, hint: `${suggestion}Put the file into the package, or correct the handler`, severity: 'error' }];
}

const isFileOf = ({ endings }: Language, { module }: Handler, name: string): boolean =>
  name.startsWith(module) && endings.test(name.slice(module.length));

/** The module of the package with the same name in another folder, or else the one with the nearest path. */
function nearestModule({ source }: Language, wanted: string, entries: readonly ZipEntry[]): string | undefined {
  const modules = entries
    .filter(({ name }) => source.test(name) && !name.includes('node_modules/'))
    .map(({ name }) => name.replace(source, ''))
    .filter((module) => !module.includes('.'));
  return modules.find((module) => baseName(module) === baseName(wanted)) ?? findNearest(wanted, modules);
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function checkSizes({ entries, zippedBytes = 0 }: PackageFacts): GradedFault[] {
  const unpacked = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const faults: GradedFault[] = [];
  if (unpacked > UNPACKED_MB * MB) {
    faults.push({
      message: `the package has ${inMegabytes(unpacked)} unpacked, and Lambda accepts ${UNPACKED_MB} MB with all layers`,
      hint: 'Leave out what the function does not load, such as development dependencies, or use an image',
      severity: 'error',
    });
  }
  if (zippedBytes > UPLOADED_MB * MB) {
    faults.push({
      message: `the package has ${inMegabytes(zippedBytes)} zipped, and Lambda accepts an upload of ${UPLOADED_MB} MB`,
      hint: 'Put the zip into S3 and name it there: s3://bucket/key?versionId=VERSION',
      severity: 'error',
    });
  }
  return faults;
}

/** Rounded up, so that a size over a limit never looks like the limit. */
const inMegabytes = (bytes: number): string => `${(Math.ceil((bytes / MB) * 10) / 10).toFixed(1)} MB`;

const quote = (text: string): string => JSON.stringify(text);
