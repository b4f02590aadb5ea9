// One change that a deployment to the sandbox makes, or would make.

/** A change of one resource, such as `function prod-api-blue`. */
export interface SandboxChange {
  readonly resource: string;
  readonly action: 'create' | 'update';
  readonly detail: string;
}

/** Records a change, and makes it unless this is a dry run. */
export type ApplyChange = (
  action: SandboxChange['action'],
  resource: string,
  detail: string,
  make: () => Promise<void>,
) => Promise<void>;

/** Collects changes in `into`; `onMade` is called after each change that was made. */
export const createApplyChange =
  (into: SandboxChange[], dryRun: boolean, onMade: () => void): ApplyChange =>
  async (action, resource, detail, make) => {
    if (!dryRun) {
      await make();
      onMade();
    }
    into.push({ resource, action, detail });
  };
