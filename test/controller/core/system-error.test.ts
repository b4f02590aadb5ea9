// Errors of files as user errors, wherever an error is read: not only where it is printed.
import { describe, expect, it } from '@jest/globals';
import { describePartialFailure } from '../../../controller/change/partial-failure';
import type { ChangeResult } from '../../../controller/change/types';
import { UserError } from '../../../controller/core/errors';
import { toFileError } from '../../../controller/core/system-error';
import { toFailure } from '../../../controller/inspect/finding';
import { errorToEvent } from '../../../controller/rollout/error-to-event';
import { testContext } from '../../contract/context';
import { environment, service } from '../../stacks/environment';

const systemError = (code: string, more: object = { path: '/x/prod.yaml', syscall: 'open' }): Error =>
  Object.assign(new Error(`${code}: it failed`), { code, ...more });

describe('an error of a file', () => {
  it.each([
    'EACCES',
    'EPERM',
    'EROFS',
    'ENOSPC',
    'EDQUOT',
    'EISDIR',
    'ENOTDIR',
    'ELOOP',
    'EIO',
    'EXDEV',
    'EBUSY',
    'ESTALE',
    'EMFILE',
    'ENFILE',
    'ENAMETOOLONG',
  ])('%s has a code', (code) => {
    const error = toFileError(systemError(code));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: 'FILE_UNUSABLE',
      message: `/x/prod.yaml cannot be used: ${code}: it failed`,
      hint: expect.stringMatching(/, then run the same command again$/),
    });
  });

  it('has a code without a path too, as a write to a full disk', () => {
    expect(toFileError(systemError('ENOSPC', { syscall: 'write' }))).toMatchObject({ code: 'FILE_UNUSABLE' });
  });

  it.each([
    ['of a process', systemError('EACCES', { path: '/bin/x', syscall: 'spawn /bin/x' })],
    ['of a port', systemError('EACCES', { syscall: 'listen', port: 80 })],
    ['of a bug', new TypeError('x is not a function')],
    ['that has a code already', new UserError('DRIFT', 'drift', 'hint')],
  ])('is none when it is one %s', (_, error) => {
    expect(toFileError(error)).toBe(error);
  });

  it('does not end a rollout as a bug', () => {
    expect(errorToEvent(systemError('EACCES'))).toMatchObject({
      reason: '/x/prod.yaml cannot be used: EACCES: it failed',
    });
    expect(() => errorToEvent(new TypeError('a bug'))).toThrow('a bug');
  });

  it('is a finding of doctor', () => {
    expect(toFailure('state', true, systemError('EACCES'))).toMatchObject({ ok: false, needed: true });
  });

  it('half-way through a change comes with the state of file and rules', async () => {
    const prod = environment([service('shop')], { emulator_endpoint: 'http://127.0.0.1:1' });
    const result = { services: [{ service: 'shop' }] } as unknown as ChangeResult;
    const error = await describePartialFailure(testContext('/nowhere'), prod, result, systemError('ENOSPC'));
    expect(error).toMatchObject({
      code: 'FILE_UNUSABLE',
      message: expect.stringContaining('/nowhere/prod.yaml says what was asked for'),
      hint: expect.stringContaining('ctl rollback shop -e prod goes back'),
    });
  });
});
