package org.vaelab.kernel.magic;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.maven.model.Repository;
import org.apache.maven.model.building.DefaultModelProcessor;
import org.apache.maven.model.io.DefaultModelReader;
import org.apache.maven.model.locator.DefaultModelLocator;
import org.apache.maven.model.superpom.DefaultSuperPomProvider;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.repository.JreProxySelector;
import org.vaelab.progress.Progress;

/// Libraries from Maven's repositories: found, with all that they need, by Maven's own resolver
/// and kept in the user's local repository.
final class MavenLibraries {
  private MavenLibraries() {}

  /// Finds a library and what it needs at run time.
  ///
  /// @param coordinates `group:artifact:version`, or longer with extension and classifier
  /// @return jars in the local repository
  /// @throws MagicException if the coordinates are malformed or not to be had
  static List<Path> resolve(String coordinates) throws MagicException {
    Artifact artifact = parse(coordinates);
    RepositorySystem system = new RepositorySystemSupplier().get();
    try {
      DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
      session.setLocalRepositoryManager(
          system.newLocalRepositoryManager(session, new LocalRepository(localRepository())));
      // POMs refer to the Java version; without these properties their dependencies are not read.
      session.setSystemProperties(System.getProperties());
      session.setProxySelector(new JreProxySelector());
      session.setMirrorSelector(MavenSettings.mirrors());
      session.setTransferListener(new Report());
      CollectRequest collect = new CollectRequest();
      collect.setRoot(new Dependency(artifact, JavaScopes.RUNTIME));
      collect.setRepositories(system.newResolutionRepositories(session, List.of(central())));
      DependencyRequest request =
          new DependencyRequest(collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
      return system.resolveDependencies(session, request).getArtifactResults().stream()
          .map(ArtifactResult::getArtifact)
          .map(found -> found.getFile().toPath())
          .toList();
    } catch (DependencyResolutionException e) {
      throw new MagicException(
          "%s cannot be resolved: %s. Check the coordinates and the connection; libraries that were"
                  .formatted(coordinates, rootMessage(e))
              + " fetched before are found offline too.");
    } finally {
      system.shutdown();
    }
  }

  /// Sentences on the libraries that the kernel itself has in another version: its own are found
  /// first.
  ///
  /// @param jars in Maven's local repository, where directories name artifact and version
  static List<String> shadowed(List<Path> jars, String kernelClassPath) {
    List<String> sentences = new ArrayList<>();
    for (Path jar : jars) {
      for (String entry : kernelClassPath.split(File.pathSeparator)) {
        Path own = Path.of(entry).toAbsolutePath();
        if (isSameArtifact(own, jar) && !version(own).equals(version(jar))) {
          sentences.add(
              "Note: %s %s of the kernel itself is in force, not %s."
                  .formatted(
                      jar.getParent().getParent().getFileName(), version(own), version(jar)));
        }
      }
    }
    return sentences;
  }

  private static String version(Path jar) {
    return jar.getParent().getFileName().toString();
  }

  /// Whether the last two directories above the version are the same: group's end and artifact.
  private static boolean isSameArtifact(Path own, Path jar) {
    int depth = own.getNameCount();
    int other = jar.getNameCount();
    return depth > 4
        && other > 4
        && own.toString().endsWith(".jar")
        && classifier(own).equals(classifier(jar))
        && own.subpath(depth - 4, depth - 2).equals(jar.subpath(other - 4, other - 2));
  }

  /// What the file's name says beyond artifact and version.
  private static String classifier(Path jar) {
    String prefix = jar.getParent().getParent().getFileName() + "-" + version(jar);
    return jar.getFileName().toString().replace(prefix, "");
  }

  private static Artifact parse(String coordinates) throws MagicException {
    try {
      return new DefaultArtifact(coordinates);
    } catch (IllegalArgumentException e) {
      throw new MagicException(
          "'%s' is not of the form group:artifact:version, such as org.apache.commons:commons-csv:1.14.1."
              .formatted(coordinates));
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  static File localRepository() {
    String configured = System.getProperty("maven.repo.local");
    return configured == null
        ? Path.of(System.getProperty("user.home"), ".m2", "repository").toFile()
        : Path.of(configured).toFile();
  }

  /// The repository that every Maven build knows, as Maven's own super POM names it.
  private static RemoteRepository central() {
    var provider =
        new DefaultSuperPomProvider()
            .setModelProcessor(
                new DefaultModelProcessor()
                    .setModelLocator(new DefaultModelLocator())
                    .setModelReader(new DefaultModelReader()));
    Repository central = provider.getSuperModel("4.0.0").getRepositories().getFirst();
    return new RemoteRepository.Builder(central.getId(), central.getLayout(), central.getUrl())
        .build();
  }

  /// Shows what is being fetched.
  private static final class Report extends AbstractTransferListener {
    private final Map<String, Progress> transfers = new ConcurrentHashMap<>();

    @Override
    public void transferStarted(TransferEvent event) {
      String name = event.getResource().getResourceName();
      if (name.endsWith(".jar")) {
        transfers.put(
            name,
            Progress.start(
                "fetching " + name.substring(name.lastIndexOf('/') + 1),
                Math.max(1, event.getResource().getContentLength())));
      }
    }

    @Override
    public void transferProgressed(TransferEvent event) {
      Progress progress = transfers.get(event.getResource().getResourceName());
      if (progress != null) {
        progress.advance(event.getDataLength(), Map.of());
      }
    }

    @Override
    public void transferSucceeded(TransferEvent event) {
      Progress progress = transfers.remove(event.getResource().getResourceName());
      if (progress != null) {
        progress.finish(Map.of());
      }
    }
  }
}
