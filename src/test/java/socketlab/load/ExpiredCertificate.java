// SPDX-License-Identifier: Apache-2.0
package socketlab.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that signs itself, and was good for one day, a month ago.
 *
 * @param certificate a PEM file
 * @param key a PEM file, in PKCS #8
 */
record ExpiredCertificate(Path certificate, Path key) {
  private static final char[] PASSWORD = "socketlab".toCharArray();

  static ExpiredCertificate in(Path folder)
      throws IOException, InterruptedException, GeneralSecurityException {
    Files.createDirectories(folder);
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "old",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-startdate",
                "-30d",
                "-validity",
                "1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD))
            .inheritIO()
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool made no certificate");
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    ExpiredCertificate made =
        new ExpiredCertificate(folder.resolve("old.pem"), folder.resolve("old.key"));
    write(made.certificate, "CERTIFICATE", keys.getCertificate("old").getEncoded());
    write(made.key, "PRIVATE KEY", keys.getKey("old", PASSWORD).getEncoded());
    return made;
  }

  private static void write(Path file, String what, byte[] bytes) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes)
            + "\n-----END "
            + what
            + "-----\n");
  }
}
