// Options that the verbs of rollouts share.
import { changeOptions, environmentOptions, freezeOption } from './options';

/** The services that move together. */
export const servicesPositional = {
  services: { type: 'string', describe: 'Services by name; may be left out when there is only one' },
} as const;

/** Selects a rollout. */
export const rolloutPositional = {
  rollout: {
    type: 'string',
    describe: "A service's rollout, or a rollout by its id; may be left out when there is one",
  },
} as const;

/** Options that replace parts of the file's plan. */
export const planOptions = {
  strategy: {
    type: 'string',
    requiresArg: true,
    describe:
      "A strategy by name, such as Canary10Percent5Minutes, or steps, such as 10:5m,50:10m:approve; the file's when left out",
  },
  bake: { type: 'string', requiresArg: true, describe: 'How long to evaluate after 100 %' },
  interval: { type: 'string', requiresArg: true, describe: 'How often to evaluate' },
  'self-test': {
    type: 'string',
    requiresArg: true,
    describe: 'How long only whitelisted addresses see the candidate, before the first step',
  },
  settle: { type: 'boolean', describe: 'Settle after the bake time; --no-settle leaves that to you' },
  via: {
    choices: ['live', 'terraform'],
    requiresArg: true,
    default: 'live',
    describe: 'How weights move: directly in the load balancer, or through Terraform',
  },
  ...freezeOption,
  message: changeOptions.message,
} as const;

export const rolloutOptions = { message: changeOptions.message, ...environmentOptions } as const;
