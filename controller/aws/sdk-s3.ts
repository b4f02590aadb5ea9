// The part of the S3 SDK that ctl uses; always loaded with import(), in its own bundle, since only the shared store of S3 state needs it.
export {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
