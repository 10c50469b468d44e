package org.vaelab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Arrows between the modules point one way; vae-core has the rules of its own packages.
@AnalyzeClasses(packages = "org.vaelab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] RUNTIME = {
    "org.vaelab.files..",
    "org.vaelab.graph..",
    "org.vaelab.nativemath..",
    "org.vaelab.parallel..",
    "org.vaelab.progress..",
    "org.vaelab.random.."
  };

  private static final String[] CORE = {
    "org.vaelab.data..",
    "org.vaelab.distribution..",
    "org.vaelab.evidence..",
    "org.vaelab.inference..",
    "org.vaelab.mixture..",
    "org.vaelab.model..",
    "org.vaelab.npz..",
    "org.vaelab.objective..",
    "org.vaelab.optimisation..",
    "org.vaelab.statistics..",
    "org.vaelab.train.."
  };

  @ArchTest
  static final ArchRule noCycles = slices().matching("org.vaelab.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theRuntimeKnowsNoStatistics =
      noClasses()
          .that()
          .resideInAnyPackage(RUNTIME)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CORE);

  @ArchTest
  static final ArchRule theKernelKnowsNoModels =
      noClasses()
          .that()
          .resideInAPackage("org.vaelab.kernel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CORE)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.vaelab.cli..", "org.vaelab.experiment..", "org.vaelab.notebook..");

  @ArchTest
  static final ArchRule figuresKnowNothingElse =
      classes()
          .that()
          .resideInAPackage("org.vaelab.plot..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(join(CORE, "org.vaelab.graph..", "org.vaelab.kernel.."));

  @ArchTest
  static final ArchRule onlyTheCommandLineStartsExperiments =
      noClasses()
          .that()
          .resideInAnyPackage(join(CORE, "org.vaelab.experiment.."))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.vaelab.cli..", "org.vaelab.kernel..");

  private static String[] join(String[] some, String... more) {
    String[] all = java.util.Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
