// SPDX-License-Identifier: Apache-2.0
package socketlab.bench.peer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;

/**
 * Netty's HTTP/2 in clear, by prior knowledge: frames are answered where they are decoded, with no
 * channel a stream, and flushed once a batch.
 */
final class NettyHttp2 {
  private static final AsciiString OK = AsciiString.cached("200");
  private static final AsciiString NOT_FOUND = AsciiString.cached("404");

  private NettyHttp2() {}

  static void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(
        Http2FrameCodecBuilder.forServer().validateHeaders(false).build(), new Answer());
  }

  private static final class Answer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2HeadersFrame head && head.isEndStream()) {
        answer(context, head.stream(), "/plaintext".contentEquals(head.headers().path()));
      } else if (frame instanceof Http2DataFrame data && data.isEndStream()) {
        answer(context, data.stream(), false);
      }
      ReferenceCountUtil.release(frame);
    }

    private static void answer(
        ChannelHandlerContext context, Http2FrameStream stream, boolean found) {
      Http2Headers fields =
          new DefaultHttp2Headers(false)
              .status(found ? OK : NOT_FOUND)
              .set(HttpHeaderNames.CONTENT_TYPE, NettyPeer.TYPE)
              .set(HttpHeaderNames.CONTENT_LENGTH, NettyPeer.LENGTH)
              .set(HttpHeaderNames.DATE, new AsciiString(PeerServer.date(), false));
      context.write(new DefaultHttp2HeadersFrame(fields).stream(stream));
      context.write(new DefaultHttp2DataFrame(NettyPeer.BODY.duplicate(), true).stream(stream));
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
