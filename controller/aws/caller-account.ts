// Which AWS account ctl acts in.
import type { Environment } from '../../environments/schema';
import type { Context } from '../core/context';
import { clientConfig, loadSdk } from './clients';
import { calling } from './errors';

/** The twelve digits of the account that the credentials belong to, asked of STS. Throws a UserError when it does not answer. */
export async function callerAccount(environment: Environment, context: Context): Promise<string> {
  const sdk = await loadSdk(() => import('./sdk-sts'));
  const client = new sdk.STSClient(clientConfig(environment, context.env));
  const identity = await calling(environment, 'sts:GetCallerIdentity', () =>
    client.send(new sdk.GetCallerIdentityCommand({})),
  );
  return identity.Account ?? '';
}
