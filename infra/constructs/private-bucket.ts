// A bucket as all of ours are: versioned, encrypted, TLS only, never public, kept when its stack goes.
import { RemovalPolicy } from 'aws-cdk-lib'
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'

type Law = 'versioned' | 'enforceSSL' | 'minimumTLSVersion' | 'blockPublicAccess' | 'objectOwnership' | 'removalPolicy'

export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: Omit<BucketProps, Law>) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      ...props,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }
}
