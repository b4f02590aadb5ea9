// The schemas of ALB's events by Powertools for AWS Lambda.
export { AlbMultiValueHeadersSchema, AlbSchema } from '@aws-lambda-powertools/parser/schemas/alb';
