/// The cases as JMH benchmarks.
package org.vaelab.bench.jmh;
