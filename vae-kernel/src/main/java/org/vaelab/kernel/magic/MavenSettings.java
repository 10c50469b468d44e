package org.vaelab.kernel.magic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.eclipse.aether.repository.MirrorSelector;
import org.eclipse.aether.util.repository.DefaultMirrorSelector;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/// The mirrors of the user's `settings.xml`.
final class MavenSettings {
  private MavenSettings() {}

  static MirrorSelector mirrors() throws MagicException {
    DefaultMirrorSelector selector = new DefaultMirrorSelector();
    Path file = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
    if (!Files.exists(file)) {
      return selector;
    }
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      NodeList mirrors =
          factory.newDocumentBuilder().parse(file.toFile()).getElementsByTagName("mirror");
      for (int i = 0; i < mirrors.getLength(); i++) {
        Element mirror = (Element) mirrors.item(i);
        selector.add(
            text(mirror, "id"),
            text(mirror, "url"),
            "default",
            false,
            false,
            text(mirror, "mirrorOf"),
            "");
      }
      return selector;
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new MagicException("Maven's settings %s cannot be read: %s".formatted(file, e));
    }
  }

  private static String text(Element parent, String name) {
    NodeList found = parent.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
  }
}
