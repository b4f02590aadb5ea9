// Errors of the AWS APIs that the control plane speaks.

/** An error that goes to the caller in the API's own form. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** ELBv2's answer to a parameter that breaks its rules. */
export const invalid = (message: string): ApiError => new ApiError('ValidationError', message);

/** Lambda's answer to a parameter that breaks its rules. */
export const invalidParameter = (message: string): ApiError => new ApiError('InvalidParameterValueException', message);

/** Lambda's answer to something that is not there. */
export const notFound = (message: string): ApiError => new ApiError('ResourceNotFoundException', message, 404);
