package org.vaelab.optimisation;

import java.io.Serializable;
import java.util.List;

/// The step size as a function of how much of the optimisation is done.
public sealed interface LearningRate extends Serializable {

  /// @param progress fraction done, in [0, 1)
  double at(double progress);

  record Constant(double rate) implements LearningRate {
    @Override
    public double at(double progress) {
      return rate;
    }
  }

  /// From each milestone on, the initial rate times the milestone's factor.
  record Steps(double initial, List<Milestone> milestones) implements LearningRate {
    /// @param from fraction of the optimisation done
    /// @param factor what the initial rate is multiplied by from there
    public record Milestone(double from, double factor) implements Serializable {}

    public Steps {
      milestones = List.copyOf(milestones);
    }

    @Override
    public double at(double progress) {
      double factor = 1;
      for (Milestone milestone : milestones) {
        if (progress >= milestone.from()) {
          factor = milestone.factor();
        }
      }
      return initial * factor;
    }
  }

  /// Half a cosine from the initial rate down to `initial * finalFactor` (Loshchilov and Hutter
  /// 2017, without restarts).
  record Cosine(double initial, double finalFactor) implements LearningRate {
    @Override
    public double at(double progress) {
      double down = 0.5 * (1 - Math.cos(Math.PI * progress));
      return initial * (1 - down * (1 - finalFactor));
    }
  }

  /// Times 0.3 from 60% and times 0.1 from 85% of the way.
  static LearningRate standard(double initial) {
    return new Steps(
        initial, List.of(new Steps.Milestone(0.6, 0.3), new Steps.Milestone(0.85, 0.1)));
  }
}
