// One thing that a deployment to the sandbox does, or would do.

/** A change of one resource, such as `function prod-api-blue`. */
export interface SandboxChange {
  readonly resource: string;
  readonly action: 'create' | 'update';
  readonly detail: string;
}

/** Notes a change, and makes it unless this is a dry run. */
export type Doing = (
  action: SandboxChange['action'],
  resource: string,
  detail: string,
  make: () => Promise<void>,
) => Promise<void>;

/** Collects changes in `into`; `made` is called after each that was made. */
export const recording =
  (into: SandboxChange[], dryRun: boolean, made: () => void): Doing =>
  async (action, resource, detail, make) => {
    if (!dryRun) {
      await make();
      made();
    }
    into.push({ resource, action, detail });
  };
