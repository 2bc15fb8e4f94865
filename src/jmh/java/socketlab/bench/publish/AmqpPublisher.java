// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.publish;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * A persistent message to a durable queue, on a channel of its own that is in confirm mode
 * (rabbitmq.com, consumer acknowledgements and publisher confirms): the broker confirms it when it
 * is on disk. All channels share a connection, as its documentation advises.
 */
final class AmqpPublisher implements ConfirmedPublisher {
  private static final String QUEUE = "lab";
  private static final int PATIENCE_MILLIS = 20_000;

  private final Channel channel;

  private AmqpPublisher(Channel channel) {
    this.channel = channel;
  }

  /** The connection that all of them share. */
  static Connection connect(String host, int port) throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setHost(host);
    factory.setPort(port);
    Connection connection = factory.newConnection();
    try (Channel channel = connection.createChannel()) {
      channel.queueDeclare(QUEUE, true, false, false, null);
    }
    return connection;
  }

  static AmqpPublisher on(Connection connection) throws IOException {
    Channel channel = connection.createChannel();
    channel.confirmSelect();
    return new AmqpPublisher(channel);
  }

  @Override
  public void publish(byte[] message) throws Exception {
    channel.basicPublish("", QUEUE, MessageProperties.PERSISTENT_BASIC, message);
    channel.waitForConfirmsOrDie(PATIENCE_MILLIS);
  }

  @Override
  public void close() throws IOException, TimeoutException {
    channel.close();
  }
}
