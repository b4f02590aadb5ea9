// The part of the EventBridge SDK that ctl uses, so that the bundle holds nothing else; always loaded with import().
export { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
