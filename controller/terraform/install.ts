// What a program must be to be used as Terraform, and what to do where there is none.
import { UserError, messageOf } from '../core/errors';
import { isSystemError } from '../core/system-error';

/** The first version of Terraform and OpenTofu whose S3 backend locks without a DynamoDB table. */
export const OLDEST: readonly [major: number, minor: number] = [1, 10];

/** What to do. */
export const INSTALL = `Install Terraform ${OLDEST.join('.')} or newer (https://developer.hashicorp.com/terraform/install), or set TERRAFORM_BINARY_NAME=tofu for OpenTofu.`;

/** The error for a program that cannot be started, by the error of the operating system. */
export const startError = (command: string, error: unknown): UserError => {
  const isMissing = isSystemError(error, 'ENOENT') || isSystemError(error, 'EACCES');
  const what = isMissing ? `There is no ${command} on PATH.` : `${command} cannot be started: ${messageOf(error)}`;
  return new UserError('TERRAFORM_UNUSABLE', what, INSTALL, { cause: error });
};
