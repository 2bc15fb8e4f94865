// SPDX-License-Identifier: Apache-2.0

/** How measurements that take long say what they are doing, to whoever shows it. */
package socketlab.compare.progress;
