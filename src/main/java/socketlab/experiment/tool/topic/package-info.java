// SPDX-License-Identifier: Apache-2.0

/** Clients of a topic that do one thing at a time, so that an experiment says when. */
package socketlab.experiment.tool.topic;
