// SPDX-License-Identifier: Apache-2.0
/** What is to be held open and how its messages are told: where to, for how long, who publishes. */
package socketlab.load.stream.plan;
