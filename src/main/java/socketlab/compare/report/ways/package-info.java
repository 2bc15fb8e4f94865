// SPDX-License-Identifier: Apache-2.0

/** The ways to HTTPS in words: a table, a sentence, and a sequence diagram of each. */
package socketlab.compare.report.ways;
