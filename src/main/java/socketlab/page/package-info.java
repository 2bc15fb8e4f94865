// SPDX-License-Identifier: Apache-2.0

/** Pages that open offline: one file with its style, its data and its charts in it. */
package socketlab.page;
