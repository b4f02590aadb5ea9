import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reportError } from '../../../controller/cli/report-error';
import { UserError } from '../../../controller/core/errors';
import { writeEnvironment } from '../../../environments';
import type { Io } from '../../../controller/core/context';

const report = (error: unknown, columns = Infinity): { readonly exitCode: number; readonly text: string } => {
  const lines: string[] = [];
  const io: Io = {
    out: () => undefined,
    err: (line) => lines.push(line),
    isTTY: columns < Infinity,
    columns,
    color: false,
    confirm: () => Promise.resolve(false),
  };
  const exitCode = reportError(error, { io, cwd: '/', env: {} }, { json: false, detailed: false });
  return { exitCode, text: lines.join('\n') };
};

const thrownBy = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('an error on a terminal', () => {
  it('is folded between words, and so is its hint', () => {
    const error = new UserError('USAGE', '--green takes a whole percent from 0 to 100, not "101"', 'Write a whole number');
    const { text } = report(error, 60);
    expect(text.split('\n')).toEqual([
      'error: --green takes a whole percent from 0 to 100, not',
      '  "101"',
      'hint: Write a whole number',
    ]);
  });
});

describe('an error of the file system', () => {
  it.each(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EISDIR', 'ENOTDIR'])('%s is not a bug', (code) => {
    const { exitCode, text } = report(Object.assign(new Error(code), { code, path: '/x/prod.yaml', syscall: 'open' }));
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^error: \/x\/prod\.yaml cannot be used: .*\nhint: .*, then run the same command again$/);
  });

  it('names the environment file when a folder is there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'teal-report-'));
    expect(report(thrownBy(() => writeEnvironment(folder, 'text'))).text).toContain(`error: ${folder} cannot be used`);
  });

  it('stays a bug when it has no file', () => {
    expect(report(Object.assign(new Error('kill EPERM'), { code: 'EPERM', syscall: 'kill' })).text).toContain('bug');
    expect(report(thrownBy(() => readFileSync('/gone/away'))).text).toContain('bug');
  });
});
