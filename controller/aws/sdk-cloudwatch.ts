// The part of the CloudWatch SDK that ctl uses, so that the bundle holds nothing else; always loaded with import().
export { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
