// SPDX-License-Identifier: Apache-2.0
/** The script {@code lab}: which JDK it finds, when it builds, and what it tells the JVM. */
package socketlab.launcher;
