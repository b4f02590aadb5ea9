// Errors of the AWS APIs that the control plane implements.

/** An error that the caller gets in the API's own format. */
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

/** ELBv2's error for an invalid parameter. */
export const invalid = (message: string): ApiError => new ApiError('ValidationError', message);

/** Lambda's error for an invalid parameter. */
export const invalidParameter = (message: string): ApiError => new ApiError('InvalidParameterValueException', message);

/** Lambda's error for something that does not exist. */
export const notFound = (message: string): ApiError => new ApiError('ResourceNotFoundException', message, 404);
