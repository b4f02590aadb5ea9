// The part of the CloudWatch Logs SDK that ctl uses; always loaded with import(), in its own bundle, since only `ctl logs` needs it.
export { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
