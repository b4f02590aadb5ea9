// Where a runtime looks for the file of a handler, as the runtime interface clients of Lambda do it. Pure.

/** A handler in its parts. `module` is the path of its file in the package, without an ending. */
export interface Handler {
  readonly module: string;
  readonly exported: string;
}

/** How the runtimes of one language read a handler. */
export interface Language {
  /** Splits a handler; a part that is missing is empty. */
  readonly split: (handler: string) => Handler;
  /** What may follow `module` in the name of a file that the runtime loads. */
  readonly endings: RegExp;
  /** The usual names of that file. */
  readonly usual: (module: string) => readonly string[];
  /** The usual ending, to find modules among the files of a package. */
  readonly source: RegExp;
}

/** The first version of Node that Lambda lets load TypeScript. */
const NODE_WITH_TYPESCRIPT = 24;

const nodejs = (version: number): Language => {
  const kinds = version >= NODE_WITH_TYPESCRIPT ? '[cm]?[jt]s' : '[cm]?js';
  return {
    split: (handler) => {
      const start = handler.lastIndexOf('/') + 1;
      const { module, exported } = splitAt(handler, handler.indexOf('.', start));
      const folders = module.split('/').filter((part) => part !== '' && part !== '.');
      return { module: module.endsWith('/') ? '' : folders.join('/'), exported };
    },
    // A folder or a file without an ending is loaded like any module of Node.
    endings: new RegExp(`^(|\\.${kinds}|/index\\.js|/package\\.json)$`),
    usual: (module) => [`${module}.js`, `${module}.mjs`, `${module}.cjs`],
    source: new RegExp(`\\.${kinds}$`),
  };
};

const PYTHON: Language = {
  split: (handler) => {
    const { module, exported } = splitAt(handler, handler.lastIndexOf('.'));
    return { module: module.replaceAll('.', '/'), exported: exported.includes('/') ? '' : exported };
  },
  endings: /^(\.pyc?|\/__init__\.pyc?|\.([^/]+\.)?so)$/,
  usual: (module) => [`${module}.py`, `${module}/__init__.py`],
  source: /(\/__init__)?\.py$/,
};

const RUBY: Language = {
  split: (handler) => {
    const { module, exported } = splitAt(handler, handler.indexOf('.'));
    return { module, exported };
  },
  endings: /^\.(rb|so)$/,
  usual: (module) => [`${module}.rb`],
  source: /\.rb$/,
};

/** The language of a runtime; undefined for one whose handler names no file of the package. */
export function languageOf(runtime: string): Language | undefined {
  const node = /^nodejs(\d*)/.exec(runtime);
  if (node) return nodejs(Number(node[1]));
  if (runtime.startsWith('python')) return PYTHON;
  return runtime.startsWith('ruby') ? RUBY : undefined;
}

const splitAt = (handler: string, dot: number): Handler =>
  dot < 0 ? { module: handler, exported: '' } : { module: handler.slice(0, dot), exported: handler.slice(dot + 1) };
