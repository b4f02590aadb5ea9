// The part of the S3 SDK that is used; always loaded with import(), and kept out of the bundle, since only a lock beside S3 state needs it.
export { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
