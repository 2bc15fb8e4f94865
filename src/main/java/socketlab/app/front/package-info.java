// SPDX-License-Identifier: Apache-2.0

/**
 * The page at {@code /}, with a live demo of each communication pattern that the server has. A demo
 * is a piece of HTML and a script of its name beside this package's resources; nothing is built,
 * and nothing comes from another host.
 */
package socketlab.app.front;
