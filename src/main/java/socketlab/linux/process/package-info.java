// SPDX-License-Identifier: Apache-2.0
/** Processes and threads: processors, limits, what they have used, exec, and how one ends. */
package socketlab.linux.process;
