/// What all iterative algorithms share: steps from state to state, and one driver for them.
package org.vaelab.algorithm;
