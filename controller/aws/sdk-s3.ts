// The part of the S3 SDK that ctl uses; always loaded with import(), in its own bundle, since only a lock beside S3 state needs it.
export { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
