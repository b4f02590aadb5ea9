// Which libraries have a bundle of their own, so that a verb that does not need them does not load them.

/** Clients that are often used together share one bundle. */
const TOGETHER = ['sdk-elbv2', 'sdk-lambda', 'sdk-sts'];

/**
 * The bundle of a required module, and the key under which it exports it: a package, or a client of the AWS SDK by the path of
 * controller/aws/sdk-NAME.ts. Undefined for a module that Node resolves.
 */
function libraryOf(required) {
  if (required === 'yaml' || required === 'zod') return { bundle: required, key: required };
  const [, key] = /\/(sdk-\w+)(?:\.ts)?$/.exec(required) ?? [];
  return key && { bundle: TOGETHER.includes(key) ? 'sdk' : key, key };
}

module.exports = { libraryOf };
