package dev.heartwood.service;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The service stands on core and appenders; each of its packages imports only those below it. */
class ArchitectureTest {
  private static final String OURS = "dev.heartwood.service";

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(OURS);

  @Test
  void packages_stand_one_on_the_other() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("entry")
        .definedBy(OURS + ".entry")
        .layer("query")
        .definedBy(OURS + ".query")
        .layer("storage")
        .definedBy(OURS + ".storage..")
        .layer("ingest")
        .definedBy(OURS + ".ingest..")
        .layer("service")
        .definedBy(OURS)
        .layer("security")
        .definedBy(OURS + ".security")
        .layer("api")
        .definedBy(OURS + ".api..")
        .layer("config")
        .definedBy(OURS + ".config")
        .layer("cli")
        .definedBy(OURS + ".cli")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("config")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("api")
        .mayOnlyBeAccessedByLayers("cli", "config")
        .whereLayer("security")
        .mayOnlyBeAccessedByLayers("api", "cli", "config")
        .whereLayer("service")
        .mayOnlyBeAccessedByLayers("api", "config", "cli")
        .whereLayer("ingest")
        .mayOnlyBeAccessedByLayers("service", "api", "config", "cli")
        .whereLayer("storage")
        .mayOnlyBeAccessedByLayers("service", "api", "config", "cli", "ingest")
        .check(MODULE);
    slices().matching(OURS + ".(*)..").should().beFreeOfCycles().check(MODULE);
  }

  @Test
  void what_others_made_stays_in_its_room() {
    noClasses()
        .that()
        .resideOutsideOfPackages(OURS + ".api..", OURS + ".cli", OURS + ".config")
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.linecorp.armeria..", "io.netty.."))
        .check(MODULE);
    noClasses()
        .that()
        .resideOutsideOfPackage(OURS + ".storage.lucene")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.lucene.."))
        .check(MODULE);
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "ch.qos.logback..", "dev.heartwood.logback..", "dev.heartwood.tool.."))
        .check(MODULE);
  }

  @Test
  void rules_know_entries_and_nothing_of_how_they_are_kept() {
    noClasses()
        .that()
        .resideInAPackage(OURS + ".ingest.rules")
        .should()
        .dependOnClassesThat(resideInAnyPackage(OURS + ".ingest", OURS + ".storage..", OURS))
        .check(MODULE);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            OURS + ".ingest.rules", OURS + ".config", OURS + ".storage..", OURS + ".api")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.snakeyaml..", "com.google.re2j.."))
        .check(MODULE);
  }

  @Test
  void every_package_is_null_marked() {
    MODULE.forEach(
        type ->
            assertThat(type.getPackage().tryGetAnnotationOfType(NullMarked.class))
                .describedAs(type.getPackageName())
                .isPresent());
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
