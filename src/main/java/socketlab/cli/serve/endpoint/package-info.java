// SPDX-License-Identifier: Apache-2.0

/** The options of the communication patterns: one file for each pattern that has some. */
package socketlab.cli.serve.endpoint;
