// The lock is watched while Terraform applies: only a lock that somebody else holds interrupts it.
import { expect, it } from '@jest/globals';
import { whileLocked } from '../../../../controller/change/appliers/while-locked';
import { UserError } from '../../../../controller/core/errors';
import { testContext } from '../../../contract/context';
import type { TestContext } from '../../../contract/context';

const unreadable = new UserError('STORE_UNREADABLE', 's3://acme-state/locks/prod.json: no answer', '');
const lost = new UserError('LOCK_LOST', 'Stopped: ctl rollback took over the lock of prod', '');

const context = (): TestContext =>
  testContext(process.cwd(), { sleep: () => new Promise((resolve) => setImmediate(resolve)) });

/** Checks that fail with these errors one after the other, then none; `passed` resolves after the last one. */
function checks(errors: readonly (UserError | undefined)[]) {
  const left = [...errors];
  let pass = (): void => undefined;
  const passed = new Promise<void>((resolve) => (pass = resolve));
  const assertHeld = async (): Promise<void> => {
    if (left.length === 0) pass();
    const error = left.shift();
    if (error) throw error;
  };
  return { assertHeld, passed };
}

it('does not interrupt Terraform when the lock cannot be read, and warns after several failures in a row', async () => {
  const printer = context();
  const { assertHeld, passed } = checks([unreadable, undefined, ...Array.from({ length: 5 }, () => unreadable)]);
  const aborted = await whileLocked({ context: printer, assertHeld }, async ({ signal }) => {
    await passed;
    return signal.aborted;
  });
  expect(aborted).toBe(false);
  expect(printer.printed.err).toEqual([
    expect.stringMatching(/^warning: the lock cannot be read: s3:\/\/acme-state\/locks\/prod\.json/),
  ]);
});

it('interrupts Terraform when a read shows that somebody else holds the lock, and names who', async () => {
  const { assertHeld } = checks([unreadable, lost]);
  const interrupted = whileLocked(
    { context: context(), assertHeld },
    ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cut')))),
  );
  await expect(interrupted).rejects.toBe(lost);
});
