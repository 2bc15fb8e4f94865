// SPDX-License-Identifier: Apache-2.0

/** Handlers: what a request does, whichever thread runs it. */
package socketlab.app;
