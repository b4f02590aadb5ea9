// The address of what the page shows, in its fragment.

/** The service that is open; undefined for the overview. */
export type Route = { readonly environment: string; readonly service: string } | undefined;

/** Reads the fragment. */
export function readRoute(hash: string): Route {
  const [, environment, service] = hash.split('/').map(decodeURIComponent);
  return environment && service ? { environment, service } : undefined;
}

/** The fragment of a service. */
export const routeTo = (environment: string, service: string): string =>
  `#/${encodeURIComponent(environment)}/${encodeURIComponent(service)}`;
