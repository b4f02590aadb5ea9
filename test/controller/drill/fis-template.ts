// The template of an experiment of AWS FIS, for one service.
import { buildFault } from '../../../controller/drill/faults';
import type { FaultKind } from '../../../controller/drill/fault-names';
import { buildFisTemplate } from '../../../controller/drill/fis';
import type { FisTemplate } from '../../../controller/drill/fis';
import { environment, service } from '../../stacks/environment';

export const ROLE = 'arn:aws:iam::123456789012:role/fis';
export const shop = service('shop', { timeout: 9 });
export const settings = { account: '123456789012', network: { create: {} }, load_balancer: { create: {} } } as const;
/** The template of an experiment with a fault of `shop`. */
export const templateOf = (kind: FaultKind, minutes = 10): FisTemplate =>
  buildFisTemplate({
    environment: environment([shop], settings),
    service: shop,
    fault: buildFault(kind, {}),
    minutes,
    roleArn: ROLE,
  });
