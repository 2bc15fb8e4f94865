// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whom a certificate speaks for (RFC 9525): names, the leftmost part of which may be a wildcard,
 * and addresses.
 *
 * @param names in lower case
 */
public record CertificateNames(Set<String> names, Set<InetAddress> addresses) {
  // Kinds of alternative names, RFC 5280 section 4.2.1.6.
  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  /** As the certificate has them; none where it cannot be read. */
  public static CertificateNames of(X509Certificate certificate) {
    Set<String> names = new HashSet<>();
    Set<InetAddress> addresses = new HashSet<>();
    for (List<?> one : alternatives(certificate)) {
      if (one.get(0).equals(DNS)) {
        names.add(one.get(1).toString().toLowerCase(Locale.ROOT));
      } else if (one.get(0).equals(ADDRESS)) {
        addresses.add(InetAddress.ofLiteral(one.get(1).toString()));
      }
    }
    return new CertificateNames(Set.copyOf(names), Set.copyOf(addresses));
  }

  private static Collection<List<?>> alternatives(X509Certificate certificate) {
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      return all == null ? List.of() : all;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  /** Whether it speaks for this name, in any case. */
  public boolean cover(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (names.contains(lower)) {
      return true;
    }
    int dot = lower.indexOf('.');
    return dot > 0 && names.contains("*" + lower.substring(dot));
  }

  /**
   * Whether it speaks for the host of a URL.
   *
   * @param authority a name or an address, maybe with a port behind it
   */
  public boolean coverAuthority(String authority) {
    if (authority.startsWith("[")) {
      return coverAddress(authority.substring(1, authority.indexOf(']')));
    }
    int colon = authority.lastIndexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    return cover(host) || coverAddress(host);
  }

  private boolean coverAddress(String text) {
    try {
      return addresses.contains(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      // It is a name.
      return false;
    }
  }
}
