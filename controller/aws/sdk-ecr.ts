// The part of the ECR SDK that is used; always loaded with import(), and in a bundle of its own, since only services with images need it.
export { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
