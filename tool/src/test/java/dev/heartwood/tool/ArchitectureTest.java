package dev.heartwood.tool;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The tool stands on core and appenders, and changes nothing that it looks at. */
class ArchitectureTest {
  private static final String OURS = "dev.heartwood.tool";

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(OURS);

  @Test
  void depends_on_core_and_appenders_and_picocli_alone() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.heartwood..", "java..", "org.slf4j..", "org.jspecify..", "picocli.."))
        .check(MODULE);
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.heartwood.logback..", "dev.heartwood.testing.."))
        .check(MODULE);
  }

  @Test
  void only_what_saves_to_a_new_place_can_write() {
    noClasses()
        .that()
        .haveSimpleNameNotStartingWith("Salvage")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("dev\\.heartwood\\.(disk\\..*|journal\\.Journal|ring\\.MappedRing)")
        .check(MODULE);
  }

  @Test
  void says_what_it_is_for_and_is_null_marked() {
    assertThat(MODULE.getPackage(OURS).tryGetAnnotationOfType(NullMarked.class)).isPresent();
  }

  @Test
  void nobody_sleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(MODULE);
  }
}
