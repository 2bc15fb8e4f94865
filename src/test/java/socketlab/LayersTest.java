// SPDX-License-Identifier: Apache-2.0
package socketlab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The arrows between the layers: each knows only those below it. */
@Timeout(60)
class LayersTest {
  private static final JavaClasses LAB =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("socketlab");

  private static final String LINUX = "socketlab.linux..";
  private static final String LINK = "socketlab.link..";
  private static final String DISK = "socketlab.disk..";
  private static final String RECORD = "socketlab.record..";
  private static final String PAGE = "socketlab.page..";
  private static final String PROTOCOL = "socketlab.protocol..";
  private static final String TLS = "socketlab.tls..";
  private static final String OPENSSL = "socketlab.tls.openssl..";
  private static final String NET = "socketlab.net..";
  private static final String APP = "socketlab.app..";
  private static final String PATTERN = "socketlab.pattern..";
  private static final String COMPARE = "socketlab.compare..";
  private static final String EXPERIMENT = "socketlab.experiment..";
  private static final String LOAD = "socketlab.load..";
  private static final String CLI = "socketlab.cli..";

  @Test
  void eachLayerKnowsOnlyThoseBelowIt() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("linux")
        .definedBy(LINUX)
        .layer("link")
        .definedBy(LINK)
        .layer("disk")
        .definedBy(DISK)
        .layer("record")
        .definedBy(RECORD)
        .layer("page")
        .definedBy(PAGE)
        .layer("protocol")
        .definedBy(PROTOCOL)
        .layer("tls")
        .definedBy(TLS)
        .layer("net")
        .definedBy(NET)
        .layer("app")
        .definedBy(APP)
        .layer("pattern")
        .definedBy(PATTERN)
        .layer("compare")
        .definedBy(COMPARE)
        .layer("experiment")
        .definedBy(EXPERIMENT)
        .layer("load")
        .definedBy(LOAD)
        .layer("cli")
        .definedBy(CLI)
        .whereLayer("linux")
        .mayNotAccessAnyLayer()
        .whereLayer("link")
        .mayOnlyAccessLayers("linux")
        .whereLayer("disk")
        .mayNotAccessAnyLayer()
        .whereLayer("record")
        .mayOnlyAccessLayers("linux")
        .whereLayer("page")
        .mayNotAccessAnyLayer()
        .whereLayer("protocol")
        .mayNotAccessAnyLayer()
        .whereLayer("tls")
        .mayOnlyAccessLayers("linux", "protocol")
        .whereLayer("net")
        .mayOnlyAccessLayers("linux", "protocol")
        .whereLayer("app")
        .mayOnlyAccessLayers("linux", "disk", "protocol", "net")
        .whereLayer("pattern")
        .mayOnlyAccessLayers("linux", "protocol", "net", "app")
        .whereLayer("compare")
        .mayOnlyAccessLayers(
            "linux", "link", "protocol", "tls", "net", "app", "pattern", "record", "page")
        .whereLayer("experiment")
        .mayOnlyAccessLayers(
            "linux",
            "protocol",
            "tls",
            "net",
            "app",
            "pattern",
            "compare",
            "record",
            "page",
            "link",
            "tls",
            "load")
        .whereLayer("load")
        .mayOnlyAccessLayers("linux", "protocol", "tls", "net", "app", "pattern")
        .check(LAB);
  }

  @Test
  void theLowestTwoKnowNothingButTheJdk() {
    noClasses()
        .that()
        .resideInAPackage(LINUX)
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", LINUX)
        .check(LAB);
    noClasses()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages("java..", PROTOCOL)
        .check(LAB);
  }

  /** Addresses and durations are values; sockets and clocks are what a session is spared. */
  @Test
  void aProtocolKnowsNoSocketAndNoClock() {
    DescribedPredicate<JavaClass> value =
        belongToAnyOf(
            SocketAddress.class, InetSocketAddress.class, InetAddress.class, Duration.class);
    noClasses()
        .that()
        .resideInAPackage(PROTOCOL)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.net..", "java.nio.channels..", "java.time..").and(not(value)))
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .check(LAB);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CLI)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(LAB);
  }

  @Test
  void onlyTheNativeHelperTouchesForeignMemory() {
    noClasses()
        .that()
        .resideOutsideOfPackages(LINUX, OPENSSL)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.foreign..")
        .check(LAB);
  }

  @Test
  void onlyNetTheNativeHelperAndExperimentsTouchChannels() {
    noClasses()
        .that()
        .resideOutsideOfPackages(NET, LINUX, DISK, EXPERIMENT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.channels..")
        .check(LAB);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("socketlab.(**)").should().beFreeOfCycles().check(LAB);
  }
}
