import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reportError } from '../../../controller/cli/report-error';
import { writeEnvironment } from '../../../environments';
import type { Io } from '../../../controller/core/context';

const report = (error: unknown): { readonly exitCode: number; readonly text: string } => {
  const lines: string[] = [];
  const io: Io = {
    out: () => undefined,
    err: (line) => lines.push(line),
    isTTY: false,
    columns: 80,
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

describe('an error of the file system', () => {
  it.each([
    'EACCES',
    'EPERM',
    'EROFS',
    'ENOSPC',
    'EDQUOT',
    'EISDIR',
    'ENOTDIR',
    'EXDEV',
    'EBUSY',
    'EMFILE',
    'ENAMETOOLONG',
  ])('%s is not a bug', (code) => {
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
