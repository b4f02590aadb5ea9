// The credentials of the tests' sandboxes and emulators: those that ctl uses where it finds no others.
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The headers with which a test reads a sandbox's own endpoints, such as /_teal/metrics. */
export const OWN_HEADERS = { authorization: `Bearer ${CREDENTIALS.accessKeyId}` };
