package org.rumbench.harness.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.rumbench.harness.UserException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The root of the command line: only verbs that work are listed.
@Command(
    name = "rumbench",
    description = "What does a storage-engine design cost under a replicated quorum store?",
    mixinStandardHelpOptions = true,
    version = "rumbench 0.1.0",
    synopsisSubcommandLabel = "VERB",
    commandListHeading = "%nVerbs:%n",
    footer = {"", "Exit status: 0 fine, 1 a check or a cell failed, 2 bad usage or input, 3 overloaded, 130 interrupted"},
    subcommands = {
      RunCommand.class,
      ReportCommand.class,
      VerifyCommand.class,
      ResultsCommand.class,
      EnginesCommand.class,
      SettingsCommand.class,
      SimCommand.class,
      CrashCommand.class,
      DumpCommand.class,
      MicroCommand.class,
      CommandLine.HelpCommand.class
    })
public final class RumbenchCommand implements Runnable {
  @CommandLine.Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before run
  private CommandLine.Model.CommandSpec spec;

  /// Runs one verb and returns the exit status.
  public static int execute(String... arguments) {
    return execute(new CommandLine(new RumbenchCommand()), arguments);
  }

  /// As [#execute(String...)], with everything told to one writer.
  static int execute(PrintWriter told, String... arguments) {
    return execute(new CommandLine(new RumbenchCommand()).setOut(told).setErr(told), arguments);
  }

  private static int execute(CommandLine line, String... arguments) {
    line.setExecutionExceptionHandler((failure, command, parsed) -> fail(failure, command.getErr()));
    line.setParameterExceptionHandler((failure, given) -> {
      CommandLine command = failure.getCommandLine();
      String help = command.getParent() == null ? "help" : "help " + command.getCommandName();
      command.getErr().println("rumbench: " + said(failure) + " (./rumbench " + help + ")");
      return UserException.BAD_INPUT;
    });
    return line.execute(arguments);
  }

  /// What is wrong with the arguments, in one line.
  private static String said(CommandLine.ParameterException failure) {
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      boolean isVerb = !unmatched.isUnknownOption() && !failure.getCommandLine().getSubcommands().isEmpty();
      return (unmatched.isUnknownOption() ? "unknown option " : isVerb ? "unknown verb " : "one argument too many: ")
          + first;
    }
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  private static int fail(Exception failure, PrintWriter err) {
    if (failure instanceof UserException mistake) {
      err.println("rumbench: " + mistake.getMessage());
      return mistake.exitStatus();
    }
    err.println("rumbench: " + failure);
    failure.printStackTrace(err);
    return 1;
  }

  /// The source tree: the launcher says where it is.
  static Path home() {
    return Path.of(System.getProperty("rumbench.home", ".")).toAbsolutePath().normalize();
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
