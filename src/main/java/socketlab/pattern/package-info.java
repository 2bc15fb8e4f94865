// SPDX-License-Identifier: Apache-2.0

/**
 * The execution patterns: which thread listens, accepts, reads and works. One small file a pattern,
 * and each reads as its picture. Read them in the order of {@link
 * socketlab.pattern.Patterns#all()}.
 */
package socketlab.pattern;
