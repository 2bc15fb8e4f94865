// SPDX-License-Identifier: Apache-2.0

/**
 * A chat's answer, word by word: the API that public clients of language models speak, in front of
 * a small Markov chain.
 *
 * <pre>
 *   POST /v1/chat/completions ─▶ CompletionRequest ─▶ MarkovChain ─▶ Completion: all its tokens
 *                                                                        │
 *   "stream": true   ◀── each token as an event, when it is due ─────────┤ one clock for
 *   without          ◀── one JSON, when the last is due ─────────────────┘ all of them
 * </pre>
 *
 * <p>Errors have the shape of that API, since its clients read no other.
 */
package socketlab.app.completions;
