// Who owns what functions need besides themselves (role, security group): the service, or each color by itself. Pure.
import { COLORS } from '../routing';
import type { Color } from '../routing';
import type { BuiltFunction } from '../environments/service';

/** An owner and the functions that use what it owns. `color` is undefined for the service. */
export interface Owner {
  readonly color: Color | undefined;
  readonly functions: readonly BuiltFunction[];
}

/** The owners of some functions: the service first. One whose functions all went elsewhere is left out, and so removed. */
export const ownedBy = (functions: readonly BuiltFunction[]): Owner[] =>
  [
    { color: undefined, functions: functions.filter(({ owner }) => owner === 'service') },
    ...COLORS.map((color) => ({
      color,
      functions: functions.filter((fn) => fn.owner === 'color' && fn.color === color),
    })),
  ].filter((owner) => owner.functions.length > 0);
