package dev.heartwood.config;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The floors of this module: config stands on http, appenders and redaction, http on appenders, and
 * all on core.
 */
class ArchitectureTest {
  private static final List<String> OURS =
      List.of(
          "dev.heartwood.appenders",
          "dev.heartwood.http",
          "dev.heartwood.redaction",
          "dev.heartwood.config");

  private static final JavaClasses MODULE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(OURS);

  @Test
  void depends_on_core_re2j_and_snakeyaml_alone() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "dev.heartwood..",
                "java..",
                "javax.net.ssl..",
                "org.slf4j..",
                "org.jspecify..",
                "com.google.re2j..",
                "org.snakeyaml.."))
        .check(MODULE);
  }

  @Test
  void sees_no_logback() {
    noClasses().should().dependOnClassesThat(resideInAnyPackage("ch.qos.logback..")).check(MODULE);
  }

  @Test
  void each_library_stays_in_its_package() {
    noClasses()
        .that(not(resideInAnyPackage("dev.heartwood.redaction..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.google.re2j.."))
        .check(MODULE);
    noClasses()
        .that(not(resideInAnyPackage("dev.heartwood.config..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.snakeyaml.."))
        .check(MODULE);
  }

  @Test
  void appenders_and_redaction_know_neither_each_other_nor_what_stands_on_them() {
    noClasses()
        .that()
        .resideInAPackage("dev.heartwood.appenders..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.heartwood.config..", "dev.heartwood.http..", "dev.heartwood.redaction.."))
        .check(MODULE);
    noClasses()
        .that()
        .resideInAPackage("dev.heartwood.redaction..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "dev.heartwood.config..", "dev.heartwood.http..", "dev.heartwood.appenders.."))
        .check(MODULE);
  }

  @Test
  void http_stands_on_appenders_alone_and_nobody_else_speaks_it() {
    noClasses()
        .that()
        .resideInAPackage("dev.heartwood.http..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.heartwood.config..", "dev.heartwood.redaction.."))
        .check(MODULE);
    noClasses()
        .that(not(resideInAnyPackage("dev.heartwood.http..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.net.http.."))
        .check(MODULE);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("dev.heartwood.(*)..").should().beFreeOfCycles().check(MODULE);
  }

  @Test
  void every_package_says_what_it_is_for_and_is_null_marked() {
    for (String each : OURS) {
      assertThat(MODULE.getPackage(each).tryGetAnnotationOfType(NullMarked.class))
          .as(each)
          .isPresent();
    }
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

  @Test
  void only_the_console_touches_the_systems_streams() {
    noClasses()
        .that(not(resideInAnyPackage("dev.heartwood.appenders..")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(MODULE);
    noClasses().should().callMethod(Throwable.class, "printStackTrace").check(MODULE);
  }
}
