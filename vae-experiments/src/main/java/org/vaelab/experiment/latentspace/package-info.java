/// What codes stand for: the experiment [LatentSpace].
package org.vaelab.experiment.latentspace;
