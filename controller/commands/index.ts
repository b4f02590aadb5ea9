// The verbs of ctl, in the order of a release.
import type { Register } from '../command-line/define-command';
import { adopt } from './adopt';
import { canary } from './canary';
import { consoleCommand } from './console';
import { deploy } from './deploy';
import { doctor } from './doctor';
import { drill } from './drill';
import { drift } from './drift';
import { explain } from './explain';
import { history } from './history';
import { iamPolicy } from './iam-policy';
import { plan } from './plan';
import { promote } from './promote';
import { pull } from './pull';
import { release } from './release';
import { report } from './report';
import { rollback } from './rollback';
import { rollout } from './rollout';
import { sandbox } from './sandbox';
import { settle } from './settle';
import { shift } from './shift';
import { stage } from './stage';
import { status } from './status';
import { unlock } from './unlock';
import { validate } from './validate';
import { versions } from './versions';

export const commands: readonly Register[] = [
  validate,
  plan,
  deploy,
  status,
  doctor,
  explain,
  drift,
  adopt,
  pull,
  stage,
  canary,
  shift,
  promote,
  rollback,
  settle,
  rollout,
  release,
  history,
  report,
  versions,
  unlock,
  consoleCommand,
  drill,
  iamPolicy,
  sandbox,
];
