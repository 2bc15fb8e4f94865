// SPDX-License-Identifier: Apache-2.0
package socketlab.tls.certificate;

import java.nio.file.Path;

/**
 * That a client is asked for a certificate. One that is shown has to lead to one of the
 * authorities, or the handshake fails.
 *
 * @param authorities a PEM file with the certificates of those who sign
 * @param required whether a client without one is turned away
 */
public record ClientCertificates(Path authorities, boolean required) {}
