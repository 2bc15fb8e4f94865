// SPDX-License-Identifier: Apache-2.0

/** What publish-subscribe promises to those who are away, who die, or who are slow. */
package socketlab.experiment.topic;
