// Options that several verbs share, defined once.

/** Output format and root folder. */
export const outputOptions = {
  output: {
    alias: 'o',
    choices: ['table', 'json'],
    requiresArg: true,
    default: 'table',
    describe: 'How the result is printed',
  },
  root: { type: 'string', requiresArg: true, describe: 'Folder that holds environments/; CTL_ROOT' },
} as const;

/** Which environment. */
export const environmentOptions = {
  environment: {
    alias: 'e',
    type: 'string',
    requiresArg: true,
    describe: 'Environment by name; CTL_ENV, or the only file, when left out',
  },
  ...outputOptions,
} as const;

/** Options of every change. */
export const changeOptions = {
  ...environmentOptions,
  'dry-run': { type: 'boolean', default: false, describe: 'Show what would change and change nothing' },
  yes: { alias: ['y', 'auto-approve'], type: 'boolean', default: false, describe: 'Do not ask' },
  message: { alias: 'm', type: 'string', requiresArg: true, describe: 'Reason, kept in the journal' },
  git: { type: 'boolean', default: false, describe: 'Commit the file and the journal when it is done' },
} as const;

/** Options of a plan and a deployment. */
export const deploymentOptions = {
  'allow-destroy': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Address of a resource that may be destroyed or replaced',
  },
  'in-place': {
    type: 'string',
    array: true,
    requiresArg: true,
    describe: 'Color with traffic that may be changed under its users, such as web/blue',
  },
  refresh: {
    type: 'boolean',
    default: false,
    describe: 'Plan every stack, also those unchanged since they were last applied',
  },
} as const;

/** Option of the verbs that give a candidate more traffic. */
export const freezeOption = {
  'override-freeze': {
    type: 'boolean',
    default: false,
    describe: 'Continue in a freeze; needs -m, and the journal keeps both',
  },
} as const;

/** Several services at once. */
export const allOption = { all: { type: 'boolean', default: false, describe: 'Every service' } } as const;

/** How a routing change is made. */
export const viaOption = {
  via: {
    choices: ['live', 'terraform'],
    requiresArg: true,
    describe: 'Directly in the load balancer, or through Terraform; a sandbox is always live',
  },
} as const;

/** The service that a verb reports on; all of them when left out. */
export const reportPositional = {
  service: { type: 'string', describe: 'Service by name; every service when left out' },
} as const;

/** The service that a verb changes. */
export const servicePositional = {
  service: { type: 'string', describe: 'Service by name; may be left out when there is only one' },
} as const;
