// SPDX-License-Identifier: Apache-2.0

/**
 * What several commands print, and the pieces of the written pages: experiments, charts, durations,
 * JSON, the glossary.
 */
package socketlab.cli.text;
