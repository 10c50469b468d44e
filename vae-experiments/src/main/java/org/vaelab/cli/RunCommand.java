package org.vaelab.cli;

import picocli.CommandLine.Command;

@Command(
    name = "run",
    description = "Runs an experiment.",
    mixinStandardHelpOptions = true,
    subcommands = {
      SviVsAmortizedCommand.class,
      EstimatorsCommand.class,
      InferenceGapCommand.class,
      Posterior2dCommand.class,
      ToyPosteriorCommand.class
    },
    synopsisSubcommandLabel = "EXPERIMENT")
final class RunCommand {}
