/// Optimisers and their schedules. They maximise: a gradient points uphill.
package org.vaelab.optimisation;
