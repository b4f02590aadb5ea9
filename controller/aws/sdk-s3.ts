// The part of the S3 SDK that ctl uses; always loaded with import(), in its own bundle, since only a state or packages in S3 need it.
export {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
