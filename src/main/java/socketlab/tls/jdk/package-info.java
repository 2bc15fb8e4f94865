// SPDX-License-Identifier: Apache-2.0

/** The JDK's own TLS: it is everywhere, for where OpenSSL is not, and to compare with. */
package socketlab.tls.jdk;
