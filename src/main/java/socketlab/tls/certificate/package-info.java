// SPDX-License-Identifier: Apache-2.0

/** Certificates as files have them: read, checked, and the names that they are good for. */
package socketlab.tls.certificate;
