// The part of the STS SDK that ctl uses, so that the bundle holds nothing else; always loaded with import().
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
