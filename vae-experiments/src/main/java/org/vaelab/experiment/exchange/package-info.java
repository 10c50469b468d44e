/// Models and results as `.npz` files, so that other programs can check ours and we theirs. The
/// layout is described in `docs/npz.md`.
package org.vaelab.experiment.exchange;
