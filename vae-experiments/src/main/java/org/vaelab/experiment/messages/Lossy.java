package org.vaelab.experiment.messages;

import java.util.List;

/// Codes sent with loss.
///
/// @param sampled what Bob makes of ẑ ~ q, as it is
/// @param means what he makes of the means of q, as they are
/// @param rounded of the means, rounded in each way
record Lossy(Received sampled, Received means, List<Transmission> rounded) {
  Lossy {
    rounded = List.copyOf(rounded);
  }

  boolean fits(int ways, int count) {
    return sampled.fits(count)
        && means.fits(count)
        && rounded.size() == ways
        && rounded.stream().allMatch(each -> each.fits(count));
  }
}
