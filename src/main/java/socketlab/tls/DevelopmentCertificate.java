// SPDX-License-Identifier: Apache-2.0
package socketlab.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import socketlab.tls.certificate.PemFiles;

/**
 * A certificate authority of one user's own, and a certificate for this machine that it has signed:
 * ECDSA on P-256, made at first use by the JDK's keytool, readable by that user alone. Whoever
 * trusts the authority trusts the certificates that follow, too.
 *
 * @param authority a PEM file with the certificate that clients have to trust
 * @param certificate a PEM file with the server's, and the authority's behind it
 * @param key a PEM file with the server's private key
 */
public record DevelopmentCertificate(Path authority, Path certificate, Path key) {
  private static final String STORE = "store.p12";

  /** The folder's mode guards it; keytool insists on a password all the same. */
  private static final String PASSWORD = "socketlab";

  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";
  private static final int AUTHORITY_DAYS = 3650;

  /** Browsers refuse more (CA/Browser Forum, ballot SC31). */
  private static final int SERVER_DAYS = 397;

  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
  private static final int KEYTOOL_SECONDS = 120;

  /**
   * The certificate in a folder; made, or made anew, where there is none that is good for some
   * weeks more.
   *
   * @throws IOException in one line, when it cannot be made
   */
  public static DevelopmentCertificate in(Path folder) throws IOException {
    DevelopmentCertificate files =
        new DevelopmentCertificate(
            folder.resolve("authority.pem"),
            folder.resolve("server.pem"),
            folder.resolve("server.key"));
    Files.createDirectories(folder, mode("rwx------"));
    try {
      if (!files.areGood()) {
        files.make(folder);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("no certificate can be made in " + folder + ": " + e.getMessage(), e);
    }
    return files;
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }

  private boolean areGood() throws IOException, GeneralSecurityException {
    if (!Files.exists(authority) || !Files.exists(certificate) || !Files.exists(key)) {
      return false;
    }
    try (InputStream pem = Files.newInputStream(certificate)) {
      X509Certificate first =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      return first.getNotAfter().toInstant().isAfter(Instant.now().plus(RENEWED_BEFORE));
    }
  }

  private void make(Path folder) throws IOException, GeneralSecurityException {
    Path store = folder.resolve(STORE);
    if (!Files.exists(store)) {
      keytool(
          store,
          AUTHORITY,
          AUTHORITY_DAYS,
          "CN=socketlab development authority",
          List.of("-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign"));
    }
    // Under another name, and then over the old ones: a server may be reading them.
    keytool(
        store,
        SERVER + Instant.now().toEpochMilli(),
        SERVER_DAYS,
        "CN=localhost",
        List.of(
            "-signer",
            AUTHORITY,
            "-ext",
            "san=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1",
            "-ext",
            "eku=serverAuth"));
    write(store);
  }

  private void write(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    String newest =
        Collections.list(keys.aliases()).stream()
            .filter(name -> name.startsWith(SERVER))
            .max(String::compareTo)
            .orElseThrow();
    StringBuilder chain = new StringBuilder();
    for (Certificate one : keys.getCertificateChain(newest)) {
      chain.append(PemFiles.text("CERTIFICATE", one.getEncoded()));
    }
    write(authority, PemFiles.text("CERTIFICATE", keys.getCertificate(AUTHORITY).getEncoded()));
    write(
        key,
        PemFiles.text("PRIVATE KEY", keys.getKey(newest, PASSWORD.toCharArray()).getEncoded()));
    write(certificate, chain.toString());
  }

  private static void write(Path file, String text) throws IOException {
    Path beside = Files.createTempFile(file.getParent(), "part", null, mode("rw-------"));
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void keytool(Path store, String name, int days, String subject, List<String> more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                subject,
                "-validity",
                String.valueOf(days),
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    command.addAll(more);
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    keytool.getOutputStream().close();
    String said = new String(keytool.getInputStream().readAllBytes(), US_ASCII).strip();
    try {
      if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        keytool.destroyForcibly();
        throw new IOException(
            "keytool made no certificate: " + said.lines().findFirst().orElse(""));
      }
    } catch (InterruptedException e) {
      keytool.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while keytool made a certificate", e);
    }
  }
}
