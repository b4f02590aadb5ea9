// Makes folders read-only for this process, as Lambda's are: writing fails with EROFS. File modes cannot, since root ignores them.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { nextTick } from 'node:process';
import { fileURLToPath } from 'node:url';

const { O_APPEND, O_CREAT, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants;
const WRITES = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
const EROFS = -30;

const opens = (flags = 'r') => (typeof flags === 'number' ? (flags & WRITES) !== 0 : !/^r?s?r?$/.test(flags));
const flagOf = (options, otherwise) => (typeof options === 'object' && options?.flag) || otherwise;
const always = () => true;
const onMissing = (path) => !fs.existsSync(path);
const onExisting = (path) => fs.existsSync(path);

/** Which argument of a function is the path that it changes, and when it does. Linux names another error first where one is due. */
const CHANGES = {
  open: [0, (_path, args) => opens(typeof args[1] === 'function' ? 'r' : args[1])],
  writeFile: [0, (_path, args) => opens(flagOf(args[2], 'w'))],
  appendFile: [0, always],
  copyFile: [1, always],
  cp: [1, always],
  mkdir: [0, onMissing],
  mkdtemp: [0, always],
  symlink: [1, onMissing],
  link: [1, onMissing],
  rename: [0, onExisting],
  rm: [0, onExisting],
  rmdir: [0, onExisting],
  unlink: [0, onExisting],
  truncate: [0, onExisting],
  chmod: [0, onExisting],
  chown: [0, onExisting],
  lchown: [0, onExisting],
  utimes: [0, onExisting],
  lutimes: [0, onExisting],
};

/** Refuses every change below these folders by `node:fs` in this process. What other processes and native code write is not seen. */
export function makeReadOnly(folders) {
  const roots = folders.flatMap((folder) => (fs.existsSync(folder) ? [folder, fs.realpathSync(folder)] : [folder]));
  const isWithin = (path) => roots.some((root) => path === root || path.startsWith(root + sep));
  const refusal = (name, args) => {
    const [index, changes] = CHANGES[name];
    const given = args[index];
    if (typeof given === 'number' || given === undefined || typeof given?.fd === 'number') return undefined;
    const path = resolve(given instanceof URL ? fileURLToPath(given) : String(given));
    if (!isWithin(path) || !changes(path, args)) return undefined;
    const message = `EROFS: read-only file system, ${name} '${path}'`;
    return Object.assign(new Error(message), { code: 'EROFS', errno: EROFS, syscall: name, path });
  };

  for (const name of Object.keys(CHANGES)) {
    replace(fs, name, (original) => (...args) => {
      const error = refusal(name, args);
      const callback = args.at(-1);
      if (!error || typeof callback !== 'function') return original(...args);
      return nextTick(callback, error);
    });
    replace(fs, `${name}Sync`, (original) => (...args) => {
      const error = refusal(name, args);
      if (error) throw error;
      return original(...args);
    });
    replace(fs.promises, name, (original) => async (...args) => {
      const error = refusal(name, args);
      if (error) throw error;
      return original(...args);
    });
  }
  syncBuiltinESMExports();
}

function replace(object, name, wrap) {
  const original = object[name];
  if (original) object[name] = Object.assign(wrap(original.bind(object)), original);
}
