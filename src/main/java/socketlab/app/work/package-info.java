// SPDX-License-Identifier: Apache-2.0

/** Work that stands for a real one: it takes a thread, asleep or busy. */
package socketlab.app.work;
