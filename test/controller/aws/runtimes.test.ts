// Unknown runtimes are refused with the name that was probably meant.
import { describe, expect, it } from '@jest/globals';
import { Runtime } from '@aws-sdk/client-lambda';
import { toSdkRuntime } from '../../../controller/aws/function-input';
import { checkRuntime, findRuntimeFault } from '../../../controller/aws/runtimes';

describe('a runtime', () => {
  it.each(['nodejs22.x', 'python3.12', 'provided.al2023', 'java21'])('%s is known', async (name) => {
    expect(await checkRuntime(name)).toBeUndefined();
    expect(toSdkRuntime(Runtime, name)).toBe(name);
  });

  it.each([
    ['nodejs22', 'nodejs22.x'],
    ['node22.x', 'nodejs22.x'],
    ['NodeJS22.x', 'nodejs22.x'],
    ['python312', 'python3.12'],
    ['provided.al2032', 'provided.al2023'],
  ])('%s is refused: %s was meant', async (name, meant) => {
    expect(await checkRuntime(name)).toEqual({
      message: `There is no Lambda runtime named ${name}.`,
      hint: `Did you mean ${meant}?`,
      severity: 'error',
    });
    expect(() => toSdkRuntime(Runtime, name)).toThrow(
      expect.objectContaining({ code: 'CODE_NOT_RUNNABLE', hint: `Did you mean ${meant}?` }),
    );
  });

  it('is compared with the newest first', () => {
    const known = ['nodejs', 'nodejs8.10', 'nodejs10.x', 'nodejs22.x', 'nodejs24.x', 'nodejs20.x'];
    expect(findRuntimeFault(known, 'nodejs99.x')?.hint).toBe('Did you mean nodejs24.x?');
  });

  it('that is near to none gets examples', async () => {
    expect(await checkRuntime('haskell')).toMatchObject({ hint: expect.stringContaining('such as nodejs20.x') });
  });

  it('that is not written is left to the image', () => {
    expect(toSdkRuntime(Runtime, undefined)).toBeUndefined();
  });
});
