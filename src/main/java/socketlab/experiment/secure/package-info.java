// SPDX-License-Identifier: Apache-2.0

/** What client and server find out about each other in a TLS handshake. */
package socketlab.experiment.secure;
