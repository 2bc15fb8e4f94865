// SPDX-License-Identifier: Apache-2.0

/**
 * JMH harnesses, run by {@code ./lab bench}. Each file measures one thing and says in its Javadoc
 * what it does not measure. They are closed loops: good judges of method and of cost, and none of
 * latency under offered load, which is what {@code lab load} is for.
 */
package socketlab.bench;
