// The log of a function: one file, in which each line has its time, the version and the invocation that wrote it.
import { appendFileSync, mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** One line of a function's log. `requestId`: the invocation that wrote it; null for what the environment wrote before the first one. */
export interface LogLine {
  /** ISO 8601. */
  readonly at: string;
  readonly version: string;
  readonly requestId: string | null;
  readonly text: string;
}

/** A part of a log: its lines, and the position after them; `end` when there was nothing more. */
export interface LogPage {
  readonly lines: readonly LogLine[];
  readonly position: number;
  readonly end: boolean;
}

/** Bytes that one read takes; a line that is longer is cut when it is written. */
const BLOCK = 1024 * 1024;
const LONGEST_LINE = 256 * 1024;

/** The log file of a function. */
export const logFile = (logDir: string, name: string): string => join(logDir, `${name}.log`);

/** Appends lines. The state folder may be deleted while the sandbox closes, which is no error. */
export function appendLines(logDir: string, name: string, lines: readonly LogLine[]): void {
  try {
    mkdirSync(logDir, { recursive: true });
    appendFileSync(logFile(logDir, name), lines.map(formatLine).join(''));
  } catch {
    // What cannot be kept was already shown to whoever listens.
  }
}

const formatLine = ({ at, version, requestId, text }: LogLine): string =>
  `${at}\t[${version}]\t${requestId ?? '-'}\t${text.slice(0, LONGEST_LINE)}\n`;

const LINE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)\t\[([^\]\t]+)\]\t(\S+)\t(.*)$/s;

/** A line of the file; undefined for one that an older sandbox wrote. */
export function parseLine(line: string): LogLine | undefined {
  const [, at, version, requestId, text] = LINE.exec(line) ?? [];
  if (at === undefined || version === undefined || requestId === undefined || text === undefined) return undefined;
  return { at, version, requestId: requestId === '-' ? null : requestId, text };
}

/**
 * Reads the lines since a time, from a position on; at most one block. A position beyond the end is that of a file which was removed
 * since, so it is read from its beginning.
 */
export async function readLog(logDir: string, name: string, from: number, since: string): Promise<LogPage> {
  const file = await open(logFile(logDir, name)).catch(() => undefined);
  if (!file) return { lines: [], position: 0, end: true };
  try {
    const { size } = await file.stat();
    const start = from > size ? 0 : from;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(BLOCK, size - start)), { position: start });
    const whole = buffer.subarray(0, buffer.lastIndexOf('\n', bytesRead) + 1);
    const lines = whole
      .toString('utf8')
      .split('\n')
      .flatMap((line) => parseLine(line) ?? []);
    // A whole block without an end of line was not written by this sandbox, and is passed over.
    const position = start + (whole.length > 0 || bytesRead < BLOCK ? whole.length : bytesRead);
    return { lines: lines.filter(({ at }) => at >= since), position, end: start + bytesRead >= size };
  } finally {
    await file.close();
  }
}
