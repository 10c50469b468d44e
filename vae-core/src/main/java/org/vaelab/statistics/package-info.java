/// Estimates with their standard errors. Depends on nothing else of the project.
package org.vaelab.statistics;
