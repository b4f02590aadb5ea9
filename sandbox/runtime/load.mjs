// Finds and loads a Node handler as Lambda's runtime does ("Define Lambda function handler in Node.js").
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { explainMissing, isMissingModule, named } from './errors.mjs';

/** The function that `name` (FOLDER/FILE.EXPORT) stands for below `root`. Rejects with Lambda's error when there is none. */
export async function loadHandler(root, name) {
  if (name.includes('..')) throw named('MalformedHandlerName', `'${name}' is not a valid handler name.`);
  const [file, ...exported] = basename(name).split('.');
  const loaded = await loadModule(join(root, dirname(name), file), file, name);
  const pick = (from) => exported.reduce((value, key) => value?.[key], from);
  const handler = pick(loaded) ?? pick(loaded.default);
  if (handler === undefined || handler === null) throw named('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw named('HandlerNotFound', `${name} is not a function`);
  return handler;
}

async function loadModule(stem, file, name) {
  const found = ['.js', '.mjs', '.cjs'].map((end) => stem + end).find(existsSync) ?? resolvePackage(stem);
  if (!found) throw named('ImportModuleError', `Cannot find module '${file}' for the handler ${name}`);
  checkReadable(found);
  try {
    return await import(pathToFileURL(found).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw rename(error, 'UserCodeSyntaxError');
    if (isMissingModule(error)) throw rename(explainMissing(error), 'ImportModuleError');
    throw error;
  }
}

/** A file without an ending, or a folder with an index or a package.json. */
function resolvePackage(stem) {
  try {
    return createRequire(import.meta.url).resolve(stem);
  } catch {
    return undefined;
  }
}

/** Lambda runs code as a user who owns no file. Here it may run as root, who reads everything. */
function checkReadable(file) {
  if ((statSync(file).mode & 0o444) !== 0) return;
  const message = `EACCES: permission denied, open '${file}'`;
  throw Object.assign(new Error(message), { code: 'EACCES', errno: -13, syscall: 'open', path: file });
}

const rename = (error, name) => Object.assign(error, { name: `Runtime.${name}` });
