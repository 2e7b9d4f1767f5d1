package dev.heartwood;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The floors of core: each package sees the root and the floors below it, nothing else of ours. */
class ArchitectureTest {
  private static final String ROOT = "dev.heartwood";

  /** From the ground up; routing stands beside the tower, on the root alone. */
  private static final List<String> FLOORS =
      List.of(
          "id", "filter", "format", "wire", "disk", "ring", "journal", "spool", "async", "store");

  private static final List<String> BESIDE = List.of("routing");

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages(ROOT);

  @Test
  void core_depends_on_slf4j_disruptor_and_jspecify_alone() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                ROOT + "..", "java..", "org.slf4j..", "com.lmax.disruptor..", "org.jspecify.."))
        .check(CORE);
  }

  @Test
  void only_the_ring_sees_disruptor() {
    noClasses()
        .that(not(resideInAnyPackage(ROOT + ".ring..")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("com.lmax.disruptor.."))
        .check(CORE);
  }

  @Test
  void the_ring_knows_no_handler() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".ring..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(LogHandler.class)
        .check(CORE);
  }

  @Test
  void the_root_uses_no_other_package_of_ours() {
    classes()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(ROOT, "java..", "org.slf4j..", "org.jspecify.."))
        .check(CORE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id", "filter", "format", "wire", "disk", "ring", "journal", "spool", "async", "store",
        "routing"
      })
  void a_package_uses_the_root_and_the_floors_below(String name) {
    List<String> allowed = new ArrayList<>(List.of(ROOT, ROOT + "." + name + ".."));
    if (FLOORS.contains(name)) {
      FLOORS.subList(0, FLOORS.indexOf(name)).forEach(f -> allowed.add(ROOT + "." + f + ".."));
    }

    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(ROOT + "..")
                .and(not(resideInAnyPackage(allowed.toArray(String[]::new)))))
        .allowEmptyShould(true)
        .check(CORE);
  }

  @Test
  void every_package_has_its_floor() {
    Set<String> known = new TreeSet<>(FLOORS);
    known.addAll(BESIDE);
    Set<String> found = new TreeSet<>();
    for (JavaPackage each : CORE.getPackage(ROOT).getSubpackages()) {
      found.add(each.getRelativeName());
    }

    assertThat(known).containsAll(found);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void every_package_says_what_it_is_for_and_is_null_marked() {
    for (JavaPackage each : CORE.getPackage(ROOT).getSubpackagesInTree()) {
      assertThat(each.tryGetAnnotationOfType(NullMarked.class)).as(each.getName()).isPresent();
    }
    assertThat(CORE.getPackage(ROOT).tryGetAnnotationOfType(NullMarked.class)).isPresent();
  }

  @Test
  void no_package_is_named_after_a_kind() {
    noClasses()
        .should()
        .resideInAnyPackage("..util..", "..impl..", "..helpers..", "..common..", "..exceptions..")
        .check(CORE);
  }

  @Test
  void nobody_sleeps() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .check(CORE);
  }

  @Test
  void nobody_prints_but_the_reporter_on_standard_error() {
    noClasses()
        .that(not(nameMatching(ROOT.replace(".", "\\.") + "\\.StatusReporter.*")))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CORE);
  }

  @Test
  void nobody_logs_through_slf4j() {
    noClasses()
        .should()
        .dependOnClassesThat(nameMatching("org\\.slf4j\\.LoggerFactory"))
        .check(CORE);
  }
}
