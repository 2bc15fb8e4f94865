// SPDX-License-Identifier: Apache-2.0

/** What has to outlive the process: the folder of a server, locked for it. Knows only the JDK. */
package socketlab.disk;
