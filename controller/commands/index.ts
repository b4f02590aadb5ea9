// The verbs of ctl, in the order of a release.
import type { Register } from '../command';
import { canary } from './canary';
import { deploy } from './deploy';
import { explain } from './explain';
import { plan } from './plan';
import { promote } from './promote';
import { rollback } from './rollback';
import { sandbox } from './sandbox';
import { settle } from './settle';
import { shift } from './shift';
import { stage } from './stage';
import { status } from './status';
import { validate } from './validate';

export const commands: readonly Register[] = [
  validate,
  plan,
  deploy,
  status,
  explain,
  stage,
  canary,
  shift,
  promote,
  rollback,
  settle,
  sandbox,
];
