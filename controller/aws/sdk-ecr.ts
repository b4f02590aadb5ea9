// The part of the ECR SDK that ctl uses; always loaded with import(), in its own bundle, since only services with images need it.
export { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
