// SPDX-License-Identifier: Apache-2.0

/**
 * Which handler answers which path, and what is said where none does: a {@link
 * socketlab.app.route.Router} and the {@link socketlab.app.route.Route}s it was given.
 */
package socketlab.app.route;
