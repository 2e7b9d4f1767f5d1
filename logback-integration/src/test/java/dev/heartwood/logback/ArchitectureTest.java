package dev.heartwood.logback;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** This module translates: it stands on core, appenders and Logback, and on nothing else. */
class ArchitectureTest {
  private static final String OURS = "dev.heartwood.logback";

  private static final JavaClasses MODULE = module();

  private static JavaClasses module() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger("com.tngtech.archunit").setLevel(Level.WARN); // tells of every class it sees
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages(OURS);
  }

  @Test
  void depends_on_core_appenders_slf4j_and_logback_alone() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.heartwood..", "java..", "org.slf4j..", "org.jspecify..", "ch.qos.logback.."))
        .check(MODULE);
  }

  @Test
  void leaves_the_configuration_of_the_facade_and_the_tests_of_users_alone() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.heartwood.config..", "dev.heartwood.testing.."))
        .check(MODULE);
  }

  @Test
  void is_the_only_one_of_the_library_that_sees_logback() {
    JavaClasses below =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/dev/heartwood/logback/"))
            .importPackages("dev.heartwood");
    assertThat(below).isNotEmpty();
    noClasses().should().dependOnClassesThat(resideInAnyPackage("ch.qos.logback..")).check(below);
  }

  @Test
  void the_package_is_null_marked() {
    assertThat(MODULE.getPackage(OURS).tryGetAnnotationOfType(NullMarked.class)).isPresent();
  }

  @Test
  void nobody_sleeps_or_prints() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(MODULE);
  }
}
