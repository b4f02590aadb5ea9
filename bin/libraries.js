// Which libraries have a bundle of their own, so that a verb that does not need them does not load them.

/** Clients that are often needed together share what they have in common. */
const TOGETHER = ['sdk-elbv2', 'sdk-lambda', 'sdk-sts'];

/**
 * The bundle, by name, and what it exports under `key`, for what is required: a package, or a client of the AWS SDK by the path
 * of controller/aws/sdk-NAME.ts. Undefined for what Node finds itself.
 */
function libraryOf(required) {
  if (required === 'yaml' || required === 'zod') return { bundle: required, key: required };
  const [, key] = /\/(sdk-\w+)(?:\.ts)?$/.exec(required) ?? [];
  return key && { bundle: TOGETHER.includes(key) ? 'sdk' : key, key };
}

module.exports = { libraryOf };
