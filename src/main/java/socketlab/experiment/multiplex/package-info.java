// SPDX-License-Identifier: Apache-2.0

/** Many requests at once on one connection: what they share, and what one of them may cost. */
package socketlab.experiment.multiplex;
