/// Estimates with their standard errors, and the running sums and tail fits they are made from;
/// scores of clusterings. Depends on nothing else of the project.
package org.vaelab.statistics;
