package org.vaelab.cli;

import picocli.CommandLine.Command;

@Command(
    name = "run",
    description = "Runs an experiment.",
    mixinStandardHelpOptions = true,
    subcommands = SviVsAmortizedCommand.class,
    synopsisSubcommandLabel = "EXPERIMENT")
final class RunCommand {}
