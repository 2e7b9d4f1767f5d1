package dev.heartwood.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
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

/** This module stands on the Logback integration; JUnit and AssertJ stay in their own classes. */
class ArchitectureTest {
  private static final String OURS = "dev.heartwood.testing";

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(OURS);

  @Test
  void depends_on_the_logback_integration_and_what_tests_are_written_with() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.heartwood..",
                "java..",
                "org.slf4j..",
                "org.jspecify..",
                "ch.qos.logback..",
                "org.junit..",
                "org.opentest4j..",
                "org.assertj.."))
        .check(MODULE);
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.heartwood.appenders..", "dev.heartwood.config..", "dev.heartwood.redaction.."))
        .check(MODULE);
  }

  @Test
  void logs_are_captured_without_junit() {
    noClasses()
        .that(not(belongToAnyOf(LogCaptureExtension.class, CaptureLogs.class, TestCapture.class)))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.junit..", "org.opentest4j.."))
        .check(MODULE);
  }

  @Test
  void logs_are_captured_without_assertj() {
    noClasses()
        .that(
            not(
                belongToAnyOf(
                    LogAssertions.class, CapturedLogsAssert.class, LogRecordAssert.class)))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.assertj.."))
        .check(MODULE);
  }

  @Test
  void the_package_is_null_marked() {
    assertThat(MODULE.getPackage(OURS).tryGetAnnotationOfType(NullMarked.class)).isPresent();
  }

  @Test
  void nobody_sleeps_and_only_a_failed_test_is_printed() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .orShould()
        .accessField(System.class, "out")
        .check(MODULE);
    noClasses()
        .that(not(belongToAnyOf(TestCapture.class)))
        .should()
        .accessField(System.class, "err")
        .check(MODULE);
  }
}
