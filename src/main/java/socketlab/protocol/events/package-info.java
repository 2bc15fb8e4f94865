// SPDX-License-Identifier: Apache-2.0

/** Server-sent events: the text of {@code text/event-stream}, as the WHATWG's HTML has it. */
package socketlab.protocol.events;
