// SPDX-License-Identifier: Apache-2.0

/**
 * What is on the other side of the standard streams: how wide it is, whether it shows colours and
 * lines that are written over, and what happens when nothing takes the output any more.
 */
package socketlab.cli.term;
