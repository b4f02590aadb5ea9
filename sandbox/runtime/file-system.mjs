// What a Node function finds of Lambda's file system: a read-only folder of code, and a home where nothing can be written.
import { makeReadOnly } from './read-only.mjs';

/** Called before the function's code is loaded. */
export function enterLambda(taskRoot, home) {
  process.env.HOME = home;
  process.argv.splice(2);
  makeReadOnly([taskRoot, '/home']);
}
