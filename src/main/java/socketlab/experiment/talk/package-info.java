// SPDX-License-Identifier: Apache-2.0

/** Ways in which a client and a server talk, and what each of them waits for meanwhile. */
package socketlab.experiment.talk;
