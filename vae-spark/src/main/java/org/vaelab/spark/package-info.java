/// Apache Spark as a place to compute: clusters, the work that is done on them, and the commands
/// that need them. No other module depends on this one.
package org.vaelab.spark;
