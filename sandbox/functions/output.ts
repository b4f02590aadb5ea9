// What the process of an execution environment prints: cut into lines, each with its time and the invocation that printed it.
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { appendLines } from './function-log';
import type { LogLine } from './function-log';
import type { FunctionVersion } from './model';

/** A line that a function printed. */
export interface FunctionOutput extends LogLine {
  readonly functionName: string;
}

/** Where output goes. */
export interface OutputOptions {
  readonly logDir: string;
  readonly now: () => Date;
  /** Called with each line, after it was written. */
  readonly onOutput?: ((line: FunctionOutput) => void) | undefined;
}

/** The output of one environment. */
export interface Output {
  /** The lines from now on are of this invocation. */
  begin(requestId: string): void;
  /** Takes the output of the process. */
  attach(child: ChildProcess): void;
}

/** A line that never ends is cut here, in characters. */
const LONGEST_PART = 64 * 1024;

/** Keeps the output of an environment of a function. */
export function createOutput(fn: FunctionVersion, options: OutputOptions): Output {
  let current: string | null = null;
  const keep = (texts: readonly string[]): void => {
    if (texts.length === 0) return;
    const at = options.now().toISOString();
    const lines = texts.map((text) => ({ at, version: fn.version, requestId: current, text }));
    appendLines(options.logDir, fn.name, lines);
    for (const line of lines) options.onOutput?.({ ...line, functionName: fn.name });
  };
  return {
    // What the process printed before it asked for this invocation is read in this turn of the event loop.
    begin: (requestId) => void setImmediate(() => (current = requestId)),
    attach(child) {
      for (const stream of [child.stdout, child.stderr]) if (stream) readLines(stream, keep);
      // A process that the function started may hold its output open, and must not hold the sandbox.
      child.once('exit', () => {
        for (const stream of [child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
      });
    },
  };
}

function readLines(stream: Readable, keep: (lines: readonly string[]) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (; rest.length >= LONGEST_PART; rest = rest.slice(LONGEST_PART)) lines.push(rest.slice(0, LONGEST_PART));
    keep(lines);
  });
  stream.on('end', () => {
    if (rest !== '') keep([rest]);
    rest = '';
  });
  // The pipe breaks when the process dies, and its exit event already reports that.
  stream.on('error', () => undefined);
}
