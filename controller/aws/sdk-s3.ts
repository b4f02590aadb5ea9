// The part of the S3 SDK that is used, so that the bundle holds nothing else; always loaded with import().
export { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
