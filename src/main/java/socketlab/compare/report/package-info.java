// SPDX-License-Identifier: Apache-2.0

/**
 * A campaign for readers: tables, sentences, pages, charts and the shape of JMH. It measures
 * nothing and decides nothing.
 */
package socketlab.compare.report;
