// SPDX-License-Identifier: Apache-2.0

/** The lab's servers as an experiment starts them: in its own process, or in another. */
package socketlab.experiment.tool.server;
