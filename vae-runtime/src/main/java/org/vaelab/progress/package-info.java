/// Progress reports and cooperative cancellation of long tasks. Knows neither terminals nor
/// notebooks.
package org.vaelab.progress;
