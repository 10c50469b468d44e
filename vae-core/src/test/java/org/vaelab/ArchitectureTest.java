package org.vaelab;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.nd4j.autodiff.samediff.SameDiff;
import org.vaelab.nativemath.NativeLibrary;

/// Arrows between packages point one way.
@AnalyzeClasses(packages = "org.vaelab", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noCycles = slices().matching("org.vaelab.(**)").should().beFreeOfCycles();

  /// The first use of these loads the native library: by then its build must be chosen.
  @ArchTest
  static final ArchRule nd4jIsReachedThroughOneDoor =
      noClasses()
          .that()
          .doNotBelongToAnyOf(NativeLibrary.class)
          .should()
          .accessClassesThat()
          .haveFullyQualifiedName("org.nd4j.linalg.factory.Nd4j")
          .orShould()
          .callMethodWhere(
              JavaCall.Predicates.target(name("create"))
                  .and(JavaCall.Predicates.target(owner(type(SameDiff.class)))));

  @ArchTest
  static final ArchRule layers =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("graph")
          .definedBy("org.vaelab.graph..")
          .layer("distribution")
          .definedBy("org.vaelab.distribution..")
          .layer("model")
          .definedBy("org.vaelab.model..")
          .layer("objective")
          .definedBy("org.vaelab.objective..")
          .layer("inference")
          .definedBy("org.vaelab.inference..")
          .layer("evidence")
          .definedBy("org.vaelab.evidence..")
          .layer("train")
          .definedBy("org.vaelab.train..")
          .layer("coding")
          .definedBy("org.vaelab.coding..")
          .layer("mixture")
          .definedBy("org.vaelab.mixture..")
          .layer("data")
          .definedBy("org.vaelab.data..")
          .whereLayer("train")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("evidence")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("coding")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("mixture")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("inference")
          .mayOnlyBeAccessedByLayers("coding", "evidence", "train")
          .whereLayer("objective")
          .mayOnlyBeAccessedByLayers("inference", "evidence", "mixture", "train")
          .whereLayer("model")
          .mayOnlyBeAccessedByLayers("coding", "objective", "inference", "evidence", "train")
          .whereLayer("data")
          .mayOnlyBeAccessedByLayers("coding", "inference", "evidence", "train");
}
