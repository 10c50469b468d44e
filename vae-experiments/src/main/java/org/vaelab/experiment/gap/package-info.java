/// The inference gap and whose fault it is, by posterior family, encoder, decoder and epoch.
package org.vaelab.experiment.gap;
