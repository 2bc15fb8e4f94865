// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.netty.util.Version;
import java.net.InetSocketAddress;

/**
 * Netty 4.2, on each of its three transports: one group for accepting and reading, flushes once a
 * batch, no field validated that it writes itself.
 */
final class NettyPeer {
  static final AsciiString TYPE = AsciiString.cached("text/plain");
  static final AsciiString LENGTH = AsciiString.cached(String.valueOf(PeerServer.BODY.length()));
  static final ByteBuf BODY =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(PeerServer.body()))
          .asReadOnly();
  private static final HttpHeadersFactory HEADERS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);
  private static final HttpHeadersFactory TRAILERS =
      DefaultHttpHeadersFactory.trailersFactory().withValidation(false);

  private NettyPeer() {}

  /**
   * @param arguments port, threads, and nio, epoll or io_uring; behind them h2c for HTTP/2
   */
  public static void main(String[] arguments) throws Exception {
    PeerServer.keepDate();
    String transport = arguments[2];
    boolean http2 = arguments.length > 3;
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(Integer.parseInt(arguments[1]), io(transport));
    Channel server =
        new ServerBootstrap()
            .group(loops)
            .channel(channel(transport))
            .option(ChannelOption.SO_BACKLOG, PeerServer.BACKLOG)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (http2) {
                      NettyHttp2.addTo(channel.pipeline());
                    } else {
                      channel.pipeline().addLast(new HttpServerCodec(), new Answer());
                    }
                  }
                })
            .bind(PeerServer.HOST, Integer.parseInt(arguments[0]))
            .sync()
            .channel();
    PeerServer.listening(Version.class, ((InetSocketAddress) server.localAddress()).getPort());
    server.closeFuture().sync();
  }

  private static IoHandlerFactory io(String transport) {
    return switch (transport) {
      case "nio" -> NioIoHandler.newFactory();
      case "epoll" -> EpollIoHandler.newFactory();
      default -> IoUringIoHandler.newFactory();
    };
  }

  private static Class<? extends ServerChannel> channel(String transport) {
    return switch (transport) {
      case "nio" -> NioServerSocketChannel.class;
      case "epoll" -> EpollServerSocketChannel.class;
      default -> IoUringServerSocketChannel.class;
    };
  }

  private static final class Answer extends SimpleChannelInboundHandler<HttpObject> {
    private boolean keepAlive;
    private boolean found;

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
      if (part instanceof HttpRequest request) {
        keepAlive = HttpUtil.isKeepAlive(request);
        found = request.uri().equals("/plaintext");
      }
      if (!(part instanceof LastHttpContent)) {
        return;
      }
      DefaultFullHttpResponse answer =
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1,
              found ? HttpResponseStatus.OK : HttpResponseStatus.NOT_FOUND,
              BODY.duplicate(),
              HEADERS,
              TRAILERS);
      answer
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, TYPE)
          .set(HttpHeaderNames.CONTENT_LENGTH, LENGTH)
          .set(HttpHeaderNames.DATE, new AsciiString(PeerServer.date(), false));
      if (keepAlive) {
        context.write(answer, context.voidPromise());
      } else {
        answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.write(answer).addListener(ChannelFutureListener.CLOSE);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
