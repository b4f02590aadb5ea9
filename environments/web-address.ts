// Checks the addresses of hooks and notifications: a URL, or the name of a variable that holds one, since a webhook's URL is a
// secret. Pure.
import type { Fault } from './finding';

const VARIABLE = /^\$([A-Za-z_][A-Za-z0-9_]*)$/;

/** What is wrong with an address; undefined for a valid one. The message shows only its beginning, since it may be a secret. */
export function checkWebAddress(text: string): Fault | undefined {
  if (VARIABLE.test(text) || isWebAddress(text)) return undefined;
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(text)?.[0];
  return {
    message: `this is not a web address: it begins with ${JSON.stringify(scheme ?? text.slice(0, 4))}`,
    hint: 'Write a URL that begins with https://, or $NAME for the variable that holds it',
  };
}

/** The name of the variable that an address stands for; undefined for a URL. */
export const parseVariable = (text: string): string | undefined => VARIABLE.exec(text)?.[1];

/** True for an http or https URL. */
export const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '';
