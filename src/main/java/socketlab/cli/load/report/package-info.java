// SPDX-License-Identifier: Apache-2.0
/** What the results of every kind of load have in common, for people and as JSON. */
package socketlab.cli.load.report;
