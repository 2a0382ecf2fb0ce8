# Defaults that changed with a release of the provider. Only what really differs is here, and where the change is
# written down. Plans hold such a default as a value; sources do not.

default "aws_redshift_cluster" "publicly_accessible" {
  provider = "hashicorp/aws"
  versions = "< 6.0.0"
  value    = true
  source   = "a cluster has a public address unless this is false (version 6 upgrade guide, aws_redshift_cluster: \"now defaults to false\")"
}

default "aws_redshift_cluster" "publicly_accessible" {
  provider = "hashicorp/aws"
  versions = ">= 6.0.0"
  value    = false
  source   = "a cluster has no public address unless this is true (version 6 upgrade guide, aws_redshift_cluster: \"now defaults to false\")"
}

default "aws_redshift_cluster" "encrypted" {
  provider = "hashicorp/aws"
  versions = "< 6.0.0"
  value    = false
  source   = "a cluster is not encrypted unless this is true (changelog of 6.0.0, aws_redshift_cluster, issue 42631: \"now true to match the AWS API\")"
}

default "aws_redshift_cluster" "encrypted" {
  provider = "hashicorp/aws"
  versions = ">= 6.0.0"
  value    = true
  source   = "a cluster is encrypted unless this is false (changelog of 6.0.0, aws_redshift_cluster, issue 42631: \"now true to match the AWS API\")"
}

# Since 4.0 the access list is a resource of its own (aws_s3_bucket_acl), and a bucket without one has none.
default "aws_s3_bucket" "acl" {
  provider = "hashicorp/aws"
  versions = "< 4.0.0"
  value    = "private"
  source   = "the canned access list of a bucket is private unless another is named (provider docs of 3.x, aws_s3_bucket; version 4 upgrade guide, S3 Bucket Refactor)"
}

default "aws_s3_bucket" "acl" {
  provider = "hashicorp/aws"
  versions = ">= 4.0.0"
  value    = null
  source   = "a bucket has the access list that aws_s3_bucket_acl gives it (version 4 upgrade guide, S3 Bucket Refactor)"
}
