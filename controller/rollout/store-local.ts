// Rollouts in a file on this checkout.
import { join } from 'node:path';
import { UserError, messageOf } from '../core/errors';
import { advance, clearOld, newest } from '../lock/generations';
import type { TextStore } from './store-text';

/** The text in `.teal/rollouts`. Each version is a file of its own, so that two writers never overwrite each other. */
export function openLocalText(root: string, environment: string): TextStore {
  const folder = join(root, '.teal', 'rollouts');
  const name = `${environment}.json`;
  return {
    place: join(folder, name),
    pollMilliseconds: 1_000,
    read: async () => {
      const { number, text } = newest(folder, name);
      return {
        text,
        replace: async (next) => {
          try {
            const replaced = advance(folder, name, { number: number + 1, text: next });
            clearOld(folder, name);
            return replaced;
          } catch (error) {
            throw new UserError(
              'STORE_NOT_WRITABLE',
              `The rollout cannot be written to ${folder}: ${messageOf(error)}`,
              'Make that folder writable, on a disk with room and hard links; ctl rollback works without it',
            );
          }
        },
      };
    },
  };
}
