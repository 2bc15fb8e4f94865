// SPDX-License-Identifier: Apache-2.0

/** The servers that the lab's are compared with, and every server by its name. */
package socketlab.compare.peer;
