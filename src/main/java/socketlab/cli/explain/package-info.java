// SPDX-License-Identifier: Apache-2.0

/**
 * What has a name and can be explained: patterns, experiments, the words of the glossary, the
 * options of the commands; and how they lead to each other.
 */
package socketlab.cli.explain;
