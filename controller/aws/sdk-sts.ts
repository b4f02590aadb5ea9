// The part of the STS SDK that is used, so that the bundle holds nothing else; always loaded with import().
export { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
