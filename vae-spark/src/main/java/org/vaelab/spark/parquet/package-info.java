/// Images in Parquet files: written in parts, read by partitions.
package org.vaelab.spark.parquet;
