// The codes of errors: the exit code follows from them, -o json shows them, and the page lists them all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { errorsPage } from '../../../bin/errors-page';
import { errorMeanings } from '../../../controller/core/error-codes';
import { EXIT, UserError, hasCode, messageOf } from '../../../controller/core/errors';
import { createWorld, environmentText } from '../helpers/context';

describe('error codes', () => {
  it('each have an exit code that is not success, a meaning, and something to do', () => {
    for (const { code, exitCode, meaning, action } of errorMeanings()) {
      expect(code).toMatch(/^[A-Z][A-Z_]+[A-Z]$/);
      expect(exitCode).not.toBe(EXIT.ok);
      expect({ code, ends: [meaning, action].map((text) => text.at(-1)) }).toEqual({ code, ends: ['.', '.'] });
    }
  });

  it('decide the exit code', () => {
    expect(new UserError('LOCK_HELD', 'held', 'wait').exitCode).toBe(EXIT.refused);
    expect(new UserError('DRIFT', 'drift', 'hint').exitCode).toBe(EXIT.drift);
  });

  it('distinguish errors with the same exit code', () => {
    const error = new UserError('LOCK_LOST', 'lost', 'hint');
    expect(hasCode(error, 'LOCK_LOST', 'INTERRUPTED')).toBe(true);
    expect(hasCode(error, 'LOCK_HELD')).toBe(false);
    expect(hasCode(new Error('LOCK_LOST'), 'LOCK_LOST')).toBe(false);
  });

  it('are all on the page, which is up to date (else: npm run generate)', () => {
    const page = readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8');
    expect(page).toBe(errorsPage());
    for (const { code } of errorMeanings()) expect(page).toContain(`| \`${code}\` |`);
  });
});

describe('the message of any thrown value', () => {
  it.each([
    [new Error('an error'), 'an error'],
    [{ message: 'an object with a message' }, 'an object with a message'],
    ['a text', 'a text'],
    [undefined, 'undefined'],
  ])('%p', (thrown, message) => {
    expect(messageOf(thrown)).toBe(message);
  });
});

describe('-o json', () => {
  const world = createWorld();
  world.write('environments/local.yaml', environmentText(18080, 18081));
  world.write('code/v1/index.mjs', '');
  world.write('code/v2/index.mjs', '');
  afterAll(() => world.remove());

  it.each([
    ['status -e locla', 'ENVIRONMENT_NOT_FOUND', 2],
    ['shift nobody --green 10', 'SERVICE_NOT_FOUND', 2],
    ['shift web', 'USAGE', 2],
    ['shfit web', 'USAGE', 2],
    ['iam-policy', 'TARGET_UNSUPPORTED', 2],
  ])('%s has the code %s', async (line, code, exitCode) => {
    const { document } = await world.json(line);
    expect(document).toMatchObject({ error: { code, exitCode } });
  });
});
