// SPDX-License-Identifier: Apache-2.0

/**
 * What has to outlive the process: the folder of a server, and files that are whole or not there.
 */
package socketlab.disk;
