package dev.heartwood.service.api;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketCloseStatus;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The live tail over a WebSocket: who may, and what is asked for, is settled before it opens. */
final class TailSocket {
  private static final AttributeKey<Asked> ASKED = AttributeKey.valueOf(TailSocket.class, "asked");
  private static final int MAX_FRAME_BYTES = 4 << 10;

  private final Router router;
  private final Endpoint endpoint;
  private final StreamRoutes routes;
  private final Streams streams;

  TailSocket(Router router, Endpoint endpoint, StreamRoutes routes, Streams streams) {
    this.router = router;
    this.endpoint = endpoint;
    this.routes = routes;
    this.streams = streams;
  }

  private record Asked(Call call, StreamRoutes.Tail tail) {}

  HttpService service() {
    return WebSocketService.builder(this::open)
        .fallbackService(router)
        .maxFramePayloadLength(MAX_FRAME_BYTES)
        .allowedOrigins("*") // looked at below, against the host of the request
        .streamTimeout(Duration.ofDays(365))
        .build()
        .decorate(this::admit);
  }

  private HttpResponse admit(HttpService socket, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    String upgrade = request.headers().get("upgrade", "");
    boolean isSocket =
        upgrade.equalsIgnoreCase("websocket") || request.headers().contains(":protocol");
    if (!isSocket) {
      return socket.serve(context, request);
    }
    ConnectionGuard.requestArrived(context);
    String id = router.begin(context, request.headers());
    try {
      admit(context, request.headers(), id);
    } catch (ProblemException e) {
      return Answers.problem(e.problem(), Router.instance(context, id));
    }
    return socket.serve(context, request);
  }

  private void admit(ServiceRequestContext context, RequestHeaders headers, String id) {
    Call call = router.call(context, endpoint, headers, id, Map.of());
    String version = headers.get("sec-websocket-version", "13");
    if (!version.equals("13")) {
      throw Problem.wrong(
              ProblemCode.INVALID_HEADER,
              "Sec-WebSocket-Version",
              "must be 13",
              ContentReader.shortened(version))
          .exception();
    }
    if (!Hosts.isSameOrigin(headers)) {
      throw Problem.wrong(
              ProblemCode.FORBIDDEN,
              "Origin",
              "must be that of this service",
              ContentReader.shortened(headers.get("origin", "")))
          .exception();
    }
    context.setAttr(ASKED, new Asked(call, StreamRoutes.Tail.read(call)));
  }

  private WebSocket open(ServiceRequestContext context, WebSocket in) {
    WebSocketWriter out = WebSocket.streaming();
    Asked asked = context.attr(ASKED);
    LateJob job = asked == null ? null : new LateJob(asked.tail());
    in.subscribe(new Listener(out, job), context.eventLoop());
    if (asked == null || job == null) {
      out.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR);
      return out;
    }
    context.clearRequestTimeout();
    try {
      streams.open(asked.call(), out, job);
    } catch (ProblemException e) {
      out.close(WebSocketCloseStatus.TRY_AGAIN_LATER, e.problem().detail());
    }
    return out;
  }

  /** Opens its feed on the thread that may wait for it. */
  private final class LateJob implements Streams.Job {
    private final StreamRoutes.Tail tail;
    private volatile @Nullable FeedJob job;
    private volatile boolean closed;

    LateJob(StreamRoutes.Tail tail) {
      this.tail = tail;
    }

    @Override
    public void run(Outlet out) throws IOException, InterruptedException {
      FeedJob opened = routes.job(tail, Form.MESSAGES);
      job = opened;
      try (opened) {
        if (!closed) {
          opened.run(out);
        }
      }
    }

    @Override
    public void close() {
      closed = true;
      FeedJob opened = job;
      if (opened != null) {
        opened.close();
      }
    }
  }

  /** Answers pings and farewells; what a client says otherwise is passed over. */
  private static final class Listener implements Subscriber<WebSocketFrame> {
    private final WebSocketWriter out;
    private final @Nullable LateJob job;

    Listener(WebSocketWriter out, @Nullable LateJob job) {
      this.out = out;
      this.job = job;
    }

    /** At once: that the writer tells so takes as long as the connection lingers. */
    private void end() {
      if (job != null) {
        job.close();
      }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(WebSocketFrame frame) {
      try (frame) {
        if (frame.type() == WebSocketFrameType.PING && out.isOpen()) {
          out.writePong(frame.array());
        } else if (frame.type() == WebSocketFrameType.CLOSE) {
          out.close();
          end();
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      out.close(error);
      end();
    }

    @Override
    public void onComplete() {
      out.close();
      end();
    }
  }
}
