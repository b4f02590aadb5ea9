// Rollouts in a file on this checkout.
import { openCheckoutStore } from '../store';
import type { TextStore } from './store-text';

/** The text in `.teal/rollouts`. Each version is a file of its own, so that two writers never overwrite each other. */
export function openLocalText(root: string, environment: string): TextStore {
  const store = openCheckoutStore({ root });
  const key = `rollouts/${environment}.json`;
  return {
    place: store.place(key),
    pollMilliseconds: store.pollMilliseconds,
    read: async () => {
      const stored = await store.read(key);
      return {
        text: stored?.text ?? '',
        replace: async (text) => (await store.replace(key, text, stored)) !== undefined,
      };
    },
  };
}
