// The token of the console: taken from the fragment of the address once, and then kept for this tab.
const KEY = 'teal-token';

/** Takes the token out of the address, so that it is not in the history or on a screen. */
export function takeToken(): void {
  const given = /^#([\w-]{20,})$/.exec(location.hash)?.[1];
  if (given === undefined) return;
  sessionStorage.setItem(KEY, given);
  history.replaceState(null, '', '#/');
}

/** The token; empty without one. */
export const token = (): string => sessionStorage.getItem(KEY) ?? '';
