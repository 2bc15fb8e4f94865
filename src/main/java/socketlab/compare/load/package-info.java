// SPDX-License-Identifier: Apache-2.0

/** What loads the servers: programs of their own, on the CPUs that the server does not have. */
package socketlab.compare.load;
