// All external dependencies of a command in one object, so that tests can pass another.

/** Where a command prints. `out` is for data (stdout), `err` for everything else (stderr); each call is one line. */
export interface Io {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  /** Whether stderr is a terminal, which can be redrawn. */
  readonly isTTY: boolean;
  /** Width of the terminal of `out` in characters, or that of COLUMNS; Infinity when `out` is not a terminal and COLUMNS is not set. */
  readonly columns: number;
  /** Shows these lines instead of what the terminal of `out` shows; only called when `isTTY`. */
  readonly redraw?: (lines: readonly string[]) => void;
  /** Whether `out` may be coloured. */
  readonly color: boolean;
  /** Asks a yes-or-no question; only called when `isTTY`. */
  confirm(question: string): Promise<boolean>;
}

/** The context of a command. */
export interface Context {
  /** Working directory; relative paths that the user types start here. */
  readonly cwd: string;
  /** The repository: where environments/, cdktf.out/ and .teal/ are. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly io: Io;
  readonly now: () => Date;
  /** In [0, 1). */
  readonly random: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly fetch: typeof globalThis.fetch;
  /** Runs another command line of ctl in this process and returns its exit code. */
  readonly runCtl: (argv: readonly string[], context: Context) => Promise<number>;
  /** The command line that starts ctl in another process. */
  readonly self: readonly string[];
  /** Aborted at the first Ctrl-C: finish the current step, then stop. */
  readonly signal: AbortSignal;
  /** Called between two steps of a change, with the step's name; does nothing, except in a test that ends the process there. */
  readonly boundary: (step: string) => void;
}
