package dev.heartwood.service.api;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose client takes too long to say what it wants, be it one byte after the
 * other: from the first byte of a request to the end of its headers. The wait for that first byte
 * is bounded by the idle timeout, that for a body by {@link Body}. A client that has too many
 * connections is not let in at all.
 *
 * <p><b>Threads:</b> the event loop of the connection.
 */
final class ConnectionGuard extends ChannelInboundHandlerAdapter {
  private static final AttributeKey<ConnectionGuard> KEY =
      AttributeKey.valueOf(ConnectionGuard.class, "guard");

  private final Duration patience;
  private final Connections connections;
  private @Nullable Future<?> deadline;
  private int underWay;

  ConnectionGuard(Duration patience, Connections connections) {
    this.patience = patience;
    this.connections = connections;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    context.channel().attr(KEY).set(this);
    if (!connections.take(context.channel())) {
      context.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    super.channelRead(context, message);
    // Looked at afterwards: most requests come as a whole, and need no deadline.
    if (underWay == 0 && deadline == null && context.channel().isActive()) {
      deadline =
          context
              .executor()
              .schedule(() -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    settle();
    super.channelInactive(context);
  }

  /** The headers of a request are complete. */
  static void requestArrived(ServiceRequestContext context) {
    Channel channel = context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
    ConnectionGuard guard = channel == null ? null : channel.attr(KEY).get();
    if (channel == null || guard == null) {
      return;
    }
    guard.settle();
    guard.underWay++;
    if (!context.sessionProtocol().isMultiplex()) {
      // Over HTTP/2 frames of many kinds come between requests; their number is bounded elsewhere.
      context
          .log()
          .whenComplete()
          .thenRun(() -> channel.eventLoop().execute(() -> guard.underWay--));
    }
  }

  private void settle() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
