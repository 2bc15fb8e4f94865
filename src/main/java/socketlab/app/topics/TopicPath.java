// SPDX-License-Identifier: Apache-2.0
package socketlab.app.topics;

import java.util.Optional;
import socketlab.app.topics.kept.TopicName;
import socketlab.protocol.http.Request;

/**
 * What a path below {@code /topics/} names.
 *
 * @param topic a valid name
 * @param rest what stands behind it, from its slash on; empty for the topic itself
 */
record TopicPath(String topic, String rest) {
  static final String PREFIX = "/topics/";

  /** Empty when the topic's name is none. Nothing is decoded: no valid name needs it. */
  static Optional<TopicPath> of(Request request) {
    String path = request.path().substring(PREFIX.length());
    int slash = path.indexOf('/');
    String topic = slash < 0 ? path : path.substring(0, slash);
    return TopicName.isValid(topic)
        ? Optional.of(new TopicPath(topic, slash < 0 ? "" : path.substring(slash)))
        : Optional.empty();
  }
}
