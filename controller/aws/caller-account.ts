// Reads which AWS account the credentials belong to.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { callAws } from './errors';

/** The twelve digits of the account, from STS. Throws a UserError when the call fails. */
export async function readCallerAccount(environment: Environment, context: Context): Promise<string> {
  const sdk = await loadSdk(() => import('./sdk-sts'));
  const client = new sdk.STSClient(clientConfig(environment, context));
  const identity = await callAws(environment, 'sts:GetCallerIdentity', () =>
    client.send(new sdk.GetCallerIdentityCommand({})),
  );
  return identity.Account ?? '';
}
